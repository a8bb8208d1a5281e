"""Activation: code, provisional device, confirmation."""

import contextlib
import secrets
from collections.abc import Callable

import pytest

from crypto.encoding import b64url
from crypto.keys import PrivateKey
from crypto.statements import Kind
from tests.support.device import Device, PortalProblem
from tests.support.portal_server import RunningPortal
from tests.unit.portal.conftest import activated, new_login


def refused(action: Callable[[], object]) -> PortalProblem:
    with pytest.raises(PortalProblem) as found:
        action()
    return found.value


def test_a_right_code_makes_a_provisional_device(portal: RunningPortal, login: str) -> None:
    device = Device(portal.url)
    answer = device.activate(login, portal.issue_code(login))
    assert answer == {"expires_in": 600}
    assert device.nonce
    assert device.status()["state"] == "provisional"


def test_confirming_makes_it_active(portal: RunningPortal, login: str) -> None:
    device = Device(portal.url)
    device.activate(login, portal.issue_code(login))
    account = {
        "login": login,
        "name": "Max Mustermann",
        "provider": "Praxis am Markt",
        "cleared": True,
        "reported": False,
    }
    assert device.confirm() == {"account": account}
    assert device.status() == {"state": "active", "account": account, "left": 5, "pv": 1}


def test_a_user_name_is_found_however_it_is_written(portal: RunningPortal, login: str) -> None:
    device = Device(portal.url)
    code = portal.issue_code(login)
    assert device.activate(f" {login.upper()} ", code)["expires_in"] == 600


def test_unknown_wrong_expired_used_and_voided_get_the_same_answer(
    portal: RunningPortal, login: str
) -> None:
    def attempt(name: str, code: str) -> PortalProblem:
        return refused(lambda: Device(portal.url).activate(name, code))

    unknown = attempt("nobody@abc.de", "10542963")
    used = portal.issue_code(login)
    Device(portal.url).activate(login, used)
    after_use = attempt(login, used)
    voided = portal.issue_code(login)
    wrong = attempt(login, other_than(portal.issue_code(login)))
    after_voiding = attempt(login, voided)
    expired = portal.issue_code(login)
    portal.clock.advance(600)
    after_expiry = attempt(login, expired)
    without = new_login()
    portal.create_account(without)
    never = attempt(without, "10542963")
    answers = [unknown, after_use, wrong, after_voiding, after_expiry, never]
    assert {answer.name for answer in answers} == {"activation-refused"}
    assert len({str(answer.body) for answer in answers}) == 1
    assert {answer.response.nn for answer in answers} == {""}


def test_unknown_users_cost_as_many_hashes_as_known_ones(
    portal: RunningPortal, login: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    derived: list[str] = []
    derive = type(portal.app.context.codes)._derive

    def counting(self: object, code: str, salt: bytes) -> bytes:
        derived.append(code)
        return derive(self, code, salt)  # type: ignore[arg-type]

    code = portal.issue_code(login)
    monkeypatch.setattr(type(portal.app.context.codes), "_derive", counting)
    for name, typed in [("nobody@abc.de", code), (login, other_than(code)), (login, code)]:
        derived.clear()
        with contextlib.suppress(PortalProblem):
            Device(portal.url).activate(name, typed)
        assert len(derived) == 1


def test_a_code_has_five_tries(portal: RunningPortal, login: str) -> None:
    code = portal.issue_code(login)
    for _ in range(5):
        refused(lambda: Device(portal.url).activate(login, other_than(code)))
    assert refused(lambda: Device(portal.url).activate(login, code)).name == "activation-refused"


def test_the_fifth_try_may_be_the_right_one(portal: RunningPortal, login: str) -> None:
    code = portal.issue_code(login)
    for _ in range(4):
        refused(lambda: Device(portal.url).activate(login, other_than(code)))
    assert Device(portal.url).activate(login, code)["expires_in"] == 600


def test_the_same_wrong_bytes_take_one_try_only(portal: RunningPortal, login: str) -> None:
    code = portal.issue_code(login)
    device = Device(portal.url)
    data = device.activation(login, other_than(code))
    for _ in range(8):
        refused(lambda: device.send(data))
    assert Device(portal.url).activate(login, code)["expires_in"] == 600


def test_a_code_is_good_until_its_last_second(portal: RunningPortal, login: str) -> None:
    code = portal.issue_code(login)
    portal.clock.advance(599)
    assert Device(portal.url).activate(login, code)["expires_in"] == 600


def test_an_activation_that_is_not_confirmed_is_rolled_back_after_ten_minutes(
    portal: RunningPortal, login: str
) -> None:
    device = Device(portal.url)
    code = portal.issue_code(login)
    device.activate(login, code)
    portal.clock.advance(599)
    assert refused(lambda: device.send(device.sign("status", {}, n=""))).name == "nonce-stale"
    portal.clock.advance(1)
    for action in (device.status, device.confirm):
        found = refused(action)
        assert (found.name, found.response.nn) == ("unknown-device", "")
    assert refused(lambda: Device(portal.url).activate(login, code)).name == "activation-refused"


def test_the_same_key_may_be_activated_again_before_it_is_confirmed(
    portal: RunningPortal, login: str
) -> None:
    device = Device(portal.url)
    device.activate(login, portal.issue_code(login), "482913")
    device.aid = b64url(secrets.token_bytes(16))
    device.activate(login, portal.issue_code(login), "739154")
    assert device.confirm("739154")["account"]["login"]


def test_an_active_device_is_not_activated_again(
    portal: RunningPortal, device: Device, login: str
) -> None:
    code = portal.issue_code(login)
    assert refused(lambda: device.activate(login, code)).name == "activation-refused"
    assert device.applogin()["ticket"]
    assert Device(portal.url).activate(login, code)["expires_in"] == 600


def test_several_devices_of_an_account_live_side_by_side(
    portal: RunningPortal, device: Device, login: str
) -> None:
    second = activated(portal, login)
    assert device.status()["state"] == second.status()["state"] == "active"


def test_a_mistyped_repeat_says_how_many_tries_are_left_and_the_right_one_still_works(
    portal: RunningPortal, login: str
) -> None:
    device = Device(portal.url)
    device.activate(login, portal.issue_code(login))
    found = refused(lambda: device.confirm("111112"))
    assert (found.name, found.body["left"]) == ("pin-wrong", 4)
    assert device.confirm()["account"]["login"]
    assert device.status()["left"] == 5


def test_five_mistyped_repeats_undo_the_activation(portal: RunningPortal, login: str) -> None:
    device = Device(portal.url)
    device.activate(login, portal.issue_code(login))
    names = [refused(lambda: device.confirm("111112")).name for _ in range(5)]
    assert names == ["pin-wrong"] * 4 + ["gone"]
    assert refused(device.status).name == "unknown-device"


def test_confirming_again_after_a_lost_answer_succeeds(device: Device) -> None:
    assert device.confirm()["account"]["login"]


def test_confirming_another_attempt_is_gone(portal: RunningPortal, login: str) -> None:
    device = Device(portal.url)
    device.activate(login, portal.issue_code(login))
    device.aid = b64url(secrets.token_bytes(16))
    assert refused(device.confirm).name == "gone"


@pytest.mark.parametrize("message", ["poll", "applogin", "claim", "claimok", "respond"])
def test_a_provisional_device_can_confirm_only(
    portal: RunningPortal, login: str, message: str
) -> None:
    device = Device(portal.url)
    device.activate(login, portal.issue_code(login))
    body = {"tag": "", "wait": 0}
    assert refused(lambda: device.send(device.sign(message, body))).name == "bad-request"


@pytest.mark.parametrize(
    "texts",
    [
        {"name": "x" * 65},
        {"os": "x" * 65},
        {"app": "x" * 33},
        {"terms": "x" * 33},
        {"terms_sha256": "xyz"},
        {"aid": "short"},
        {"code": "1234567"},
        {"code": "1054296٣"},
        {"login": "two words"},
        {"login": ""},
        {"roaming": "maybe"},
        {"pin": "02" + "00" * 32},
    ],
)
def test_a_statement_beyond_its_limits_is_a_bad_request_and_takes_no_try(
    portal: RunningPortal, login: str, texts: dict[str, str]
) -> None:
    code = portal.issue_code(login)
    for _ in range(6):
        device = Device(portal.url)
        found = refused(lambda: device.send(statement_with(device, login, code, texts)))  # noqa: B023
        assert found.name == "bad-request"
    assert Device(portal.url).activate(login, code)["expires_in"] == 600


def test_a_statement_that_the_pin_key_did_not_sign_is_a_bad_request(
    portal: RunningPortal, login: str
) -> None:
    device = Device(portal.url)
    foreign = PrivateKey.generate().public.hex()
    data = statement_with(device, login, portal.issue_code(login), {"pin": foreign})
    assert refused(lambda: device.send(data)).name == "bad-request"


def test_a_seal_for_another_device_does_not_open(portal: RunningPortal, login: str) -> None:

    from crypto.envelope import sign_request
    from crypto.pin_proof import sign_with_pin
    from crypto.statements import Slot, make_statement

    device, thief = Device(portal.url), Device(portal.url)
    request = thief.request("activate", n="")
    names = ["login", "code", "aid", "pin", "name", "os", "app", "terms", "roaming"]
    content = dict.fromkeys(names, "x") | {"terms_sha256": "ab" * 32}
    statement = make_statement(Kind.ACTIVATE, Slot.of(request), **content)
    signature = sign_with_pin(statement, device.pin_key("482913"))
    stolen = device.seal("activate", st=b64url(statement), sig=b64url(signature))
    data = sign_request(request._replace(b={"sealed": stolen}), thief.key, offer_key=True)
    assert refused(lambda: thief.send(data)).name == "bad-request"


def test_the_database_shows_neither_code_nor_pin_key(portal: RunningPortal, login: str) -> None:
    code = portal.issue_code(login)
    device = Device(portal.url)
    device.activate(login, code)
    (wrapped,) = portal.query("SELECT pin_wrapped FROM devices WHERE id = :dev", dev=device.dev)[0]
    assert device.pin_key("482913").public.point not in wrapped
    hashes = portal.query("SELECT hash FROM codes")
    assert all(code.encode() not in found for (found,) in hashes)


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 10**8:08}"


def statement_with(device: Device, login: str, code: str, texts: dict[str, str]) -> bytes:
    return device.activation(login, code, texts=texts)
