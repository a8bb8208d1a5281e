"""`/iks`: the IK numbers of a provider, and eAvis requested and ended for each."""

import json
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from crypto.challenge import read_challenge
from portal.__main__ import main
from portal.domain.accounts.accounts import Role
from portal.domain.eavis.orders import first_day, last_day
from portal.web.account.advices import shown_day
from tests.support.advices import clear_ik, provider_of
from tests.support.portal_server import RunningPortal
from tests.support.providers import Person, new_ik, person
from tests.support.texts import portal_text
from tests.unit.portal.conftest import name_of

DAY = 86_400


@pytest.fixture
def ik() -> str:
    return new_ik()


@pytest.fixture
def admin(portal: RunningPortal, ik: str) -> Person:
    return person(portal, ik)


def tomorrow(portal: RunningPortal, days: int = 0) -> str:
    return (first_day(portal.clock.now()) + timedelta(days=days)).isoformat()


def orders(portal: RunningPortal, ik: str) -> list[tuple[str, str]]:
    rows = portal.query(
        "SELECT target, effective_on FROM eavis_orders WHERE ik = :i ORDER BY id", i=ik
    )
    return [(target, day) for target, day in rows]


def requested(admin: Person, ik: str, days: int = 0) -> str:
    day = tomorrow(admin.portal, days)
    answer = admin.browser.post_only("/iks/eavis/request", ik=ik, day=day)
    assert answer.headers["location"] == f"/iks?done={ik}"
    return day


def active(admin: Person, ik: str) -> str:
    """Requested, and its day has come; that day."""
    day = date.fromisoformat(requested(admin, ik)) - timedelta(days=10)
    admin.portal.execute(
        "UPDATE eavis_orders SET effective_on = :d WHERE ik = :i", d=day.isoformat(), i=ik
    )
    return day.isoformat()


def wants_to_end(admin: Person, ik: str, day: str) -> str:
    location = admin.browser.post_only("/iks/eavis/end", ik=ik, day=day).headers["location"]
    assert location.startswith("/changes/"), location
    return location


def said(admin: Person, what: str, ik: str, day: str = "") -> str:
    """Why the page does not do what was asked for."""
    text = admin.browser.submit(f"/iks/eavis/{what}", ik=ik, day=day).text
    found = re.search(r'role="alert"><p>(.*?)</p>', text)
    assert found is not None
    return found[1]


def test_a_request_is_confirmed_on_the_page_and_by_mail(admin: Person, ik: str) -> None:
    portal, day = admin.portal, requested(admin, ik, 3)
    text = admin.browser.open(f"/iks?done={ik}").text
    told = {"ik": ik, "day": shown_day(day), "login": admin.login}
    assert portal_text("eAvis for IK number %(ik)s is requested …", **told) in text
    assert portal_text("from %(day)s", day=shown_day(day)) in text
    assert f"Beantragt ab {shown_day(day)}" in text
    assert "Max Mustermann" in text
    rows = portal.query(
        "SELECT facts FROM outbox WHERE kind = 'eavis' AND recipient = :l", l=admin.login
    )
    facts = json.loads(rows[0][0])
    assert (facts["ik"], facts["what"], facts["day"]) == (ik, "on", day)
    assert orders(portal, ik) == [("on", day)]


def test_it_is_active_from_its_day_on(admin: Person, ik: str) -> None:
    past = active(admin, ik)
    assert portal_text("since %(day)s", day=shown_day(past)) in admin.browser.open("/iks").text


def test_a_request_is_withdrawn_before_its_day(admin: Person, ik: str) -> None:
    portal, day = admin.portal, requested(admin, ik, 3)
    answer = admin.browser.post_only("/iks/eavis/withdraw", ik=ik)
    text = admin.browser.open(answer.headers["location"]).text
    told = {"ik": ik, "login": admin.login}
    assert portal_text("The eAvis request for IK number %(ik)s is withdrawn. …", **told) in text
    assert portal_text("Request from %(day)s withdrawn", day=shown_day(day)) in text
    assert 'action="/iks/eavis/request"' in text
    assert orders(portal, ik) == [("on", day), ("off", day)], "who has exported it hears of it"
    rows = portal.query(
        "SELECT facts FROM outbox WHERE kind = 'eavis' AND recipient = :l", l=admin.login
    )
    assert [json.loads(row[0])["what"] for row in rows] == ["on", "withdrawn"]
    requested(admin, ik, 3)


def ending(admin: Person, ik: str, days: int) -> str:
    day = tomorrow(admin.portal, days)
    page = wants_to_end(admin, ik, day)
    admin.approves()
    assert admin.stage(page) == "done"
    return day


def test_an_end_is_withdrawn_before_its_day(admin: Person, ik: str) -> None:
    portal, since = admin.portal, active(admin, ik)
    end = ending(admin, ik, 30)
    assert 'action="/iks/eavis/request"' not in admin.browser.open("/iks").text
    answer = admin.browser.post_only("/iks/eavis/withdraw", ik=ik, state="ending")
    text = admin.browser.open(answer.headers["location"]).text
    told = {"ik": ik, "login": admin.login}
    assert portal_text("The end of eAvis for IK number %(ik)s is withdrawn. …", **told) in text
    assert portal_text("End from %(day)s withdrawn", day=shown_day(end)) in text
    assert portal_text("since %(day)s", day=shown_day(since)) in text
    ordered = [("on", since), ("off", end), ("on", end)]
    assert orders(portal, ik) == ordered, "who has exported it hears of it"
    rows = portal.query(
        "SELECT facts FROM outbox WHERE kind = 'eavis' AND recipient = :l", l=admin.login
    )
    assert json.loads(rows[-1][0])["what"] == "end-withdrawn"
    ending(admin, ik, 30)
    assert (
        portal_text("on paper again from %(day)s", day=shown_day(end))
        in admin.browser.open("/iks").text
    )


def test_a_page_that_is_out_of_date_takes_back_nothing_else(admin: Person, ik: str) -> None:
    active(admin, ik)
    ending(admin, ik, 3)
    admin.browser.post_only("/iks/eavis/withdraw", ik=ik, state="requested")
    assert len(orders(admin.portal, ik)) == 2


def test_what_is_active_already_is_ended_and_not_withdrawn(admin: Person, ik: str) -> None:
    active(admin, ik)
    assert 'action="/iks/eavis/end"' in admin.browser.open("/iks").text
    settled = portal_text("Nothing is left to withdraw for IK number {ik}: …", ik=ik)
    assert said(admin, "withdraw", ik) == settled
    assert len(orders(admin.portal, ik)) == 1


def test_the_end_waits_for_the_app_which_shows_number_and_day(admin: Person, ik: str) -> None:
    portal = admin.portal
    requested(admin, ik)
    day = tomorrow(portal, 30)
    page = wants_to_end(admin, ik, day)
    shown = read_challenge(admin.device.poll()["challenge"]).action
    assert shown == f"eAvis für IK‑Nummer {ik} beenden: ab {shown_day(day)} wieder auf Papier"
    assert len(orders(portal, ik)) == 1
    admin.approves()
    assert admin.stage(page) == "done"
    assert 'href="/iks"' in admin.browser.open(page).text
    assert orders(portal, ik)[1:] == [("off", day)]
    text = admin.browser.open("/iks").text
    for told in ("on paper again from %(day)s", "From %(day)s on paper again"):
        assert portal_text(told, day=shown_day(day)) in text


def test_an_end_is_worth_nothing_without_the_right_that_it_was_asked_with(
    admin: Person, ik: str
) -> None:
    requested(admin, ik)
    wants_to_end(admin, ik, tomorrow(admin.portal))
    admin.portal.execute("UPDATE accounts SET role = 'user' WHERE id = :i", i=admin.id)
    assert name_of(admin.approves) == "gone"
    assert len(orders(admin.portal, ik)) == 1


@pytest.mark.parametrize("name", ["request", "end"])
@pytest.mark.parametrize("day", ["", "x", "2026-13-1", "31.2.2026", "today", "too late"])
def test_a_day_that_cannot_be_is_told_at_its_field(
    admin: Person, ik: str, day: str, name: str
) -> None:
    now = admin.portal.clock.now()
    days = {"today": first_day(now) - timedelta(days=1), "too late": last_day(now) + timedelta(1)}
    typed = days[day].isoformat() if day in days else day
    if name == "end":
        active(admin, ik)
    before = orders(admin.portal, ik)
    text = admin.browser.post(f"/iks/eavis/{name}", ik=ik, day=typed).text
    assert 'aria-invalid="true"' in text
    assert orders(admin.portal, ik) == before


def test_the_days_that_can_be_stand_below_the_field(admin: Person) -> None:
    now = admin.portal.clock.now()
    first, last = (f"{day:%d.%m.%Y}" for day in (first_day(now), last_day(now)))
    text = admin.browser.open("/iks").text
    assert portal_text("From %(first)s to %(last)s", first=first, last=last) in text
    assert 'href="/receipts"' in text


def test_nothing_is_ordered_twice(admin: Person, ik: str) -> None:
    day = requested(admin, ik)
    needless = portal_text("eAvis for IK number {ik} is requested or active already.", ik=ik)
    assert said(admin, "request", ik, day) == needless
    assert len(orders(admin.portal, ik)) == 1


def test_what_is_not_active_has_no_end(admin: Person, ik: str) -> None:
    needless = portal_text("eAvis for IK number {ik} is not active, or ends already.", ik=ik)
    assert said(admin, "end", ik, tomorrow(admin.portal)) == needless
    assert orders(admin.portal, ik) == []


def test_a_reason_is_one_of_the_pages_own_and_of_a_number(admin: Person, ik: str) -> None:
    for query in (f"why=%3Cb%3E&ik={ik}", "why=ordered&ik=1", "why=ordered", f"ik={ik}"):
        assert 'role="alert"' not in admin.browser.open(f"/iks?{query}").text


def _number_is_removed(admin: Person, ik: str, _day: str) -> None:
    admin.portal.execute("UPDATE provider_iks SET state = 'removed' WHERE ik = :i", i=ik)


def _end_is_ordered(admin: Person, ik: str, day: str) -> None:
    values = {"i": ik, "d": day, "p": provider_of(admin.portal, admin.login)}
    admin.portal.execute(
        "INSERT INTO eavis_orders (provider_id, ik, target, effective_on, ordered_at, ordered_by) "
        "VALUES (:p, :i, 'off', :d, 1, 'x')",
        **values,
    )


@pytest.mark.parametrize(
    ("meanwhile", "said"),
    [
        (_number_is_removed, "IK number {ik} does not belong to your institution, …"),
        (_end_is_ordered, "eAvis for IK number {ik} is not active, or ends already."),
    ],
)
def test_an_end_that_became_impossible_says_why(
    admin: Person, ik: str, meanwhile: Callable[[Person, str, str], None], said: str
) -> None:
    active(admin, ik)
    day = tomorrow(admin.portal)
    page = wants_to_end(admin, ik, day)
    meanwhile(admin, ik, day)
    assert name_of(admin.approves) == "gone"
    assert portal_text(said, ik=ik) in admin.browser.open(page).text


@pytest.mark.parametrize("name", ["request", "end", "withdraw"])
def test_of_another_providers_number_nothing_is_ordered(
    portal: RunningPortal, admin: Person, ik: str, name: str
) -> None:
    requested(admin, ik)
    stranger = person(portal, new_ik())
    form, numbers = {"day": tomorrow(portal, 5)}, (ik, new_ik())
    answers = [
        stranger.browser.post_only(f"/iks/eavis/{name}", **form | {"ik": number})
        for number in numbers
    ]
    unlisted = [f"/iks?why=unlisted&ik={number}" for number in numbers]
    assert [answer.headers["location"] for answer in answers] == unlisted
    assert len(orders(portal, ik)) == 1


def test_a_plain_user_sees_the_numbers_and_orders_nothing(
    portal: RunningPortal, admin: Person, ik: str
) -> None:
    user = person(portal, ik, role=Role.USER)
    text = user.browser.open("/iks").text
    assert ik in text
    assert "/iks/eavis/" not in text
    assert portal_text("The IK numbers of your institution. Whether …") in text
    assert portal_text("Only LE-Admins can add and remove IK numbers, too.") in text
    assert 'href="/receipts"' not in text
    assert '<li><a href="/iks"' in user.browser.open("/home").text, "the menu leads to it"
    for name in ("request", "end", "withdraw"):
        answer = user.browser.post_only(f"/iks/eavis/{name}", ik=ik, day=tomorrow(portal))
        assert answer.status_code == 404
    assert orders(portal, ik) == []


def test_each_number_has_its_own_state(portal: RunningPortal, admin: Person, ik: str) -> None:
    other = new_ik()
    clear_ik(portal, provider_of(portal, admin.login), other)
    requested(admin, other)
    assert orders(portal, ik) == []
    text = admin.browser.open("/iks").text
    assert text.count('action="/iks/eavis/request"') == 1
    assert text.count('action="/iks/eavis/withdraw"') == 1


def test_the_operators_export_has_each_order_once(
    admin: Person,
    ik: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    portal = admin.portal
    monkeypatch.setenv("AOK_PORTAL_PUBLIC_URL", portal.settings.public_url)
    monkeypatch.setenv("AOK_PORTAL_DATABASE_URL", portal.settings.database_url)
    command = ["eavis", "export", "--data", str(portal.settings.data)]
    day = requested(admin, ik)
    portal.execute("UPDATE provider_iks SET institution = '=1+1' WHERE ik = :i", i=ik)
    assert main(command) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "order;ik;institution;target;effective_on;ordered_at"
    assert any(f";{ik};'=1+1;on;{day};" in line for line in lines)
    assert main(command) == 0
    assert ik not in capsys.readouterr().out
    assert main([*command, "--again", "--json"]) == 0
    assert ik in {order["ik"] for order in json.loads(capsys.readouterr().out)["orders"]}
