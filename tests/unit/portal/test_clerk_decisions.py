"""Clear, ask again, refuse: what each does, and what stops it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from portal.platform.language import german_date
from tests.support.clerk_cases import (
    DAY,
    add_attachment,
    add_institution,
    clerk_at,
    ordered_registration,
    registration,
)
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal, running_portal
from tests.support.texts import portal_text
from tests.unit.portal.conftest import new_login

TICKS = {"signature": "1", "stamp": "1", "ik": "1", "function": "1"}
REASON = "Auf der zweiten Seite fehlt der Stempel."


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    with running_portal(tmp_path_factory.mktemp("desk")) as portal:
        yield portal


@pytest.fixture(scope="module")
def two_eyes(portal: RunningPortal) -> Browser:
    return clerk_at(portal)


@pytest.fixture
def clerk(portal: RunningPortal, two_eyes: Browser) -> Browser:
    """At a desk where nothing else is waiting."""
    portal.execute("UPDATE registrations SET state = 'refused' WHERE state = 'ordered'")
    return two_eyes


def shown_in(page: str) -> str:
    return page.partition('name="shown" value="')[2].partition('"')[0]


def test_the_clerk_sees_a_telephone_number_in_its_form_and_as_it_was_typed(
    portal: RunningPortal, clerk: Browser
) -> None:
    id_ = ordered_registration(portal, new_login())
    sql = "UPDATE registrations SET phone = :p, phone_typed = :t WHERE id = :i"
    portal.execute(sql, p="+49 89 123456 App. 12", t="089 12 34 56 App. 12", i=id_)
    page = clerk.open(f"/desk/{id_}").text
    typed = portal_text("entered: %(typed)s", typed="089 12 34 56 App. 12")
    assert f'+49 89 123456 App. 12 <span class="small">({typed})</span>' in page


def decide(clerk: Browser, id_: str, what: str, **form: str) -> Any:
    """Open the page and send one of its forms."""
    shown = shown_in(clerk.open(f"/desk/{id_}").text)
    return clerk.post(f"/desk/{id_}/{what}", shown=shown, **form)


def emails(portal: RunningPortal, id_: str) -> list[tuple[str, str, str, dict[str, str]]]:
    rows = portal.query(
        "SELECT kind, recipient, language, facts FROM outbox WHERE registration_id = :id", id=id_
    )
    return [(kind, to, language, json.loads(facts)) for kind, to, language, facts in rows]


def events(portal: RunningPortal, id_: str) -> list[str]:
    rows = portal.query("SELECT event, facts FROM audit ORDER BY seq")
    return [event for event, facts in rows if json.loads(facts).get("registration") == id_]


def account_of(portal: RunningPortal, login: str) -> tuple[int, bool, int | None]:
    rows = portal.query("SELECT id, cleared, reset_at FROM accounts WHERE login = :l", l=login)
    return int(rows[0][0]), bool(rows[0][1]), rows[0][2]


def test_clearing_lets_the_account_in_and_tells_the_user(
    portal: RunningPortal, clerk: Browser
) -> None:
    login = new_login()
    id_ = ordered_registration(portal, login, language="en")
    answer = decide(clerk, id_, "clear", **TICKS)
    assert answer.headers["location"] == f"/desk?done={id_}"
    now = portal.clock.now()
    clerk_id = registration(portal, id_, ["decided_by"])[0]
    assert registration(portal, id_, ["state", "decided_at"]) == ("cleared", now)
    assert account_of(portal, login)[1]
    assert emails(portal, id_) == [("cleared", login, "en", {})]
    assert events(portal, id_) == ["registration-cleared"]
    facts = portal.query("SELECT account_id, facts FROM audit ORDER BY seq DESC LIMIT 1")[0]
    assert facts[0] == account_of(portal, login)[0]
    assert json.loads(facts[1]) == {"registration": id_, "clerk": clerk_id}
    told = clerk.open(answer.headers["location"]).text
    assert "Maren Montag ist freigeschaltet" in told


def test_the_clearance_of_a_reset_ends_the_reset(portal: RunningPortal, clerk: Browser) -> None:
    login = new_login()
    id_ = ordered_registration(portal, login, kind="reset")
    portal.execute("UPDATE accounts SET reset_at = 5 WHERE login = :l", l=login)
    decide(clerk, id_, "clear", **TICKS)
    assert account_of(portal, login)[1:] == (True, None)
    assert [email[0] for email in emails(portal, id_)] == ["reset-cleared"]


@pytest.mark.parametrize("left_out", TICKS)
def test_nobody_is_cleared_until_everything_was_read(
    portal: RunningPortal, clerk: Browser, left_out: str
) -> None:
    id_ = ordered_registration(portal)
    ticks = {name: "1" for name in TICKS if name != left_out}
    answer = decide(clerk, id_, "clear", **ticks)
    assert answer.status_code == 200
    assert f'href="#check-{left_out}"' in answer.text
    assert answer.text.count('aria-invalid="true"') == 1
    assert answer.text.count(" checked") == 3
    assert registration(portal, id_, ["state"]) == ("ordered",)


def test_a_question_gives_the_user_thirty_fresh_days(portal: RunningPortal, clerk: Browser) -> None:
    login = new_login()
    id_ = ordered_registration(portal, login, reminders=2)
    typed = f"  {REASON}\r\nBitte\x07 noch einmal. "
    answer = decide(clerk, id_, "ask", reason=typed)
    assert answer.headers["location"] == f"/desk?done={id_}"
    reason = f"{REASON}\nBitte noch einmal."
    columns = ["state", "certificate_at", "reason", "expires_at", "reminders", "first_clerk"]
    until = portal.clock.now() + 30 * DAY
    assert registration(portal, id_, columns) == ("open", None, reason, until, 0, None)
    assert emails(portal, id_) == [("asked", login, "de", {"reason": reason})]
    assert events(portal, id_) == ["registration-asked"]
    assert not account_of(portal, login)[1]
    assert "Ihre Rückfrage geht per E‑Mail an Maren Montag." in clerk.open(f"/desk?done={id_}").text


def test_a_refusal_is_asked_for_twice(portal: RunningPortal, clerk: Browser) -> None:
    login = new_login()
    id_ = ordered_registration(portal, login)
    page = decide(clerk, id_, "refuse", reason=REASON)
    assert page.status_code == 200
    assert "wirklich ablehnen?" in page.text
    day = german_date(portal.clock.now() + 30 * DAY)
    assert f"am {day} gelöscht; erst danach" in page.text
    assert registration(portal, id_, ["state"]) == ("ordered",)
    shown = shown_in(page.text)
    back = clerk.post(f"/desk/{id_}/refuse", shown=shown, reason=REASON, change="1")
    assert f">{REASON}</textarea>" in back.text
    clerk.post(f"/desk/{id_}/refuse", shown=shown, reason=REASON, sure="1")
    now = portal.clock.now()
    columns = ["state", "reason", "decided_at"]
    assert registration(portal, id_, columns) == ("refused", REASON, now)
    until = str(now + 30 * DAY)
    facts = {"reason": REASON, "kind": "new", "until": until}
    assert emails(portal, id_) == [("refused", login, "de", facts)]
    assert events(portal, id_) == ["registration-refused"]
    assert not account_of(portal, login)[1]


@pytest.mark.parametrize("what", ["ask", "refuse"])
@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("  \r\n ", "worum es geht"),
        ("zu kurz ", "mindestens 10 Zeichen"),
        ("ä" * 1001, "höchstens 1.000 Zeichen"),
    ],
)
def test_a_text_of_the_wrong_length_comes_back_with_a_sentence(
    portal: RunningPortal, clerk: Browser, what: str, reason: str, words: str
) -> None:
    id_ = ordered_registration(portal)
    answer = decide(clerk, id_, what, reason=reason, sure="1")
    assert answer.status_code == 200
    assert words in answer.text
    assert f'href="#{what}-reason"' in answer.text
    assert f">{reason.strip()}</textarea>" in answer.text
    assert registration(portal, id_, ["state"]) == ("ordered",)


def test_the_longest_text_is_taken(portal: RunningPortal, clerk: Browser) -> None:
    id_ = ordered_registration(portal)
    reason = "😀" * 1000
    assert decide(clerk, id_, "ask", reason=reason).status_code == 303
    assert registration(portal, id_, ["reason"]) == (reason,)


def test_after_a_decision_comes_the_oldest_that_waits(
    portal: RunningPortal, clerk: Browser
) -> None:
    first, _, third = (ordered_registration(portal, days=days) for days in (5, 1, 3))
    answer = decide(clerk, first, "clear", **TICKS)
    assert answer.headers["location"] == f"/desk/{third}?done={first}"
    assert "ist freigeschaltet" in clerk.open(answer.headers["location"]).text


def test_ready_made_sentences_are_in_the_language_of_the_user(
    portal: RunningPortal, clerk: Browser
) -> None:
    id_ = ordered_registration(portal)
    text = clerk.open(f"/desk/{id_}?fill=stamp").text
    sentence = portal_text("The stamp of your …")
    assert f">{sentence}</textarea>" in text
    assert f'data-text="{sentence}"' in text
    assert ">Die Person liest Englisch." not in text
    english = ordered_registration(portal, language="en")
    assert portal_text("The person reads English.") in clerk.open(f"/desk/{english}").text


def test_what_was_typed_by_users_and_clerks_is_never_markup(
    portal: RunningPortal, clerk: Browser
) -> None:
    evil = "<script>alert(1)</script>"
    id_ = ordered_registration(portal, first_name=evil, institution=evil, reason=evil)
    pages = [clerk.open("/desk"), clerk.open(f"/desk/{id_}"), decide(clerk, id_, "ask", reason="x")]
    pages.append(decide(clerk, id_, "refuse", reason=evil))
    for page in pages:
        assert "&lt;script&gt;" in page.text
        assert "<script>" not in page.text


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("praxis  DR. Montag", "unter demselben Namen"),
        ("Praxis Dienstag", "einen anderen Namen: Praxis Dienstag, 80331 München"),
        (None, "kennt diese IK‑Nummer nicht"),
    ],
)
def test_the_page_says_what_the_directory_knows(
    portal: RunningPortal, clerk: Browser, name: str | None, words: str
) -> None:
    portal.execute("DELETE FROM institutions")
    if name is not None:
        add_institution(portal, "260326822", name)
    id_ = ordered_registration(portal)
    assert words in clerk.open(f"/desk/{id_}").text


def test_earlier_questions_stay_on_the_page(portal: RunningPortal, clerk: Browser) -> None:
    id_ = ordered_registration(portal)
    decide(clerk, id_, "ask", reason=REASON)
    portal.clock.advance(60)
    portal.execute(
        "UPDATE registrations SET state = 'ordered', ordered_at = :now WHERE id = :id",
        now=portal.clock.now(),
        id=id_,
    )
    text = clerk.open(f"/desk/{id_}").text
    assert "Karla Klar hat eine Rückfrage gestellt" in text
    assert REASON in text


def test_files_since_the_question_are_marked(portal: RunningPortal, clerk: Browser) -> None:
    id_ = ordered_registration(portal)
    add_attachment(portal, id_, "alt.txt", b"alt")
    portal.clock.advance(60)
    assert portal_text("new since the question") not in clerk.open(f"/desk/{id_}").text
    decide(clerk, id_, "ask", reason=REASON)
    portal.clock.advance(60)
    add_attachment(portal, id_, "neu.txt", b"neu")
    portal.execute("UPDATE registrations SET state = 'ordered' WHERE id = :id", id=id_)
    text = clerk.open(f"/desk/{id_}").text
    old, new = text.split("<h3>alt.txt")[1].split("<h3>neu.txt")
    assert portal_text("new since the question") not in old
    assert portal_text("new since the question") in new
    assert "hochgeladen am 24. November 2025 um " in new


# --- two clerks


def test_the_second_of_two_clerks_is_told_who_was_quicker(
    portal: RunningPortal, clerk: Browser
) -> None:
    id_ = ordered_registration(portal)
    other = clerk_at(portal, name="Olaf Ober")
    shown = shown_in(other.open(f"/desk/{id_}").text)
    decide(clerk, id_, "clear", **TICKS)
    for sure in ("", "1"):
        answer = other.post(f"/desk/{id_}/refuse", shown=shown, reason=REASON, sure=sure)
        assert answer.status_code == 200
        assert "Karla Klar hat freigeschaltet, am 24. November 2025" in answer.text
        assert REASON in answer.text, "what was typed is not lost"
    assert registration(portal, id_, ["state"]) == ("cleared",)
    assert events(portal, id_) == ["registration-cleared"]


def test_a_decision_holds_for_the_certificate_that_was_shown_only(
    portal: RunningPortal, clerk: Browser
) -> None:
    id_ = ordered_registration(portal)
    shown = shown_in(clerk.open(f"/desk/{id_}").text)
    decide(clerk, id_, "ask", reason=REASON)
    portal.clock.advance(60)
    portal.execute(
        "UPDATE registrations SET state = 'ordered', ordered_at = :now WHERE id = :id",
        now=portal.clock.now(),
        id=id_,
    )
    answer = clerk.post(f"/desk/{id_}/clear", shown=shown, **TICKS)
    assert answer.status_code == 200
    assert portal_text("asked a question") in answer.text
    assert registration(portal, id_, ["state"]) == ("ordered",)


@pytest.mark.parametrize("shown", ["", "x", "1-2", "9" * 5000, "-", "²-³"])
def test_a_decision_about_something_never_shown_does_nothing(
    portal: RunningPortal, clerk: Browser, shown: str
) -> None:
    id_ = ordered_registration(portal)
    answer = clerk.post(f"/desk/{id_}/clear", shown=shown, **TICKS)
    assert answer.status_code == 200
    assert portal_text("This registration has changed …") in answer.text
    assert registration(portal, id_, ["state"]) == ("ordered",)
