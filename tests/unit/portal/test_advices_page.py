"""`/advices`: the list of payment advices, and what is done with them."""

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import Connection
from starlette.datastructures import QueryParams

from portal.domain.accounts.accounts import Role
from portal.domain.advices.changes import UNDO_SECONDS
from portal.domain.advices.lists import Filter, Sort, page_of
from portal.platform.language import german_day, typed_cents
from portal.web.account import advice_files, advices
from portal.web.account.advice_address import Wanted, read_wanted
from portal.web.account.advice_files import plain_cell
from tests.support.advices import add_advices, announced, deliver, listed, pdf, provider_of
from tests.support.clerk_cases import logged_in
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.support.providers import new_ik
from tests.support.statements import Statements
from tests.support.texts import portal_text
from tests.unit.portal.conftest import new_login

DAY = 86_400
GONE = "/advices?done=gone&number=1"


@dataclass
class Practice:
    """A provider with an LE-Admin at a browser."""

    portal: RunningPortal
    ik: str
    login: str
    provider: int
    admin: Browser

    def user(self) -> Browser:
        """A browser of a plain user of the same provider."""
        login = new_login()
        self.portal.create_account(login, ik=self.ik, cleared=True, role=Role.USER)
        return logged_in(self.portal, login)

    def ids(self) -> dict[str, int]:
        rows = self.portal.query(
            "SELECT reference, id FROM advices WHERE provider_id = :p", p=self.provider
        )
        return {str(reference): int(id_) for reference, id_ in rows}

    def folder(self, reference: str) -> str:
        sql = "SELECT folder FROM advices WHERE ik = :ik AND reference = :r"
        rows = self.portal.query(sql, ik=self.ik, r=reference)
        return str(rows[0][0]) if rows else ""


def practice_of(portal: RunningPortal) -> Practice:
    ik, login = new_ik(), new_login()
    portal.create_account(login, ik=ik, cleared=True)
    return Practice(portal, ik, login, provider_of(portal, login), logged_in(portal, login))


@pytest.fixture(scope="module")
def module_practice(shared_portal: RunningPortal, tmp_path_factory: Any) -> Practice:
    """For tests that change nothing: four advices."""
    practice = practice_of(shared_portal)
    changes: list[dict[str, str]] = [
        {"reference": "A-1", "issued": "2026-11-28", "amount": "12480.55", "invoices": "42"},
        {"reference": "B-2", "issued": "2026-11-27", "amount": "1904.10", "sender": "AOK Hessen"},
        {"reference": "C-3", "issued": "2026-10-31", "amount": "-12.00", "sender": "AOK PLUS"},
        {"reference": "D-4", "issued": "2025-12-31", "amount": "386.00", "sender": "AOK Hessen"},
    ]
    advices = [announced(ik=practice.ik, **{"invoices": "7"} | change) for change in changes]
    report = deliver(shared_portal, tmp_path_factory.mktemp("in"), advices)
    assert report.advices == {"stored": 4}
    return practice


@pytest.fixture
def practice(portal: RunningPortal, tmp_path: Path) -> Practice:
    """For tests that change something: two advices."""
    practice = practice_of(portal)
    advices = [announced(ik=practice.ik, reference=name) for name in ("A-1", "B-2")]
    assert deliver(portal, tmp_path / "in", advices).advices == {"stored": 2}
    return practice


def references(browser: Browser, query: str = "") -> list[str]:
    return listed(browser.open(f"/advices?{query}").text)


def totals(text: str) -> list[str]:
    foot = text.split("<tfoot>")[1].split("</tfoot>", maxsplit=1)[0]
    plain = re.sub(r"<[^>]+>", "|", foot).replace("\N{NO-BREAK SPACE}", " ")
    return [part.strip() for part in plain.split("|") if part.strip()]


def test_the_list_shows_the_newest_first_with_the_totals_of_all(module_practice: Practice) -> None:
    text = module_practice.admin.open("/advices").text
    assert listed(text) == ["A-1", "B-2", "C-3", "D-4"]
    assert totals(text) == ["Summe, 4 Avise", "63", "14.758,65 €"]
    assert "28.11.2026" in text
    assert "12.480,55\N{NO-BREAK SPACE}€" in text


FILTERS = {
    "search=a-1": ["A-1"],
    "search=hessen": ["B-2", "D-4"],
    "search=1.904,10": ["B-2"],
    "search=1904,1": ["B-2"],
    "search=1904": ["B-2"],
    "search=12.480": ["A-1"],
    "search=1905": [],
    "search=A%C2%AD-1": ["A-1"],
    "search=%E2%80%8Ehessen%E2%80%8E": ["B-2", "D-4"],
    "search=1.904,10+EUR": ["B-2"],
    "search=%25": [],
    "search=_": [],
    "sender=AOK+PLUS": ["C-3"],
    "first=2026-11-01": ["A-1", "B-2"],
    "first=1.11.26": ["A-1", "B-2"],
    "first=1.13.26": ["A-1", "B-2", "C-3", "D-4"],
    "last=2026-10-31": ["C-3", "D-4"],
    "first=2026-10-01&last=2026-11-27": ["B-2", "C-3"],
    "least=1.000": ["A-1", "B-2"],
    "most=1.000": ["C-3", "D-4"],
    "least=386": ["A-1", "B-2", "D-4"],
    "most=0": ["C-3"],
    "least=386,00&most=1904,10&sender=AOK+Hessen": ["B-2", "D-4"],
    "ik=123456789": ["A-1", "B-2", "C-3", "D-4"],
    "sort=date": ["D-4", "C-3", "B-2", "A-1"],
    "sort=amount": ["C-3", "D-4", "B-2", "A-1"],
    "sort=amount-down": ["A-1", "B-2", "D-4", "C-3"],
    "sort=sender": ["A-1", "B-2", "D-4", "C-3"],
    "folder=archive": [],
    "folder=nonsense&sort=nonsense&after=nonsense": ["A-1", "B-2", "C-3", "D-4"],
    "after=2026-11-27~999999999": ["B-2", "C-3", "D-4"],
    "unread=1&sort=date": ["D-4", "C-3", "B-2", "A-1"],
}


@pytest.mark.parametrize("query", FILTERS)
def test_the_address_says_what_is_listed_and_in_which_order(
    module_practice: Practice, query: str
) -> None:
    assert references(module_practice.admin, query) == FILTERS[query]


def test_the_totals_are_those_of_the_filter(module_practice: Practice) -> None:
    admin = module_practice.admin
    for query in ("sender=AOK+Hessen", "sender=AOK+Hessen&last=2026-12-30", "search=hessen"):
        found = totals(admin.open(f"/advices?{query}").text)
        assert found == ["Summe, 2 Avise", "14", "2.290,10 €"], query


def test_periods_are_those_of_the_calendar(module_practice: Practice) -> None:
    # 1 December 2026, half an hour after midnight in Germany.
    now, session = 1_796_081_400, SessionOf(module_practice)
    for period, days in {
        "month": ("2026-12-01", "2026-12-31"),
        "last-month": ("2026-11-01", "2026-11-30"),
        "year": ("2026-01-01", "2026-12-31"),
        "last-year": ("2025-01-01", "2025-12-31"),
    }.items():
        wanted = read_wanted(QueryParams(f"period={period}")).filter(session.value, now)
        assert (wanted.first, wanted.last) == days
        assert wanted.is_whole_months


class SessionOf:
    """A session of a practice, without a browser."""

    def __init__(self, practice: Practice) -> None:
        from portal.domain.logins.sessions import Session

        self.value = Session(
            Role.ADMIN, b"", 0, "", "", "", "", 0, 0, None, None, practice.provider, 0, 0
        )


def test_nonsense_in_the_address_counts_as_nothing() -> None:
    text = "folder=x&sort=x&period=x&ik=1&least=x&after=x&before=~"
    wanted = read_wanted(QueryParams(text))
    assert wanted == Wanted(least="x", after="x", before="~")
    assert wanted.cursor is None
    assert read_wanted(QueryParams("sort=amount&after=x~1")).cursor is None


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        *(("1.904,10", 190_410), ("1904,1", 190_410), ("1904.10", 190_410), ("1904", 190_400)),
        *((" 12 € ", 1_200), ("-5,00", -500), ("x", None), ("", None), ("1,234", None)),
        *(("1.000", 100_000), ("1.000,00 €", 100_000), ("12.480.000", 1_248_000_000)),
        *(("1,904.10", 190_410), ("-1.000", -100_000), ("1904,", 190_400), ("1.0000", None)),
        *(("1.000.00", None), ("1.00.000", None), ("1,2,3", None), (",5", None)),
        *(("1e5", None), ("²", None), ("9" * 13, None), ("EUR", None), ("-", None)),
        *(("1.904,10 EUR", 190_410), ("EUR 5", 500), ("12,- Euro", 1_200), ("12,\u2013 €", 1_200)),
        *(("\u200e12,5\u200e", 1_250), ("\u221212", -1_200), ("€ -12", -1_200), ("+12", 1_200)),
    ],
)
def test_an_amount_is_read_as_people_type_it(typed: str, cents: int | None) -> None:
    assert typed_cents(typed) == cents


def test_an_ik_number_is_found_as_our_own_pages_write_it(module_practice: Practice) -> None:
    for label in ("IK\u2011Nummer ", "IK-Nummer: ", "IK "):
        query = urlencode({"search": f"{label}{module_practice.ik}"})
        assert len(references(module_practice.admin, query)) == 4


# No advice, and none that SQLite or PostgreSQL could look for.
NO_IDS = ["2147483647", "2147483648", "9" * 15, "9" * 19, "9" * 25, "9" * 5000, "-1", "²", "٣"]


@pytest.mark.parametrize("number", NO_IDS)
def test_no_number_in_an_address_is_too_high(module_practice: Practice, number: str) -> None:
    names = ("id", "every", "missed", "number", "after", "before", "least")
    queries = [f"{name}={before}{number}" for name in names for before in ("", "2026-11-27~", "1~")]
    paths = [
        f"/advices?done=read&{query}{sort}" for query in queries for sort in ("", "&sort=amount")
    ]
    for path in (*paths, f"/advices/{number[:20]}/document", f"/users?name=x&behind={number}"):
        answer = module_practice.admin.open(path)
        assert answer.status_code in (200, 303, 404), path


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ("first=2.11.26&last=1.11.26", "„Datum bis“ liegt vor „Datum von“"),
        ("first=1.1.2026&last=31.12.25", "„Datum bis“ liegt vor „Datum von“"),
        ("least=1.000&most=999,99", "„Betrag bis“ ist kleiner als „Betrag von“"),
        ("least=-1&most=-2", "„Betrag bis“ ist kleiner als „Betrag von“"),
        ("first=1.11.26&last=1.11.26&least=5&most=5", ""),
        ("first=9.11.25&last=1.11.26&least=99&most=1.000", ""),
        ("first=2.11.26&last=gestern&least=5&most=viel", ""),
        ("first=2.11.26&least=5", ""),
    ],
)
def test_limits_that_exclude_each_other_are_told(
    module_practice: Practice, limits: str, said: str
) -> None:
    page = module_practice.admin.open(f"/advices?{limits}").text
    assert page.count("Vertauschen Sie die beiden") == bool(said)
    assert said in page


@pytest.mark.parametrize("name", ["first", "last"])
def test_a_date_is_shown_as_it_is_read_and_told_where_it_is_none(
    module_practice: Practice, name: str
) -> None:
    said = "ist kein Datum"
    read = module_practice.admin.open(f"/advices?{name}=1.11.26").text
    assert 'value="01.11.2026"' in read
    assert said not in read
    assert said not in module_practice.admin.open("/advices").text
    wrong = module_practice.admin.open(f"/advices?{name}=31.2.26").text
    assert f"„31.2.26“ {said}" in wrong
    assert 'value="31.2.26"' in wrong


@pytest.mark.parametrize("name", ["least", "most"])
def test_a_limit_that_is_no_amount_is_told_and_no_other(
    module_practice: Practice, name: str
) -> None:
    said = "ist kein Betrag"
    assert f"„1.00.0“ {said}" in module_practice.admin.open(f"/advices?{name}=1.00.0").text
    assert said not in module_practice.admin.open(f"/advices?{name}=1.000").text


def test_a_filtered_address_says_how_many_were_found(module_practice: Practice) -> None:
    found = re.compile(r'<output id="found">([^<]*)</output>')
    assert found.findall(module_practice.admin.open("/advices?search=hessen").text) == [
        "2 Avise gefunden"
    ]
    # The folder's own number says it where nothing is filtered, the list where nothing is found.
    for query in ("", "?search=nichts"):
        assert not found.findall(module_practice.admin.open(f"/advices{query}").text)


@pytest.mark.parametrize("path", ["/advices", "/users"])
def test_a_search_has_a_button_beside_its_field(module_practice: Practice, path: str) -> None:
    text = module_practice.admin.open(path).text
    box = text.split('<div class="search">')[1].split("</div>")[0]
    assert 'type="search"' in box
    assert 'type="submit"' in box
    assert ">Suchen<" in box


@pytest.mark.parametrize(("name", "value"), [("ik", "200391285"), ("sender", "AOK Nirgendwo")])
def test_a_filter_that_finds_nothing_is_shown_as_it_is_set(
    module_practice: Practice, name: str, value: str
) -> None:
    text = module_practice.admin.open(f"/advices?{urlencode({name: value})}").text
    assert f'<option value="{value}" selected>' in text


def test_an_empty_answer_says_how_to_see_everything_again(module_practice: Practice) -> None:
    text = module_practice.admin.open("/advices?search=nichts").text
    assert portal_text("Nothing was found.") in text
    assert '<a href="/advices">' in text


# --- others' advices


@pytest.mark.parametrize("path", ["/advices/{id}/document", "/advices/{id}/document?save"])
def test_a_foreign_advice_answers_as_one_that_does_not_exist(
    portal: RunningPortal, module_practice: Practice, path: str
) -> None:
    stranger = practice_of(portal).admin
    own = module_practice.ids()["A-1"]
    answers = [stranger.open(path.format(id=id_)) for id_ in (own, 999_999)]
    assert [answer.headers["location"] for answer in answers] == [GONE] * 2
    assert references(stranger) == []
    for kind in ("zip", "csv"):
        assert stranger.open(f"/advices/{kind}?id={own}").headers["location"] == GONE
    assert "A-1" not in stranger.open("/advices/csv").text


@pytest.mark.parametrize("do", ["archive", "delete", "read", "unread", "restore", "back"])
def test_a_foreign_advice_is_not_changed(
    portal: RunningPortal, practice: Practice, do: str
) -> None:
    stranger, own = practice_of(portal).admin, practice.ids()["A-1"]
    stranger.post_only("/advices/change", do=do, id=str(own))
    assert practice.folder("A-1") == "current"
    reads = portal.query("SELECT count(*) FROM advice_reads WHERE advice_id = :id", id=own)
    assert reads[0][0] == 0


def test_a_plain_user_sees_and_loads_down_but_archives_and_deletes_nothing(
    practice: Practice,
) -> None:
    user, id_ = practice.user(), practice.ids()["A-1"]
    text = user.open("/advices").text
    assert listed(text) == ["B-2", "A-1"]
    assert 'value="archive"' not in text
    assert 'value="delete"' not in text
    assert user.open(f"/advices/{id_}/document").content == pdf("A-1")
    for do in ("archive", "delete", "back", "restore"):
        assert user.post_only("/advices/change", do=do, id=str(id_)).status_code == 404
    assert practice.folder("A-1") == "current"
    assert user.open("/advices?folder=deleted").status_code == 404
    assert user.open("/advices/csv?folder=deleted").status_code == 404


def test_a_deleted_advice_is_there_for_admins_alone(practice: Practice) -> None:
    user, id_ = practice.user(), practice.ids()["A-1"]
    practice.admin.post_only("/advices/change", do="delete", id=str(id_))
    for path in (f"{id_}/document", f"zip?id={id_}", f"csv?id={id_}"):
        assert user.open(f"/advices/{path}").headers.get("location") == GONE
    assert practice.admin.open(f"/advices/{id_}/document").content == pdf("A-1")


@pytest.mark.parametrize("path", ["", "/1/document", "/zip?id=1", "/csv"])
def test_who_is_not_logged_in_is_sent_to_the_login(browser: Browser, path: str) -> None:
    answer = browser.open(f"/advices{path}")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login")


# --- documents


def test_a_document_is_shown_without_scripts_and_counts_as_seen(practice: Practice) -> None:
    id_ = practice.ids()["A-1"]
    assert practice.admin.open("/advices").text.count(f">{portal_text('new')}<") == 2
    answer = practice.admin.open(f"/advices/{id_}/document")
    assert answer.content == pdf("A-1")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    policies = answer.headers.get_list("content-security-policy")
    assert any(policy.startswith("sandbox; default-src 'none'") for policy in policies)
    assert answer.headers["content-disposition"].startswith("inline;")
    assert "2026-11-28%20AOK%20Bayern%20A-1.pdf" in answer.headers["content-disposition"]
    saved = practice.admin.open(f"/advices/{id_}/document?save")
    assert saved.headers["content-disposition"].startswith("attachment;")
    assert practice.admin.open("/advices").text.count(f">{portal_text('new')}<") == 1
    assert references(practice.admin, "unread=1") == ["B-2"]
    assert practice.user().open("/advices").text.count(f">{portal_text('new')}<") == 2


def test_several_documents_come_as_a_zip(portal: RunningPortal, practice: Practice) -> None:
    ids = sorted(practice.ids().values())
    answer = practice.admin.post_only("/advices/change", do="download", id=[*map(str, ids)])
    packed = practice.admin.open(answer.headers["location"])
    assert packed.headers["content-type"] == "application/zip"
    day = german_day(portal.clock.now())
    assert packed.headers["content-disposition"].endswith(f"''{day}%20Zahlungsavise.zip")
    assert "content-length" not in packed.headers
    with zipfile.ZipFile(io.BytesIO(packed.content)) as file:
        assert file.testzip() is None
        names = ["2026-11-28 AOK Bayern A-1.pdf", "2026-11-28 AOK Bayern B-2.pdf"]
        assert file.namelist() == names
        assert file.read(names[1]) == pdf("B-2")
    assert references(practice.admin, "unread=1") == []


def test_one_chosen_document_comes_as_it_is(practice: Practice) -> None:
    id_ = str(practice.ids()["A-1"])
    answer = practice.admin.post_only("/advices/change", do="download", id=id_)
    assert practice.admin.open(answer.headers["location"]).content == pdf("A-1")


def test_documents_of_one_name_have_names_of_their_own_in_the_zip(
    portal: RunningPortal, tmp_path: Path
) -> None:
    practice = practice_of(portal)
    advices = [announced(ik=practice.ik, reference=name) for name in ("A/1", "A-1", "a-1")]
    deliver(portal, tmp_path / "in", advices)
    query = "&".join(f"id={id_}" for id_ in sorted(practice.ids().values()))
    with zipfile.ZipFile(io.BytesIO(practice.admin.open(f"/advices/zip?{query}").content)) as file:
        first, second, third = file.namelist()
    assert first == "2026-11-28 AOK Bayern A-1.pdf"
    assert second.startswith("2026-11-28 AOK Bayern A-1 (")
    # For Windows that name is the first one's.
    assert third.startswith("2026-11-28 AOK Bayern a-1 (")


def test_the_list_comes_as_a_table_that_a_german_excel_opens_right(
    module_practice: Practice,
) -> None:
    answer = module_practice.admin.open("/advices/csv?sender=AOK+PLUS")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][:3] == ["Datum", "AOK", "Avisnummer"]
    assert rows[1:] == [
        [
            *("31.10.2026", "AOK PLUS", "C-3", module_practice.ik, "01.11.2026", "15.11.2026"),
            *("7", "-12,00", "EUR"),
        ]
    ]
    assert answer.content.endswith(b"\r\n")
    id_ = module_practice.ids()["A-1"]
    chosen = module_practice.admin.open(f"/advices/csv?id={id_}").text
    assert "A-1" in chosen
    assert "C-3" not in chosen


FORMULAS = ["=1+1", "+49", "-1", "@SUM(A1)", "\tx", '=HYPERLINK("http://x")']


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_of_a_table_is_a_formula(text: str) -> None:
    assert plain_cell(text) == f"'{text}"


def test_a_senders_name_that_is_a_formula_stays_a_text(
    portal: RunningPortal, tmp_path: Path
) -> None:
    practice = practice_of(portal)
    deliver(portal, tmp_path / "in", [announced(ik=practice.ik, sender="=cmd|'/c calc'!A1")])
    text = practice.admin.open("/advices/csv").text
    assert ";'=cmd|'/c calc'!A1;" in text


# --- what is done to them


def test_archiving_can_be_taken_back_and_the_totals_follow(practice: Practice) -> None:
    admin, id_ = practice.admin, str(practice.ids()["A-1"])
    answer = admin.post_only(
        "/advices/change", do="archive", id=id_, **{"from": "/advices?sort=date"}
    )
    assert answer.headers["location"] == f"/advices?sort=date&done=archive&id={id_}"
    text = admin.open(answer.headers["location"]).text
    assert "1 Avis liegt jetzt im Archiv, für alle Nutzer Ihrer Einrichtung." in text
    assert listed(text) == ["B-2"]
    assert totals(text)[0] == "Summe, 1 Avis"
    assert references(admin, "folder=archive") == ["A-1"]
    undo = re.search(r'value="back"', text)
    assert undo is not None
    admin.post_only("/advices/change", do="back", id=id_)
    assert sorted(references(admin)) == ["A-1", "B-2"]
    assert totals(admin.open("/advices").text)[0] == "Summe, 2 Avise"


def test_what_a_colleague_has_moved_meanwhile_is_said_and_not_taken_back(
    practice: Practice,
) -> None:
    admin, ids = practice.admin, {name: str(id_) for name, id_ in practice.ids().items()}
    admin.post_only("/advices/change", do="archive", id=ids["A-1"])
    answer = admin.post_only("/advices/change", do="archive", id=[*ids.values()])
    text = admin.open(answer.headers["location"]).text
    assert "1 Avis liegt jetzt im Archiv" in text
    missed = "This was not possible for %(count)s advice. Perhaps …"
    assert portal_text(missed, count=1) in text
    assert re.findall(r'name="id" value="(\d+)"', text) == [ids["B-2"]], "alone can be taken back"
    again = admin.post_only("/advices/change", do="archive", id=ids["A-1"])
    text = admin.open(again.headers["location"]).text
    assert portal_text(missed, count=1) in text
    assert "Avis liegt jetzt im Archiv" not in text


def test_files_of_what_was_deleted_meanwhile_are_not_there_and_it_is_said(
    practice: Practice,
) -> None:
    where = practice.admin.open("/advices/zip?id=999999998&id=999999999").headers["location"]
    text = practice.admin.open(where).text
    assert portal_text("The advices that you mean are not here. Perhaps …") in text


@pytest.mark.parametrize("task", ["zip", "csv"])
def test_a_file_that_would_lack_chosen_advices_is_offered_with_a_word_about_them(
    practice: Practice, task: str
) -> None:
    admin, ids = practice.admin, [*practice.ids().values()]
    there = "&".join(f"id={id_}" for id_ in ids)
    answer = admin.open(f"/advices/{task}?{there}&id=999999998")
    text = admin.open(answer.headers["location"]).text
    lacks = "%(count)s advice of your choice is not here. Perhaps …"
    assert portal_text(lacks, count=1) in text
    assert portal_text("Download the other %(others)s advices", others=len(ids)) in text
    assert f'href="/advices/{task}?{there.replace("&", "&amp;")}"' in text
    assert admin.open(f"/advices/{task}?{there}").status_code == 200


@pytest.mark.parametrize("task", ["read", "unread"])
def test_what_is_not_there_is_not_said_to_be_read_or_new(practice: Practice, task: str) -> None:
    user, ids = practice.user(), {name: str(id_) for name, id_ in practice.ids().items()}
    practice.admin.post_only("/advices/change", do="delete", id=ids["A-1"])
    answer = user.post_only("/advices/change", do=task, id=[*ids.values(), "999999999"])
    text = user.open(answer.headers["location"]).text
    missed = "This was not possible for %(count)s advices. Perhaps …"
    assert portal_text(missed, count=2) in text
    done = {"read": "1 Avis gilt als gelesen.", "unread": "1 Avis gilt wieder als neu."}
    assert done[task] in text


def test_where_something_cannot_be_done_it_is_said_why(practice: Practice) -> None:
    only = portal_text("Only LE-Admins can archive and delete.")
    assert only in practice.user().open("/advices").text
    assert only not in practice.admin.open("/advices").text
    practice.admin.post_only("/advices/change", do="delete", id=str(practice.ids()["A-1"]))
    text = practice.admin.open("/advices?folder=deleted").text
    assert portal_text("An advice can be opened and downloaded once it is restored.") in text


@pytest.mark.parametrize("before", ["current", "archive"])
def test_a_deleted_advice_goes_back_to_where_it_was(practice: Practice, before: str) -> None:
    admin, id_ = practice.admin, str(practice.ids()["A-1"])
    if before == "archive":
        admin.post_only("/advices/change", do="archive", id=id_)
    admin.post_only("/advices/change", do="delete", id=id_)
    assert practice.folder("A-1") == "deleted"
    text = admin.open("/advices?folder=deleted").text
    assert listed(text) == ["A-1"]
    assert "endgültig gelöscht am" in text
    admin.post_only("/advices/change", do="restore", id=id_)
    assert practice.folder("A-1") == before


def test_who_has_chosen_nothing_is_told_what_to_do(practice: Practice) -> None:
    answer = practice.admin.post_only("/advices/change", do="archive")
    text = practice.admin.open(answer.headers["location"]).text
    assert portal_text("First tick the advices that you mean.") in text


def test_a_form_leads_back_to_the_list_and_nowhere_else(practice: Practice) -> None:
    for where in ("//evil.example?sort=date", "https://evil.example/?sort=date"):
        answer = practice.admin.post_only("/advices/change", **{"from": where, "do": "x"})
        assert answer.headers["location"] == "/advices?sort=date"


def test_marking_is_for_the_user_alone(practice: Practice) -> None:
    admin, ids = practice.admin, [*map(str, practice.ids().values())]
    admin.post_only("/advices/change", do="read", id=ids)
    assert references(admin, "unread=1") == []
    admin.post_only("/advices/change", do="unread", id=ids[0])
    assert len(references(admin, "unread=1")) == 1
    admin.post_only("/advices/read-all")
    assert references(admin, "unread=1") == []
    assert len(references(practice.user(), "unread=1")) == 2


def test_deleting_is_for_good_after_thirty_days(portal: RunningPortal, practice: Practice) -> None:
    id_ = practice.ids()["A-1"]
    practice.admin.post_only("/advices/change", do="delete", id=str(id_))
    digest = portal.query("SELECT digest FROM advices WHERE id = :id", id=id_)[0][0]
    path = portal.app.maintenance.advices.importer.storage.path(digest)
    set_deleted(portal, id_, portal.clock.now() - UNDO_SECONDS + 1)
    portal.maintain()
    assert practice.folder("A-1") == "deleted"
    set_deleted(portal, id_, portal.clock.now() - UNDO_SECONDS)
    portal.maintain()
    assert practice.folder("A-1") == ""
    assert practice.folder("B-2") == "current"
    assert path.is_file()


def set_deleted(portal: RunningPortal, id_: int, at: int) -> None:
    portal.execute("UPDATE advices SET deleted_at = :at WHERE id = :id", at=at, id=id_)


# --- many of them


def test_each_page_goes_on_where_the_last_one_ended_and_back_again(portal: RunningPortal) -> None:
    practice = practice_of(portal)
    add_advices(portal, practice.provider, 120, ik=practice.ik)
    for sort in ("date-down", "date", "amount", "amount-down", "sender"):
        seen, text = [], practice.admin.open(f"/advices?sort={sort}").text
        pages = [listed(text)]
        while (link := re.search(r'href="([^"]+)" rel="next"', text)) is not None:
            text = practice.admin.open(link[1].replace("&amp;", "&")).text
            pages.append(listed(text))
        seen = [reference for page in pages for reference in page]
        assert [len(page) for page in pages] == [50, 50, 20]
        assert len(set(seen)) == 120, sort
        back = re.search(r'href="([^"]+)" rel="prev"', text)
        assert back is not None
        assert listed(practice.admin.open(back[1].replace("&amp;", "&")).text) == pages[1]


def test_a_page_is_read_from_an_index_without_sorting(
    portal: RunningPortal, module_practice: Practice
) -> None:
    wanted = Filter(module_practice.provider, 1)
    for sort in Sort:

        def plan(connection: Connection, sort: Sort = sort) -> str:
            asked: list[str] = []
            driver: Any = connection.connection.driver_connection
            driver.set_trace_callback(asked.append)
            page_of(connection, wanted, sort, is_down=True, cursor=None)
            driver.set_trace_callback(None)
            rows = next(sql for sql in asked if "LIMIT" in sql)
            return " ".join(row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {rows}"))

        found = portal.write(plan)
        assert "TEMP B-TREE" not in found
        assert "USING INDEX ix_advices_" in found


def test_sums_are_kept_in_step_with_every_change(portal: RunningPortal, practice: Practice) -> None:
    admin, ids = practice.admin, [*map(str, practice.ids().values())]
    add_advices(portal, practice.provider, 30, ik=practice.ik)
    assert kept(portal, practice) == counted(portal, practice)
    for do in ("archive", "delete", "restore", "back", "delete"):
        admin.post_only("/advices/change", do=do, id=ids)
        assert kept(portal, practice) == counted(portal, practice), do
    for id_ in ids:
        set_deleted(portal, int(id_), portal.clock.now() - UNDO_SECONDS)
    portal.maintain()
    assert len(practice.ids()) == 30
    assert kept(portal, practice) == counted(portal, practice)


def kept(portal: RunningPortal, practice: Practice) -> list[Any]:
    return portal.query(
        "SELECT folder, month, ik, sender, number, amount_cents, invoices FROM advice_totals "
        "WHERE provider_id = :p AND number > 0 ORDER BY 1, 2, 3, 4",
        p=practice.provider,
    )


def counted(portal: RunningPortal, practice: Practice) -> list[Any]:
    return portal.query(
        "SELECT folder, substr(issued_on, 1, 7), ik, sender, count(*), sum(amount_cents), "
        "sum(invoices) FROM advices WHERE provider_id = :p GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
        p=practice.provider,
    )


# --- all pages at once


@pytest.fixture
def many(portal: RunningPortal) -> Practice:
    """More than a page of them."""
    practice = practice_of(portal)
    add_advices(portal, practice.provider, 60, ik=practice.ik)
    return practice


def every(browser: Browser, query: str = "") -> dict[str, str]:
    """What the form of a list sends once all pages are chosen."""
    text = browser.open(f"/advices?{query}").text
    highest = re.search(r'name="every" value="(\d+)"', text)
    assert highest is not None
    return {"from": f"/advices?{query}", "every": highest[1]}


def test_the_advices_of_all_pages_are_chosen_together(many: Practice) -> None:
    admin = many.admin
    text = admin.open("/advices").text
    assert portal_text("Select all %(number)s advices, …", number="60") in text
    answer = admin.post_only("/advices/change", do="archive", **every(admin))
    told = "60 Avise liegen jetzt im Archiv, für alle Nutzer Ihrer Einrichtung."
    shown = admin.open(answer.headers["location"]).text
    assert told in shown
    assert listed(admin.open("/advices").text) == []
    taken_back = re.findall(r'type="hidden" name="id" value="(\d+)"', shown)
    admin.post_only("/advices/change", do="back", id=taken_back)
    assert totals(admin.open("/advices").text)[0] == "Summe, 60 Avise"


def test_what_is_too_much_for_an_address_is_counted_there_and_not_taken_back(
    many: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(advices, "MOST_CHOSEN", 59)
    answer = many.admin.post_only("/advices/change", do="archive", **every(many.admin))
    assert answer.headers["location"] == "/advices?done=archive&number=60"
    text = many.admin.open(answer.headers["location"]).text
    assert "60 Avise liegen jetzt im Archiv" in text
    assert 'value="back"' not in text


def test_what_arrives_after_the_page_was_made_is_not_chosen_unseen(
    portal: RunningPortal, many: Practice, tmp_path: Path
) -> None:
    form = every(many.admin)
    deliver(portal, tmp_path / "in", [announced(ik=many.ik, reference="later")])
    many.admin.post_only("/advices/change", do="archive", **form)
    assert references(many.admin) == ["later"]


def test_a_filter_bounds_what_is_chosen_on_all_pages(many: Practice) -> None:
    form = {"from": "/advices?search=nobody", "every": every(many.admin)["every"]}
    answer = many.admin.post_only("/advices/change", do="delete", **form)
    assert answer.headers["location"] == "/advices?search=nobody&done=delete"
    assert "0 Avise sind gelöscht" in many.admin.open(answer.headers["location"]).text


def test_of_very_many_the_newest_are_offered(
    many: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (advices, advice_files):
        monkeypatch.setattr(module, "MOST_AT_ONCE", 55)
    admin = many.admin
    text = admin.open("/advices").text
    words = {"number": "55", "all": "60"}
    assert portal_text("Select the newest %(number)s of %(all)s advices, …", **words) in text
    answer = admin.post_only("/advices/change", do="table", **every(admin))
    assert len(admin.open(answer.headers["location"]).text.splitlines()) == 1 + 55
    admin.post_only("/advices/change", do="archive", **every(admin))
    assert len(references(admin)) == 5


def test_a_plain_user_changes_nothing_on_all_pages_and_nobody_what_is_foreign(
    portal: RunningPortal, many: Practice
) -> None:
    form = every(many.admin)
    answer = many.user().post_only("/advices/change", do="archive", **form)
    assert answer.status_code == 404
    practice_of(portal).admin.post_only("/advices/change", do="archive", **form)
    assert len(references(many.admin)) == 50


def test_any_number_of_advices_is_done_by_the_same_statements(
    monkeypatch: pytest.MonkeyPatch, many: Practice
) -> None:
    admin, ids = many.admin, [*map(str, sorted(many.ids().values()))]
    # One of each AOK, so that the sums of the same months are changed.
    few, more = ids[:4], ids[4:40]
    recorded = Statements(monkeypatch)

    def work(do: str, chosen: list[str]) -> list[int]:
        return recorded.of(lambda: admin.post_only("/advices/change", do=do, id=chosen))

    for do in ("read", "unread", "archive", "back", "delete", "restore"):
        assert sorted(work(do, few)) == sorted(work(do, more)), do
    for kind in ("zip", "csv"):

        def get(chosen: list[str], kind: str = kind) -> list[int]:
            query = urlencode({"id": chosen}, doseq=True)
            return recorded.of(lambda: admin.open(f"/advices/{kind}?{query}"))

        assert sorted(get(few)) == sorted(get(more)), kind


def test_a_zip_of_all_pages_has_every_document(
    portal: RunningPortal, practice: Practice, tmp_path: Path
) -> None:
    highest = str(max(practice.ids().values()))
    answer = practice.admin.post_only("/advices/change", do="download", every=highest)
    assert answer.headers["location"] == f"/advices/zip?every={highest}"
    packed = practice.admin.http.get(answer.headers["location"]).content
    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        assert len(opened.namelist()) == 2
