"""A lost device of a plain user: an LE-Admin of the same provider allows a new one, without
certificate and clerk (docs/adr/0042-new-device-by-le-admin.md).
"""

import json

import pytest

from crypto.challenge import read_challenge
from crypto.protocol import DeviceState
from portal.domain.accounts.accounts import Role
from portal.domain.registration.reset import begin_reset, want_reset
from portal.domain.users.members import find_member
from portal.platform.language import german_date
from tests.support.advices import clear_ik, provider_of
from tests.support.device_life import LivingDevice
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.support.providers import Person, new_ik, person
from tests.support.registrations import DAY, follow, links, registered, stored
from tests.support.texts import portal_text
from tests.unit.portal.conftest import activated, name_of

RENEW = "/users/renew"


@pytest.fixture
def ik() -> str:
    return new_ik()


@pytest.fixture
def admin(portal: RunningPortal, ik: str) -> Person:
    return person(portal, ik)


@pytest.fixture
def colleague(portal: RunningPortal, admin: Person, ik: str) -> Person:
    return person(portal, ik, "Erika Mustermann", Role.USER)


def resets(portal: RunningPortal, who: Person) -> list[tuple[str, str]]:
    """Id and state of each reset of somebody, the oldest first."""
    rows = portal.query(
        "SELECT id, state FROM registrations WHERE account_id = :a AND kind = 'reset' "
        "ORDER BY created_at",
        a=who.id,
    )
    return [(id_, state) for id_, state in rows]


def active_devices(portal: RunningPortal, who: Person) -> int:
    sql = "SELECT count(*) FROM devices WHERE account_id = :a AND state = 'active'"
    return int(portal.query(sql, a=who.id)[0][0])


def refused(admin: Person, who: Person) -> str:
    text = admin.browser.post(RENEW, **{f"user-{who.id}": "1"}).text
    assert admin.device.poll()["challenge"] is None
    return text


def test_the_user_comes_in_with_a_new_device_and_nobody_reads_a_certificate(
    portal: RunningPortal, admin: Person, colleague: Person, browser: Browser
) -> None:
    page = admin.wants(RENEW, colleague)
    who = f"Erika Mustermann ({colleague.login})"
    shown = read_challenge(admin.device.poll()["challenge"]).action
    assert shown == f"{who} darf ein neues Gerät aktivieren; alle bisherigen werden entfernt"
    admin.approves()
    told = portal_text("The devices of %(who)s are removed. …", who=who)
    assert told in admin.browser.open(page).text
    assert not colleague.is_logged_in()
    assert active_devices(portal, colleague) == 0
    ((id_, state),) = resets(portal, colleague)
    assert state == "cleared"
    follow(browser, links(portal).status(id_, colleague.login))
    status = browser.open("/registration").text
    assert 'href="/registration/device"' in status
    assert "bescheinigung" not in status, "nobody asked for one"
    assert "Schritt 2 von 2" in status
    device = LivingDevice(portal.url)
    code = portal.issue_code(colleague.login)
    device.send(device.activation(colleague.login, code))
    device.confirm()
    ticket = device.applogin()["ticket"]
    browser.land(ticket)
    device.claimok(ticket)
    assert browser.wait_for_app() == "done"
    assert "Erika Mustermann" in browser.open("/home").text
    assert portal_text("New device made possible by an LE-Admin") in browser.open("/security").text


def test_the_link_asks_nothing_in_a_browser_that_has_the_users_own_invitation_open(
    portal: RunningPortal, admin: Person, colleague: Person, browser: Browser
) -> None:
    invited = registered(portal, browser, colleague.login)
    assert colleague.login in browser.open("/registration").text
    admin.carries_out(RENEW, colleague)
    ((id_, _),) = resets(portal, colleague)
    assert id_ != invited
    follow(browser, links(portal).status(id_, colleague.login))
    assert "Schritt 2 von 2" in browser.open("/registration").text


def test_the_link_goes_to_the_user_alone_and_says_who_has_decided(
    portal: RunningPortal, admin: Person, colleague: Person
) -> None:
    admin.carries_out(RENEW, colleague)
    rows = portal.query(
        "SELECT recipient, facts FROM outbox WHERE kind = 'reset-cleared' AND registration_id = :r",
        r=resets(portal, colleague)[0][0],
    )
    assert [(recipient, json.loads(facts)) for recipient, facts in rows] == [
        (colleague.login, {"by": "Max Mustermann", "until": str(portal.clock.now() + 30 * DAY)})
    ]


def words(english: str) -> str:
    """As the list has them, on one line."""
    return portal_text(english.replace(" ", "\N{NO-BREAK SPACE}"))


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ([], "no device yet"),
        ([DeviceState.PROVISIONAL], "no device yet"),
        ([DeviceState.LOCKED], "device locked"),
        ([DeviceState.SUSPECT], "device stopped"),
        ([DeviceState.REVOKED], "no device any more"),
        ([DeviceState.REVOKED, DeviceState.LOCKED, DeviceState.SUSPECT], "device locked"),
        ([DeviceState.SUSPECT, DeviceState.REVOKED], "device stopped"),
        ([DeviceState.REVOKED, DeviceState.ACTIVE, DeviceState.LOCKED], "active"),
    ],
)
def test_the_list_says_why_somebody_has_no_device(
    portal: RunningPortal, admin: Person, ik: str, states: list[DeviceState], said: str
) -> None:
    login = f"ohne.{ik}.{len(states)}{said[-4:].strip()}@abc.de"
    portal.create_account(login, "Ohne", "Praxis", ik=ik, cleared=True, role=Role.USER)
    for state in states:
        id_ = activated(portal, login).dev
        portal.execute("UPDATE devices SET state = :s WHERE id = :i", s=state, i=id_)
    row = admin.browser.open(f"/users?search={login}").text
    assert f">{words(said)}</span>" in row


def test_the_list_says_that_a_device_is_missing_until_it_is_active(
    portal: RunningPortal, admin: Person, colleague: Person
) -> None:
    missing = words("no device any more")
    assert missing not in admin.browser.open("/users").text
    admin.carries_out(RENEW, colleague)
    until = german_date(portal.clock.now() + 30 * DAY)
    text = admin.browser.open("/users").text
    assert missing in text
    assert portal_text("Link valid until %(day)s", day=until) in text
    provider, over = provider_of(portal, admin.login), portal.clock.now() + 30 * DAY
    found = portal.write(lambda c: find_member(c, provider, colleague.id))
    assert found is not None
    assert (found.device_until(over - 1), found.device_until(over)) == (over, None)
    activated(portal, colleague.login)
    assert missing not in admin.browser.open("/users").text


def test_repeating_it_sends_the_e_mail_again(
    portal: RunningPortal, admin: Person, colleague: Person
) -> None:
    for _ in range(2):
        admin.carries_out(RENEW, colleague)
    sql = "SELECT count(*) FROM outbox WHERE kind = 'reset-cleared' AND recipient = :r"
    assert portal.query(sql, r=colleague.login)[0][0] == 2


def test_the_status_names_the_institution_of_the_number_that_is_left(
    portal: RunningPortal, admin: Person, colleague: Person, ik: str, browser: Browser
) -> None:
    branch = new_ik()
    clear_ik(portal, provider_of(portal, admin.login), branch, "Praxis am Ring")
    page = admin.browser.post_only("/iks/remove", ik=ik).headers["location"]
    admin.approves()
    assert admin.stage(page) == "done"
    admin.carries_out(RENEW, colleague)
    ((id_, _),) = resets(portal, colleague)
    follow(browser, links(portal).status(id_, colleague.login))
    assert f"Praxis am Ring (IK‑Nummer {branch})" in browser.open("/registration").text


def test_a_reset_that_waits_for_its_certificate_is_over(
    portal: RunningPortal, admin: Person, colleague: Person
) -> None:
    now = portal.clock.now()
    portal.write(lambda c: want_reset(c, colleague.login, "de", now))
    wanted = stored(portal, resets(portal, colleague)[0][0])
    assert wanted is not None
    portal.write(lambda c: begin_reset(c, wanted, now))
    portal.clock.advance(1)
    admin.carries_out(RENEW, colleague)
    ((id_, state),) = resets(portal, colleague)
    assert (id_ != wanted.id, state) == (True, "cleared")


def test_a_new_device_of_an_le_admin_is_the_aoks_to_allow(
    portal: RunningPortal, admin: Person, ik: str
) -> None:
    other = person(portal, ik, "Jana Sommer")
    who = f"Jana Sommer ({other.login})"
    assert portal_text("{who} is an LE-Admin. The AOK …", who=who) in refused(admin, other)


def test_who_became_le_admin_before_the_approval_keeps_the_devices(
    portal: RunningPortal, admin: Person, colleague: Person
) -> None:
    page = admin.wants(RENEW, colleague)
    portal.execute("UPDATE accounts SET role = 'admin' WHERE id = :i", i=colleague.id)
    assert name_of(admin.approves) == "gone"
    who = f"Erika Mustermann ({colleague.login})"
    told = portal_text("{who} is an LE-Admin. The AOK …", who=who)
    assert told in admin.browser.open(page).text
    assert active_devices(portal, colleague) == 1


def test_an_invited_user_who_was_never_in_is_not_let_in_by_it(
    portal: RunningPortal, admin: Person, colleague: Person
) -> None:
    portal.execute("UPDATE accounts SET cleared = :f WHERE id = :i", f=False, i=colleague.id)
    who = f"Erika Mustermann ({colleague.login})"
    assert portal_text("{who} is not cleared yet. …", who=who) in refused(admin, colleague)


def test_a_blocked_user_stays_blocked(
    portal: RunningPortal, admin: Person, colleague: Person
) -> None:
    portal.execute("UPDATE accounts SET blocked_at = 1 WHERE id = :i", i=colleague.id)
    who = f"Erika Mustermann ({colleague.login})"
    assert portal_text("{who} is blocked. Lift the block first.", who=who) in refused(
        admin, colleague
    )


def test_a_foreign_user_and_a_plain_user_get_nothing(
    portal: RunningPortal, admin: Person, colleague: Person
) -> None:
    stranger = person(portal, new_ik(), role=Role.USER)
    refused(admin, stranger)
    assert active_devices(portal, stranger) == 1
    answer = colleague.browser.post_only(RENEW, **{f"user-{colleague.id}": "1"})
    assert answer.status_code == 404
