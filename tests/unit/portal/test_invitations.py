"""Codes from an active device: a further device, or a new computer."""

from pkgutil import resolve_name
from typing import Any

import pytest

from crypto.encoding import unb64url
from crypto.errors import CannotOpen
from crypto.keys import PrivateKey
from crypto.sealed_body import open_body
from crypto.statements import Kind
from tests.support.device import PIN
from tests.support.device_life import LivingDevice
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.unit.portal.conftest import moved_in, name_of

OTHER, WRONG = "739154", "000001"


def test_an_invitation_activates_a_further_device_beside_the_first(
    portal: RunningPortal, device: LivingDevice, login: str
) -> None:
    further = moved_in(portal, login, device.invite("add"))
    further.confirm()
    assert {each["dev"] for each in further.devices()} == {device.dev, further.dev}
    assert device.applogin()["ticket"]


def test_a_move_ends_the_old_device_when_the_new_one_becomes_active_and_not_before(
    portal: RunningPortal, device: LivingDevice, login: str, browser: Browser
) -> None:
    ticket = device.applogin()["ticket"]
    browser.land(ticket)
    device.claimok(ticket)
    assert browser.wait_for_app() == "done"
    new = moved_in(portal, login, device.invite("move"))
    assert name_of(lambda: new.confirm(WRONG)) == "pin-wrong"
    assert browser.is_logged_in()
    assert device.poll()["account"]["login"] == login
    new.confirm()
    assert name_of(device.poll) == "revoked"
    assert not browser.is_logged_in()
    assert [each["dev"] for each in new.devices()] == [new.dev]


def test_a_move_that_is_never_confirmed_leaves_the_old_device_as_it_was(
    portal: RunningPortal, device: LivingDevice, login: str
) -> None:
    new = moved_in(portal, login, device.invite("move"))
    portal.clock.advance(600)
    new.freshen()
    assert name_of(new.confirm) == "unknown-device"
    device.freshen()
    assert device.applogin()["ticket"]


@pytest.mark.parametrize(
    "crash",
    ["portal.domain.devices.devices.end_device", "portal.api.pipeline.sign_response"],
)
def test_a_crash_in_a_move_leaves_one_of_the_two_devices_active(
    portal: RunningPortal,
    device: LivingDevice,
    login: str,
    crash: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    new = moved_in(portal, login, device.invite("move"))
    confirm = new.proven("confirm", Kind.CONFIRM, PIN, aid=new.aid)

    real, errors = resolve_name(crash), [RuntimeError("the power went out")]

    def die_once(*given: Any, **named: Any) -> Any:
        if errors:
            raise errors.pop()
        return real(*given, **named)

    monkeypatch.setattr(crash, die_once)
    assert name_of(lambda: new.send(confirm)) == "unavailable"
    monkeypatch.undo()
    states = portal.query(
        "SELECT state FROM devices WHERE id IN (:old, :new)", old=device.dev, new=new.dev
    )
    found = {state for (state,) in states}
    assert found in ({"active", "provisional"}, {"active", "revoked"})
    new.send(confirm)
    assert new.status()["state"] == "active"
    device.freshen()
    assert name_of(device.poll) == "revoked"


def test_the_code_of_an_invitation_opens_for_its_one_reader_only(device: LivingDevice) -> None:
    reader = PrivateKey.generate()
    data = device.proven("invite", Kind.INVITE, PIN, mode="add", to=reader.public.hex())
    answer = device.send(data)
    assert answer["expires_in"] == 600
    sealed = unb64url(answer["sealed"])
    code = open_body("invite", device.dev, sealed, reader, {"code": str})["code"]
    assert (len(code), code.encode() in sealed) == (8, False)
    for other in (PrivateKey.generate(), device.key, device.pin_key(PIN)):
        with pytest.raises(CannotOpen):
            open_body("invite", device.dev, sealed, other, {"code": str})


def test_an_invitation_voids_the_earlier_code(
    portal: RunningPortal, device: LivingDevice, login: str
) -> None:
    first = device.invite("add")
    second = device.invite("move")
    assert name_of(lambda: moved_in(portal, login, first)) == "activation-refused"
    assert moved_in(portal, login, second).status()["state"] == "provisional"


def test_an_invitation_ends_with_the_device_that_made_it(
    portal: RunningPortal, device: LivingDevice, login: str
) -> None:
    code = device.invite("add")
    device.revoke(device.dev)
    assert name_of(lambda: moved_in(portal, login, code)) == "activation-refused"


def test_a_device_that_is_not_confirmed_yet_ends_with_the_one_that_invited_it(
    portal: RunningPortal, device: LivingDevice, login: str
) -> None:
    new = moved_in(portal, login, device.invite("add"))
    for _ in range(5):
        name_of(lambda: device.applogin(WRONG))
    assert name_of(new.confirm) == "unknown-device"


def test_a_move_finds_the_old_device_after_its_key_was_renewed(
    portal: RunningPortal, device: LivingDevice, login: str
) -> None:
    code = device.invite("move")
    device.rotate()
    new = moved_in(portal, login, code)
    device.rotate()
    new.confirm()
    assert name_of(device.poll) == "revoked"


def test_an_invitation_needs_the_pin_and_one_of_the_two_modes(device: LivingDevice) -> None:
    assert name_of(lambda: device.invite("add", WRONG)) == "pin-wrong"
    assert name_of(lambda: device.invite("both")) == "bad-request"
    assert device.status()["left"] == 4
