"""A new PIN and a new device key, as the portal sees them."""

import pytest

from crypto.encoding import b64url, parse_object, unb64url
from crypto.keys import PrivateKey
from crypto.pin_proof import sign_with_pin
from crypto.statements import Kind, Slot, make_statement
from tests.support.device import PIN, Device
from tests.support.device_life import LivingDevice
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.unit.portal.conftest import activated, name_of

OTHER, WRONG = "739154", "000001"


def test_after_a_pin_change_the_new_pin_is_right_and_the_old_one_wrong(
    device: LivingDevice,
) -> None:
    assert device.pinchange(PIN, OTHER) == {"pv": 2}
    assert device.status()["pv"] == 2
    assert name_of(lambda: device.applogin(PIN)) == "pin-wrong"
    assert device.applogin(OTHER)["ticket"]


def test_a_pin_change_with_a_wrong_old_pin_costs_a_try_and_changes_nothing(
    device: LivingDevice,
) -> None:
    assert name_of(lambda: device.pinchange(WRONG, OTHER)) == "pin-wrong"
    assert device.status() == device.status() | {"pv": 1, "left": 4}
    assert device.applogin()["ticket"]


@pytest.mark.parametrize("version", [0, 1, 3])
def test_only_the_next_version_of_a_pin_fits(device: LivingDevice, version: int) -> None:
    data = device.pin_change(PIN, OTHER, version)
    assert name_of(lambda: device.send(data)) == "gone"
    assert device.status() == device.status() | {"pv": 1, "left": 5}


def test_a_new_pin_key_that_has_not_signed_is_a_bad_request_and_costs_no_try(
    device: LivingDevice,
) -> None:
    request = device.request("pinchange")
    statement = make_statement(Kind.PINCHANGE, Slot.of(request), pv="2")
    foreign = b64url(sign_with_pin(statement, PrivateKey.generate()))
    sealed = device.seal("pinchange", pin=PrivateKey.generate().public.hex(), sig=foreign)
    data = device.signed(request, device.proof(statement, WRONG) | {"sealed": sealed})
    assert name_of(lambda: device.send(data)) == "bad-request"
    assert device.status()["left"] == 5


def test_the_database_does_not_show_the_new_pin_key(
    portal: RunningPortal, device: LivingDevice
) -> None:
    device.pinchange(PIN, OTHER)
    (wrapped,) = portal.query("SELECT pin_wrapped FROM devices WHERE id = :dev", dev=device.dev)[0]
    assert device.pin_key(OTHER).public.point not in wrapped


def test_after_a_rotation_the_new_key_speaks_and_the_old_one_is_unknown(
    portal: RunningPortal, device: LivingDevice
) -> None:
    old = device.copied()
    assert device.rotate() == {"dev": device.dev}
    assert device.dev != old.dev
    assert device.applogin()["ticket"]
    found = old.exchange(old.sign("status", {}))
    assert (found.b["type"], found.nn) == ("urn:pa:problem:unknown-device", "")


def test_a_rotation_keeps_sessions_failures_and_the_place_in_the_list(
    device: LivingDevice, browser: Browser
) -> None:
    for _ in range(3):
        name_of(lambda: device.applogin(WRONG))
    ticket = device.applogin()["ticket"]
    browser.land(ticket)
    device.claimok(ticket)
    assert browser.wait_for_app() == "done"
    before = device.devices()
    device.rotate()
    assert browser.is_logged_in()
    assert device.devices() == [before[0] | {"dev": device.dev}]
    for _ in range(2):
        for _ in range(4):
            assert name_of(lambda: device.applogin(WRONG)) == "pin-wrong"
        device.applogin()
    assert device.status()["left"] == 4, "the three of the old key count among the fifteen"


def test_a_rotation_after_a_pin_change_begins_with_the_first_version(
    device: LivingDevice,
) -> None:
    device.pinchange(PIN, OTHER)
    device.rotate(OTHER)
    assert device.status()["pv"] == 1
    assert device.applogin(OTHER)["ticket"]


def test_a_rotation_with_a_wrong_pin_changes_nothing(device: LivingDevice) -> None:
    data = device.rotation(LivingDevice(device.url), WRONG)
    assert name_of(lambda: device.send(data)) == "pin-wrong"
    assert device.applogin()["ticket"]


@pytest.mark.parametrize("member", ["key", "ksig", "pin", "sig"])
def test_a_rotation_must_be_signed_by_both_new_keys(device: LivingDevice, member: str) -> None:
    new, foreign = LivingDevice(device.url), PrivateKey.generate()
    request = device.request("rotate")
    statement = make_statement(Kind.ROTATE, Slot.of(request), new=new.dev)
    content = {
        "key": new.key.public.hex(),
        "ksig": b64url(new.key.sign(statement)),
        "pin": new.pin_key(PIN).public.hex(),
        "sig": b64url(sign_with_pin(statement, new.pin_key(PIN))),
    }
    signature = {"key": foreign.public.hex(), "pin": foreign.public.hex()}
    signature |= {"ksig": b64url(foreign.sign(statement))}
    signature |= {"sig": b64url(sign_with_pin(statement, foreign))}
    sealed = device.seal("rotate", **content | {member: signature[member]})
    data = device.signed(request, device.proof(statement, PIN) | {"sealed": sealed})
    assert name_of(lambda: device.send(data)) == "bad-request"
    assert device.status()["left"] == 5


def test_a_rotation_gives_the_key_that_its_statement_names(device: LivingDevice) -> None:
    new, other = LivingDevice(device.url), LivingDevice(device.url)
    request = device.request("rotate")
    statement = make_statement(Kind.ROTATE, Slot.of(request), new=other.dev)
    sealed = device.seal(
        "rotate",
        key=new.key.public.hex(),
        ksig=b64url(new.key.sign(statement)),
        pin=new.pin_key(PIN).public.hex(),
        sig=b64url(sign_with_pin(statement, new.pin_key(PIN))),
    )
    data = device.signed(request, device.proof(statement, PIN) | {"sealed": sealed})
    assert name_of(lambda: device.send(data)) == "bad-request"


def test_wrong_pins_of_the_old_key_are_forgotten_after_thirty_days_too(
    portal: RunningPortal, device: LivingDevice
) -> None:
    for _ in range(3):
        for _ in range(4):
            name_of(lambda: device.applogin(WRONG))
        device.applogin()
    device.rotate()
    assert device.status()["left"] == 3
    portal.clock.advance(30 * 86_400)
    device.freshen()
    device.applogin()
    assert device.status()["left"] == 5


def test_no_device_rotates_to_a_key_that_is_there_already(
    portal: RunningPortal, device: LivingDevice, login: str
) -> None:
    other = activated(portal, login)
    assert name_of(lambda: device.send(device.rotation(other))) == "gone"
    assert other.applogin()["ticket"]
    assert device.applogin()["ticket"]


@pytest.mark.parametrize("kind", ["pinchange", "rotate", "invite", "revoke", "enrol"])
def test_a_statement_in_a_new_envelope_is_refused_and_costs_no_try(
    portal: RunningPortal, device: LivingDevice, login: str, kind: str
) -> None:
    other = activated(portal, login)
    made = {
        "pinchange": lambda: device.pin_change(WRONG, OTHER),
        "rotate": lambda: device.rotation(LivingDevice(device.url), WRONG),
        "invite": lambda: device.proven(
            "invite", Kind.INVITE, WRONG, mode="add", to=PrivateKey.generate().public.hex()
        ),
        "revoke": lambda: device.proven("revoke", Kind.REVOKE, WRONG, target=other.dev),
        "enrol": lambda: device.proven("enrol", Kind.ENROL, WRONG, name="PC 7", roaming="yes"),
    }[kind]()
    body = parse_object(unb64url(made.split(b".")[1].decode()))["b"]
    assert name_of(lambda: device.send(device.sign(kind, body))) == "bad-request"
    assert device.status()["left"] == 5


def test_a_removal_of_oneself_is_not_replayed_in_a_new_envelope(device: LivingDevice) -> None:
    request = device.request("revoke")
    statement = make_statement(Kind.REVOKE, Slot.of(request), target=device.dev)
    body = {"st": b64url(statement)}
    assert name_of(lambda: device.send(device.sign("revoke", body))) == "bad-request"
    assert device.status()["state"] == "active"


@pytest.mark.parametrize(
    "message", ["enrol", "pinchange", "rotate", "invite", "devices", "history", "revoke"]
)
def test_a_provisional_device_can_do_nothing_of_all_this(
    portal: RunningPortal, login: str, message: str
) -> None:
    device = Device(portal.url)
    device.activate(login, portal.issue_code(login))
    assert name_of(lambda: device.send(device.sign(message, {}))) == "bad-request"
