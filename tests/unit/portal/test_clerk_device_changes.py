"""A clerk clears the devices, data and files that the page showed, and nothing else (P9)."""

import json
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from portal.domain.audit.log import Event
from portal.domain.devices.pin_tries import TRIES
from portal.domain.registration.registrations import REGISTRATIONS, State
from tests.support.clerk_cases import (
    DAY,
    add_attachment,
    add_institution,
    add_regions,
    clerk_at,
    is_decided,
    ordered_registration,
    registration,
)
from tests.support.device import Device, PortalProblem
from tests.support.device_life import LivingDevice
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal, running_portal
from tests.support.registrations import code_on, follow, links
from tests.support.texts import portal_text
from tests.unit.portal.conftest import activated, moved_in, name_of, new_login
from tests.unit.portal.test_clerk_decisions import REASON, TICKS, decide, shown_in

pytestmark = pytest.mark.heavy

REPLACE = "/registration/device/replace"
CODE = "/registration/device/code"


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    with running_portal(tmp_path_factory.mktemp("desk")) as portal:
        add_regions(portal)
        yield portal


@pytest.fixture(scope="module")
def clerk(portal: RunningPortal) -> Browser:
    return clerk_at(portal)


@dataclass
class AtDesk:
    """Somebody whose registration a clerk has."""

    portal: RunningPortal
    login: str
    device: LivingDevice
    id: str

    def mailbox(self) -> Browser:
        """A browser of somebody who reads the mails."""
        browser = Browser(self.portal.url)
        follow(browser, links(self.portal).status(self.id, self.login))
        return browser

    def column(self, name: str) -> object:
        return registration(self.portal, self.id, [name])[0]

    @property
    def is_cleared(self) -> bool:
        sql = "SELECT cleared FROM accounts WHERE login = :l"
        return bool(self.portal.query(sql, l=self.login)[0][0])

    def lets_in(self, device: Device) -> bool:
        """Whether somebody with this device can log in."""
        try:
            return "ticket" in device.applogin()
        except PortalProblem:
            return False


@pytest.fixture
def case(portal: RunningPortal) -> AtDesk:
    login = new_login()
    portal.create_account(login, ik=None)
    device = activated(portal, login)
    id_ = ordered_registration(portal, login)
    add_attachment(portal, id_, "bescheinigung.txt", b"unterschrieben")
    return AtDesk(portal, login, device, id_)


def test_a_mailbox_puts_no_other_device_under_the_clerks_eyes(
    portal: RunningPortal, clerk: Browser, case: AtDesk
) -> None:
    shown = shown_in(clerk.open(f"/desk/{case.id}").text)
    thief = case.mailbox()
    thief.post(REPLACE, login=case.login)
    device = moved_in(portal, case.login, code_on(thief.post(CODE).text))
    device.confirm()
    assert not is_decided(clerk, case.id, "clear", shown=shown, **TICKS)
    assert not case.is_cleared
    assert not case.lets_in(device)
    assert case.column("state") == State.OPEN.value, "it is the user's turn, certificate and all"


def test_a_replaced_device_takes_the_registration_back_and_everybody_is_told(
    portal: RunningPortal, clerk: Browser, case: AtDesk
) -> None:
    browser = case.mailbox()
    warning = portal_text("Your application is with the AOK right now. …")
    assert warning in browser.open("/registration/device").text
    browser.post(REPLACE, login=case.login)
    until = portal.clock.now() + 30 * DAY
    columns = ["state", "certificate_at", "reason", "expires_at", "first_clerk"]
    assert registration(portal, case.id, columns) == ("open", None, "", until, None)
    assert portal.query("SELECT id FROM attachments WHERE registration_id = :i", i=case.id) == []
    sql = "SELECT recipient, facts FROM outbox WHERE kind = 'taken-back' AND registration_id = :i"
    ((recipient, facts),) = portal.query(sql, i=case.id)
    assert recipient == case.login
    assert json.loads(facts)["what"] == "ended"
    assert portal_text("While the AOK was checking, …") in browser.open("/registration").text
    page = clerk.open(f"/desk/{case.id}").text
    assert "Wegen geänderter Geräte zurückgegeben" in page
    assert portal_text("Devices changed while the registration …") in page
    assert f": {portal_text('removed')}" in page


def test_what_was_taken_back_goes_to_the_clerks_again_with_a_new_certificate_only(
    portal: RunningPortal, clerk: Browser, case: AtDesk
) -> None:
    browser = case.mailbox()
    browser.post(REPLACE, login=case.login)
    portal.clock.advance(60)
    moved_in(portal, case.login, code_on(browser.post(CODE).text)).confirm()
    assert case.column("state") == State.OPEN.value
    answer = browser.post("/registration/certificate/next")
    assert answer.headers["location"] == "/registration/certificate?missing=1#upload"
    portal.clock.advance(60)
    add_attachment(portal, case.id, "neu.txt", b"noch einmal")
    browser.post("/registration/certificate/next")
    assert case.column("state") == State.ORDERED.value
    decide(clerk, case.id, "clear", **TICKS)
    assert case.is_cleared


Change = Callable[[AtDesk], object]


def _renamed(case: AtDesk) -> None:
    case.portal.execute("UPDATE devices SET name = 'X' WHERE id = :d", d=case.device.dev)


def _further(case: AtDesk) -> None:
    code = case.device.invite()
    moved_in(case.portal, case.login, code).confirm()


def _moved(case: AtDesk) -> None:
    code = case.device.invite("move")
    moved_in(case.portal, case.login, code).confirm()


def _locked(case: AtDesk) -> None:
    for _ in range(TRIES):
        name_of(lambda: case.device.invite(pin="000000"))


def _file_gone(case: AtDesk) -> None:
    case.portal.execute("DELETE FROM attachments WHERE registration_id = :i", i=case.id)


def _other_file(case: AtDesk) -> None:
    _file_gone(case)
    add_attachment(case.portal, case.id, "bescheinigung.txt", b"unterschrieben")


CHANGES: dict[str, Change] = {
    "a device that the user invited": _further,
    "a move to another computer": _moved,
    "a device that waits for its second PIN": lambda case: moved_in(
        case.portal, case.login, case.device.invite()
    ),
    "a new key": lambda case: case.device.rotate(),
    "a new name": _renamed,
    "a locked device": _locked,
    "a removed device": lambda case: case.device.revoke(case.device.dev),
    "one more file": lambda case: add_attachment(case.portal, case.id, "zwei.txt", b"x"),
    "a file less": _file_gone,
    "another file of the same name": _other_file,
    "another entry of the directory": lambda case: add_institution(
        case.portal, "260326822", f"Praxis {secrets.token_hex(4)}"
    ),
}
# What decisions change, and whose the registration is.
OTHERWISE = {
    "id",
    "kind",
    "state",
    "account_id",
    "first_clerk",
    "first_shown",
    "decided_by",
    "decided_at",
}


@pytest.mark.parametrize("what", CHANGES)
def test_whatever_changes_makes_the_page_stale(
    portal: RunningPortal, clerk: Browser, case: AtDesk, what: str
) -> None:
    portal.execute("DELETE FROM institutions")
    shown = shown_in(clerk.open(f"/desk/{case.id}").text)
    CHANGES[what](case)
    for decision in ("clear", "ask", "refuse"):
        form = {"reason": REASON, "sure": "1"} | TICKS
        assert not is_decided(clerk, case.id, decision, shown=shown, **form)
    assert case.column("decided_at") is None
    assert not case.is_cleared


@pytest.mark.parametrize("name", sorted(set(REGISTRATIONS.c.keys()) - OTHERWISE))
def test_whatever_changes_in_the_data_makes_the_page_stale(
    portal: RunningPortal, clerk: Browser, name: str
) -> None:
    id_ = ordered_registration(portal)
    shown = shown_in(clerk.open(f"/desk/{id_}").text)
    values = {"region": "BY", "login": new_login(), "language": "en"}
    is_text = REGISTRATIONS.c[name].type.python_type is str
    value = values.get(name, "Anders" if is_text else 7)
    portal.execute(f"UPDATE registrations SET {name} = :v WHERE id = :i", v=value, i=id_)
    assert not is_decided(clerk, id_, "clear", shown=shown, **TICKS)
    assert registration(portal, id_, ["state"]) == ("ordered",)


@pytest.mark.parametrize("how", ["a locked device", "a removed device"])
def test_however_the_only_device_ends_the_registration_is_taken_back(
    case: AtDesk, how: str
) -> None:
    CHANGES[how](case)
    assert case.column("state") == State.OPEN.value


@pytest.mark.parametrize(
    "how", ["a device that the user invited", "a move to another computer", "a new key"]
)
def test_what_the_pin_of_the_device_agrees_to_takes_nothing_back(
    clerk: Browser, case: AtDesk, how: str
) -> None:
    CHANGES[how](case)
    assert case.column("state") == State.ORDERED.value
    decide(clerk, case.id, "clear", **TICKS)
    assert case.is_cleared


def test_a_device_by_a_left_over_code_takes_the_registration_back(
    portal: RunningPortal, case: AtDesk
) -> None:
    code = portal.issue_code(case.login)
    moved_in(portal, case.login, code).confirm()
    assert case.column("state") == State.OPEN.value
    sql = "SELECT facts FROM outbox WHERE kind = 'taken-back' AND registration_id = :i"
    assert json.loads(portal.query(sql, i=case.id)[0][0])["what"] == "added"


def test_a_device_that_was_not_active_at_the_clearance_never_becomes_so(
    portal: RunningPortal, clerk: Browser, case: AtDesk
) -> None:
    prepared = moved_in(portal, case.login, portal.issue_code(case.login))
    left_over = portal.issue_code(case.login)
    decide(clerk, case.id, "clear", **TICKS)
    assert case.lets_in(case.device)
    assert name_of(prepared.confirm) == "unknown-device"
    assert name_of(lambda: moved_in(portal, case.login, left_over)) == "activation-refused"


def test_a_cleared_device_cannot_be_replaced_by_a_mailbox(clerk: Browser, case: AtDesk) -> None:
    thief = case.mailbox()
    decide(clerk, case.id, "clear", **TICKS)
    thief.post(REPLACE, login=case.login)
    assert case.lets_in(case.device)


def test_a_reset_at_the_desk_has_no_device_and_is_never_taken_back(
    portal: RunningPortal, clerk: Browser
) -> None:
    login = new_login()
    portal.create_account(login, ik=None)
    device = activated(portal, login)
    id_ = ordered_registration(portal, login, kind="reset")
    device.revoke(device.dev)
    assert registration(portal, id_, ["state"]) == ("ordered",)


def test_the_page_says_which_device_was_replaced_when(
    portal: RunningPortal, clerk: Browser, case: AtDesk
) -> None:
    portal.execute("UPDATE registrations SET created_at = 0 WHERE id = :i", i=case.id)
    portal.execute("UPDATE devices SET name = 'Empfang <1>' WHERE id = :d", d=case.device.dev)
    case.device.revoke(case.device.dev)
    text = clerk.open(f"/desk/{case.id}").text
    assert f"Gerät „Empfang &lt;1&gt;“: {portal_text('registered')}<br>" in text
    assert f"Gerät „Empfang &lt;1&gt;“: {portal_text('removed')}<br>" in text
    rows = portal.query("SELECT event FROM audit ORDER BY seq DESC LIMIT 2")
    assert {row[0] for row in rows} == {Event.REGISTRATION_TAKEN_BACK, Event.DEVICE_REVOKED}
