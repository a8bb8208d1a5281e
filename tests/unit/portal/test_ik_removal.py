"""An IK number is removed from its provider: asked for on `/iks`, approved in the app."""

import json
from pathlib import Path

import pytest

from crypto.challenge import read_challenge
from portal.domain.accounts.accounts import Role
from portal.domain.advices.arrivals import give_waiting
from portal.domain.eavis.orders import first_day
from tests.support.advices import announced, clear_ik, deliver, listed, provider_of
from tests.support.portal_server import RunningPortal
from tests.support.providers import Person, new_ik, person
from tests.support.texts import portal_text
from tests.unit.portal.conftest import name_of

ONLY = "It cannot be removed: it is the only cleared IK number of your institution."


@pytest.fixture
def ik() -> str:
    """The one that the LE-Admin was cleared with."""
    return new_ik()


@pytest.fixture
def other(portal: RunningPortal, admin: Person) -> str:
    """A second one of the same provider."""
    number = new_ik()
    clear_ik(portal, provider_of(portal, admin.login), number)
    return number


@pytest.fixture
def admin(portal: RunningPortal, ik: str) -> Person:
    return person(portal, ik)


def wants(admin: Person, ik: str) -> str:
    location = admin.browser.post_only("/iks/remove", ik=ik).headers["location"]
    assert location.startswith("/changes/"), location
    return location


def removed(admin: Person, ik: str) -> None:
    page = wants(admin, ik)
    admin.approves()
    assert admin.stage(page) == "done"


def told(portal: RunningPortal, admin: Person) -> dict[str, str]:
    """What the LE-Admin's e-mail about the removal says."""
    sql = "SELECT facts FROM outbox WHERE kind = 'ik' AND recipient = :r"
    ((facts,),) = portal.query(sql, r=admin.login)
    found: dict[str, str] = json.loads(facts)
    return found


def states(admin: Person) -> dict[str, str]:
    rows = admin.portal.query(
        "SELECT ik, state FROM provider_iks WHERE provider_id = :p ORDER BY id",
        p=provider_of(admin.portal, admin.login),
    )
    return dict(rows)


def test_the_app_shows_number_and_institution_before_it_is_removed(
    admin: Person, ik: str, other: str
) -> None:
    page = wants(admin, other)
    shown = read_challenge(admin.device.poll()["challenge"]).action
    assert shown == f"IK‑Nummer {other} (Praxis am Markt) entfernen"
    assert states(admin) == {ik: "cleared", other: "cleared"}
    admin.approves()
    assert admin.stage(page) == "done"
    assert states(admin) == {ik: "cleared", other: "removed"}
    assert 'href="/iks"' in admin.browser.open(page).text
    text = admin.browser.open("/iks").text
    assert ik in text
    assert other not in text


def test_every_le_admin_is_told_by_email_and_no_user(
    portal: RunningPortal, admin: Person, ik: str, other: str
) -> None:
    second, user = person(portal, ik), person(portal, ik, role=Role.USER)
    removed(admin, other)
    rows = portal.query("SELECT recipient, facts FROM outbox WHERE kind = 'ik'")
    told = {recipient for recipient, facts in rows if json.loads(facts)["ik"] == other}
    assert told == {admin.login, second.login}
    assert user.login not in told


@pytest.mark.parametrize("ended", [False, True])
def test_its_electronic_payment_advice_ends(
    portal: RunningPortal, admin: Person, other: str, *, ended: bool
) -> None:
    tomorrow, later = (
        first_day(portal.clock.now() + days * 86_400).isoformat() for days in (0, 30)
    )
    admin.browser.post_only("/iks/eavis/request", ik=other, day=tomorrow)
    if ended:
        admin.browser.post_only("/iks/eavis/end", ik=other, day=later)
        admin.approves()
    assert (
        portal_text("eAvis ends: from tomorrow they come on paper again.")
        in admin.browser.open("/iks").text
    )
    removed(admin, other)
    orders = portal.query(
        "SELECT target, effective_on FROM eavis_orders WHERE ik = :i ORDER BY id DESC", i=other
    )
    assert tuple(orders[0]) == ("off", tomorrow)
    assert told(portal, admin)["day"] == tomorrow


def test_of_a_number_without_it_nothing_is_ordered(
    portal: RunningPortal, admin: Person, other: str
) -> None:
    removed(admin, other)
    assert portal.query("SELECT id FROM eavis_orders WHERE ik = :i", i=other) == []
    assert "day" not in told(portal, admin)


def test_what_has_arrived_stays_and_what_comes_later_waits_for_the_next(
    portal: RunningPortal, admin: Person, other: str, tmp_path: Path
) -> None:
    early, late = announced(ik=other), announced(ik=other)
    deliver(portal, tmp_path / "early", [early])
    removed(admin, other)
    deliver(portal, tmp_path / "late", [late])
    assert listed(admin.browser.open("/advices").text) == [early["reference"]]
    stranger = person(portal, other)
    portal.write(lambda connection: give_waiting(connection, portal.clock.now()))
    assert listed(stranger.browser.open("/advices").text) == [late["reference"]]
    assert listed(admin.browser.open("/advices").text) == [early["reference"]]


def test_the_last_one_stays(portal: RunningPortal, admin: Person, ik: str) -> None:
    assert portal_text(ONLY) in admin.browser.open("/iks").text
    text = admin.browser.submit("/iks/remove", ik=ik).text
    assert (
        portal_text("IK number {ik} is the only cleared one of your institution. …", ik=ik) in text
    )
    assert states(admin) == {ik: "cleared"}


def test_of_two_that_remove_the_last_two_one_is_too_late(
    portal: RunningPortal, admin: Person, ik: str, other: str
) -> None:
    second = person(portal, ik)
    page = wants(second, other)
    removed(admin, ik)
    assert name_of(second.approves) == "gone"
    last = portal_text("IK number {ik} is the only cleared one of your institution. …", ik=other)
    assert last in second.browser.open(page).text
    assert states(admin) == {ik: "removed", other: "cleared"}


def test_a_reset_asks_for_a_certificate_of_a_number_that_is_left(
    portal: RunningPortal, admin: Person, ik: str, other: str
) -> None:
    removed(admin, ik)
    rows = portal.query("SELECT ik FROM accounts WHERE id = :i", i=admin.id)
    assert rows[0][0] == other


def test_of_another_providers_number_nothing_is_removed(
    portal: RunningPortal, admin: Person, ik: str, other: str
) -> None:
    stranger = person(portal, new_ik())
    clear_ik(portal, provider_of(portal, stranger.login), new_ik())
    numbers = (ik, other, new_ik())
    answers = [
        stranger.browser.post_only("/iks/remove", ik=number).headers["location"]
        for number in numbers
    ]
    assert answers == [f"/iks?why=unlisted&ik={number}" for number in numbers]
    assert states(admin) == {ik: "cleared", other: "cleared"}


def test_a_removal_is_worth_nothing_without_the_right_that_it_was_asked_with(
    admin: Person, ik: str, other: str
) -> None:
    wants(admin, other)
    admin.portal.execute("UPDATE accounts SET role = 'user' WHERE id = :i", i=admin.id)
    assert name_of(admin.approves) == "gone"
    assert states(admin) == {ik: "cleared", other: "cleared"}


def test_a_plain_user_removes_nothing(
    portal: RunningPortal, admin: Person, ik: str, other: str
) -> None:
    user = person(portal, ik, role=Role.USER)
    assert "/iks/remove" not in user.browser.open("/iks").text
    assert user.browser.post_only("/iks/remove", ik=other).status_code == 404
    assert states(admin) == {ik: "cleared", other: "cleared"}
