"""`/security`: what happened to one's account, in words."""

import json

import pytest

from crypto.statements import Decision
from portal.domain.accounts.accounts import Role
from portal.domain.audit.entries import NOTHING_YET, Entry
from portal.domain.audit.log import Event
from portal.domain.logins.actions import Stage, stage_of
from portal.domain.logins.challenges import ChallengeState
from portal.domain.logins.device_actions import DeviceChange
from portal.platform.language import clock_time
from portal.web.account.history import Line, history
from tests.support.device import Device, PortalProblem
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.support.providers import Person, new_ik, person
from tests.support.texts import portal_text
from tests.unit.portal.conftest import activated, new_login
from tests.unit.portal.test_devices_page import log_in

NOW = 1_000_000
NAMES = {"d": "Laptop", "new": "Laptop"}


def entry(event: Event, at: int = NOW, device: str | None = "d", **facts: str) -> Entry:
    return Entry(1, at, event.value, 1, device, json.dumps(facts), NOTHING_YET, NOTHING_YET)


def lines(*newest_first: Entry) -> list[Line]:
    return history(list(newest_first), NAMES, NOW)


PLACE = {"ip": "10.0.0.5", "browser": "Firefox 140", "os": "Linux"}


def test_a_login_is_one_line_with_its_place_and_its_device() -> None:
    found = lines(
        entry(Event.LOGIN_FINISHED, cid="c", kind="browser"),
        entry(Event.LOGIN_APPROVED, cid="c"),
        entry(Event.LOGIN_BEGUN, NOW - 60, None, cid="c", **PLACE),
    )
    place = "Firefox 140 unter Linux, IP‑Adresse 10.0.0.5"
    assert found == [Line(NOW - 60, portal_text("Login"), place, "Laptop", noteworthy=False)]


ENDS = {
    Event.LOGIN_DENIED: (portal_text("Login denied"), True),
    Event.LOGIN_REPORTED: (portal_text("Login reported: “That was not me”"), True),
    Event.LOGIN_APPROVED: (portal_text("Login confirmed, but not completed"), False),
}


@pytest.mark.parametrize("end", ENDS)
def test_a_login_says_what_became_of_it(end: Event) -> None:
    found = lines(entry(end, cid="c"), entry(Event.LOGIN_BEGUN, NOW - 60, None, cid="c", **PLACE))
    assert [(line.what, line.noteworthy) for line in found] == [ENDS[end]]


@pytest.mark.parametrize(
    ("age", "what"),
    [(179, portal_text("Login waits for the app")), (180, portal_text("Login not confirmed"))],
)
def test_a_login_that_nobody_answered(age: int, what: str) -> None:
    found = lines(entry(Event.LOGIN_BEGUN, NOW - age, None, cid="c", **PLACE))
    assert [line.what for line in found] == [what]


CHANGES = {
    Event.LOGIN_APPROVED: "Gerät „Laptop“ entfernt",
    Event.LOGIN_DENIED: "Entfernen des Geräts „Laptop“ abgelehnt",
    Event.LOGIN_REPORTED: "Entfernen des Geräts „Laptop“ gemeldet: „Das war ich nicht“",
}


@pytest.mark.parametrize("end", CHANGES)
def test_a_change_is_one_line_that_says_what_became_of_it(end: Event) -> None:
    found = lines(
        entry(end, cid="c"),
        entry(Event.DEVICE_REVOKED, cid="c"),
        entry(Event.CHANGE_WANTED, NOW - 60, cid="c", change="remove", **PLACE),
    )
    assert [line.what for line in found] == [CHANGES[end]]


@pytest.mark.parametrize("kind", DeviceChange)
@pytest.mark.parametrize("end", [None, *CHANGES])
def test_every_kind_of_change_has_words_for_whatever_becomes_of_it(
    kind: DeviceChange, end: Event | None
) -> None:
    ended = [] if end is None else [entry(end, cid="c")]
    begun = entry(Event.CHANGE_WANTED, NOW - 60, cid="c", change=kind.value, **PLACE)
    found = [line.what for line in lines(*ended, begun)]
    assert len(found) == 1
    assert "Geräts „Laptop“" in found[0] or "Gerät „Laptop“" in found[0]


def test_a_device_keeps_its_name_from_before_a_new_key() -> None:
    found = history(
        [entry(Event.KEY_ROTATED, device="old", new="new"), entry(Event.PIN_CHANGED, device="old")],
        {"new": "Laptop"},
        NOW,
    )
    assert found[0].what == "Schlüssel des Geräts „Laptop“ erneuert"


def test_every_event_that_stands_alone_is_told_but_for_a_few() -> None:
    silent = {event for event in Event if not lines(entry(event, new="d"))}
    # What belongs to a request is told with it; a session's end, the portal's keys and its backup
    # are not.
    requests = {Event.LOGIN_BEGUN, Event.CHANGE_WANTED, Event.WORKPLACE_REMOVED, *ENDS}
    # The user gets a mail about what becomes of a registration.
    registrations = {
        event for event in Event if event.startswith(("registration-", "certificate-"))
    }
    portal = {
        Event.DATABASE_RESTORED,
        Event.DEVICE_ACTIVATED,
        Event.KEYS_ROTATED,
        Event.SESSION_ENDED,
    }
    # What an LE-Admin has done stands with the request, or with the IK number; who is deleted has
    # no page any more.
    of_admins = {
        Event.ADVICES_MOVED,
        Event.EAVIS_ORDERED,
        Event.IK_REMOVED,
        Event.CHANGES_APPROVED,
        Event.USER_INVITED,
        Event.INVITATION_WITHDRAWN,
        Event.USER_DELETED,
    }
    assert silent == requests | registrations | portal | of_admins


# --- the page


def test_it_tells_the_users_own_story_only(
    portal: RunningPortal, device: Device, login: str, browser: Browser
) -> None:
    stranger = new_login()
    portal.create_account(stranger, cleared=True)
    activated(portal, stranger).applogin()
    browser.begin(login)
    device.respond(device.poll()["challenge"], Decision.DENY)
    with pytest.raises(PortalProblem):
        device.applogin("000001")
    log_in(device, browser)
    text = browser.open("/security").text
    for words in (
        portal_text("Login from the app"),
        portal_text("Wrong PIN entered"),
        portal_text("Login denied"),
    ):
        assert text.count(words) == 1, words
    assert text.count(portal_text("Please check")) == 2
    assert text.count(portal_text("Account created")) == 1
    assert "Firefox 140 unter Linux, IP‑Adresse 127.0.0.1" in text


def test_home_leads_there_and_to_the_devices(device: Device, browser: Browser) -> None:
    log_in(device, browser)
    text = browser.open("/home").text
    assert 'href="/devices"' in text
    assert 'href="/security"' in text


# --- the stages of a change

STAGES = """
             -           locked  removed  impossible
open         waiting     locked  removed  impossible
approved     waiting     locked  removed  impossible
finished     done        locked  removed  impossible
denied       denied      locked  removed  impossible
reported     reported    locked  removed  impossible
expired      expired     locked  removed  impossible
superseded   superseded  locked  removed  impossible
"""


def test_every_state_and_reason_has_its_stage() -> None:
    head, *rows = [line.split() for line in STAGES.strip().splitlines()]
    assert {row[0] for row in rows} == {state.value for state in ChallengeState}
    for state, *wanted in rows:
        found = [stage_of(ChallengeState(state), "" if r == "-" else r) for r in head]
        assert found == [Stage(name) for name in wanted]


@pytest.fixture
def admin(portal: RunningPortal) -> Person:
    return person(portal, new_ik())


@pytest.fixture
def colleague(portal: RunningPortal, admin: Person) -> Person:
    ik = portal.query("SELECT ik FROM accounts WHERE id = :i", i=admin.id)[0][0]
    return person(portal, ik, "Erika Mustermann", Role.USER)


def blocking(colleague: Person) -> str:
    return f"Zugang von Erika Mustermann ({colleague.login}) sperren"


def test_a_change_for_the_provider_is_told_in_its_own_words_with_both_times_and_its_receipt(
    portal: RunningPortal, admin: Person, colleague: Person
) -> None:
    page = admin.wants("/users/block", colleague)
    begun = clock_time(portal.clock.now())
    portal.clock.advance(61)
    admin.approves()
    decided = clock_time(portal.clock.now())
    assert admin.stage(page) == "done"
    receipt = portal.query("SELECT id FROM receipts WHERE account_id = :i", i=admin.id)[0][0]
    text = admin.browser.open("/security").text
    assert blocking(colleague) in text
    times = portal_text(
        "Asked for at %(begun)s, decided at %(decided)s", begun=begun, decided=decided
    )
    assert times in text
    assert f'href="/receipts/{receipt}"' in text
    portal.execute("UPDATE accounts SET role = 'user' WHERE id = :i", i=admin.id)
    text = admin.browser.open("/security").text
    assert blocking(colleague) in text
    assert f'href="/receipts/{receipt}"' not in text


def test_a_change_that_was_denied_is_told_in_its_own_words_too(
    admin: Person, colleague: Person
) -> None:
    admin.wants("/users/block", colleague)
    assert blocking(colleague) in admin.browser.open("/security").text
    admin.device.respond(admin.device.poll()["challenge"], Decision.DENY)
    assert blocking(colleague) in admin.browser.open("/security").text
