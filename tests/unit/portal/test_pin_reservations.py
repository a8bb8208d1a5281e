"""PIN tries whose request was cut off between reserving and the result: none lost, none free."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from crypto import pin_proof
from crypto.encoding import parse_object, unb64url
from crypto.protocol import DeviceState
from crypto.statements import Kind, Slot, make_statement
from portal.api.pin_verification import PinVerification
from portal.api.responses import Responses
from portal.domain.logins.challenges import SECONDS
from tests.support.device import PIN, Device, PortalProblem
from tests.support.device_life import LivingDevice
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.support.properties import given
from tests.unit.portal.conftest import activated, name_of, new_login

pytestmark = pytest.mark.heavy

WRONG: Final = "000001"
DAY: Final = 86_400


@pytest.fixture
def evaluated(monkeypatch: pytest.MonkeyPatch) -> dict[bytes, bool]:
    """What the comparison of each guess came to; the same guess twice tells nothing new."""
    results: dict[bytes, bool] = {}

    def noted(statement: bytes, *rest: object) -> bool:
        results[statement] = pin_proof.pin_signature_holds(statement, *rest)  # type: ignore[arg-type]
        return results[statement]

    monkeypatch.setattr("portal.api.pin_verification.pin_signature_holds", noted)
    return results


@contextlib.contextmanager
def cut_off() -> Iterator[None]:
    """The database takes the reservation, and not the result."""

    async def fail(*_: object, **__: object) -> None:
        raise OSError("no space left on the device")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Responses, "commit_response", fail)
        yield


def send_cut_off(device: Device, pin: str) -> bytes:
    """A login whose PIN is compared, and whose result is lost with the portal."""
    data = device.proven("applogin", Kind.APPLOGIN, pin)
    with cut_off():
        assert name_of(lambda: device.send(data)) == "unavailable"
    device.freshen()
    return data


def tries(portal: RunningPortal, device: Device) -> tuple[int, int]:
    """In a row, and in 30 days, without what is reserved."""
    sql = """
        SELECT tries_left - open, budget_left - open FROM devices,
            (SELECT count(*) AS open FROM pin_reservations WHERE device_id = :d) AS reserved
        WHERE id = :d
    """
    row, budget = portal.query(sql, d=device.dev)[0]
    return row, budget


def test_a_right_pin_that_was_cut_off_gives_its_try_back(
    portal: RunningPortal, device: LivingDevice
) -> None:
    send_cut_off(device, PIN)
    assert tries(portal, device) == (4, 14)
    portal.verify_left_over_pins()
    assert tries(portal, device) == (5, 15)


def test_a_wrong_pin_that_was_cut_off_is_counted_once(
    portal: RunningPortal, device: LivingDevice
) -> None:
    data = send_cut_off(device, WRONG)
    portal.verify_left_over_pins()
    for _ in range(2):
        with pytest.raises(PortalProblem, match="pin-wrong") as refused:
            device.send(data)
        assert refused.value.body["left"] == 4
    device.freshen()
    assert device.status()["left"] == 4
    assert tries(portal, device) == (4, 14)
    assert portal.query("SELECT count(*) FROM pin_failures WHERE device_id = :d", d=device.dev) == [
        (1,)
    ]


def test_a_try_that_was_cut_off_is_for_its_own_bytes_only(
    portal: RunningPortal, device: LivingDevice, evaluated: dict[bytes, bool]
) -> None:
    jti = parse_object(unb64url(send_cut_off(device, WRONG).decode().split(".")[1]))["jti"]
    other = device.signed(device.request("applogin", jti=jti), {"st": "", "pp": ""})
    assert name_of(lambda: device.send(other)) == "jti-reuse"
    assert len(evaluated) == 1
    assert tries(portal, device) == (4, 14)


@pytest.mark.parametrize("pin", [PIN, WRONG])
@pytest.mark.parametrize("age", [0, DAY], ids=["today", "yesterday"])
def test_no_pin_is_compared_without_a_try_under_the_jti_of_an_answer(
    portal: RunningPortal, device: LivingDevice, evaluated: dict[bytes, bool], pin: str, age: int
) -> None:
    first = device.proven("applogin", Kind.APPLOGIN, PIN)
    assert device.send(first)["ticket"]
    portal.clock.advance(age)
    device.freshen()
    jti = parse_object(unb64url(first.decode().split(".")[1]))["jti"]
    request = device.request("applogin", jti=jti)
    statement = make_statement(Kind.APPLOGIN, Slot.of(request))
    other = device.signed(request, device.proof(statement, pin))
    refusal = "nonce-stale" if age else "jti-reuse"
    assert name_of(lambda: device.send(other)) == refusal
    assert len(evaluated) == 1
    assert tries(portal, device) == (5, 15)


def test_what_was_cut_off_is_verified_after_its_time_limit_and_not_before(
    portal: RunningPortal, device: LivingDevice
) -> None:
    send_cut_off(device, PIN)
    portal.clock.advance(29)
    portal.maintain()
    assert tries(portal, device) == (4, 14)
    portal.clock.advance(1)
    portal.maintain()
    assert tries(portal, device) == (5, 15)


def test_what_a_crash_cut_off_is_verified_when_the_portal_starts(
    own_portal: RunningPortal,
) -> None:
    login = new_login()
    own_portal.create_account(login, cleared=True)
    device = activated(own_portal, login)
    send_cut_off(device, PIN)
    own_portal.clock.advance(1)
    wrong = send_cut_off(device, WRONG)
    own_portal.stop()
    own_portal.start()
    assert tries(own_portal, device) == (4, 14)
    device.freshen()
    assert name_of(lambda: device.send(wrong)) == "pin-wrong"


def test_fifteen_right_pins_that_were_cut_off_do_not_lock(
    portal: RunningPortal, device: LivingDevice
) -> None:
    for _ in range(15):
        send_cut_off(device, PIN)
        portal.verify_left_over_pins()
        device.freshen()
    assert device.applogin()["ticket"]
    assert tries(portal, device) == (5, 15)


def test_five_right_pins_that_were_cut_off_lock_nothing_and_the_sixth_waits_for_them(
    portal: RunningPortal, device: LivingDevice
) -> None:
    for _ in range(5):
        send_cut_off(device, PIN)
    with pytest.raises(PortalProblem, match="rate-limited") as refused:
        device.applogin()
    assert refused.value.body["retry_after"] == 1
    portal.verify_left_over_pins()
    device.freshen()
    assert device.applogin()["ticket"]
    assert tries(portal, device) == (5, 15)


def test_a_wrong_pin_beside_four_that_were_cut_off_does_not_lock(
    portal: RunningPortal, device: LivingDevice
) -> None:
    for _ in range(4):
        send_cut_off(device, PIN)
    with pytest.raises(PortalProblem, match="pin-wrong") as refused:
        device.applogin(WRONG)
    assert refused.value.body["left"] == 4
    portal.verify_left_over_pins()
    device.freshen()
    assert device.status() == device.status() | {"state": "active", "left": 5}


def test_cutting_off_the_portal_brings_no_sixth_guess(
    portal: RunningPortal, device: LivingDevice, evaluated: dict[bytes, bool]
) -> None:
    for guess in range(1, 9):
        data = device.proven("applogin", Kind.APPLOGIN, f"{guess:06}")
        with cut_off(), contextlib.suppress(PortalProblem):
            device.send(data)
        portal.verify_left_over_pins()
        device.freshen()
    assert list(evaluated.values()) == [False] * 5
    assert device.status()["state"] == DeviceState.LOCKED


def test_the_same_bytes_go_on_with_the_try_that_they_have_taken(
    portal: RunningPortal, device: LivingDevice
) -> None:
    data = device.proven("applogin", Kind.APPLOGIN, PIN)
    with cut_off():
        assert name_of(lambda: device.send(data)) == "unavailable"
    assert device.send(data)["ticket"]
    assert tries(portal, device) == (5, 15)


def test_the_same_bytes_count_their_wrong_pin_though_what_they_answer_has_ended(
    portal: RunningPortal, device: LivingDevice, login: str, browser: Browser
) -> None:
    browser.begin(login)
    data = device.response_to(device.poll()["challenge"], pin=WRONG)
    with cut_off():
        assert name_of(lambda: device.send(data)) == "unavailable"
    portal.clock.advance(SECONDS)
    assert name_of(lambda: device.send(data)) == "pin-wrong"
    assert tries(portal, device) == (4, 14)


def test_a_right_pin_that_was_cut_off_does_nothing_later(
    portal: RunningPortal, device: LivingDevice
) -> None:
    data = send_cut_off(device, PIN)
    portal.verify_left_over_pins()
    sql = "SELECT count(*) FROM tickets WHERE device_id = :d"
    assert portal.query(sql, d=device.dev) == [(0,)]
    assert name_of(lambda: device.send(data)) == "nonce-stale"


@pytest.mark.parametrize(
    ("pin", "kept", "problem", "expected"),
    [
        (PIN, True, "nonce-stale", (5, 15)),
        (WRONG, True, "pin-wrong", (4, 14)),
        # As after 24 hours: then only the row says that it was counted.
        (WRONG, False, "nonce-stale", (4, 14)),
    ],
)
def test_what_is_verified_by_two_at_once_is_counted_once(
    portal: RunningPortal,
    device: LivingDevice,
    monkeypatch: pytest.MonkeyPatch,
    pin: str,
    kept: bool,
    problem: str,
    expected: tuple[int, int],
) -> None:
    verified, met = PinVerification._verified, False

    async def meet(self: PinVerification, *rest: object) -> object:
        nonlocal met
        if not met:
            met = True
            await self.verify_left_over(0)
            if not kept:
                portal.execute("DELETE FROM answers WHERE device_id = :d", d=device.dev)
        return await verified(self, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(PinVerification, "_verified", meet)
    data = device.proven("applogin", Kind.APPLOGIN, pin)
    assert name_of(lambda: device.send(data)) == problem
    assert tries(portal, device) == expected


def test_a_reservation_that_no_key_opens_any_more_counts_as_wrong_for_thirty_days(
    portal: RunningPortal, device: LivingDevice
) -> None:
    send_cut_off(device, PIN)
    portal.execute("UPDATE pin_reservations SET jti = 'moved' WHERE device_id = :d", d=device.dev)
    portal.verify_left_over_pins()
    assert tries(portal, device) == (4, 14)
    portal.clock.advance(30 * DAY)
    device.freshen()
    device.applogin()
    assert tries(portal, device) == (5, 15)


def test_what_a_new_key_leaves_unverified_counts_as_wrong_and_returns_after_thirty_days(
    portal: RunningPortal, device: LivingDevice
) -> None:
    send_cut_off(device, PIN)
    device.rotate()
    assert tries(portal, device)[1] == 14
    portal.clock.advance(30 * DAY)
    device.freshen()
    device.applogin()
    assert tries(portal, device) == (5, 15)


def test_the_database_does_not_show_what_a_reservation_needs(
    portal: RunningPortal, device: LivingDevice
) -> None:
    data = send_cut_off(device, PIN)
    (content,) = portal.query(
        "SELECT content FROM pin_reservations WHERE device_id = :d", d=device.dev
    )[0]
    assert b"signature" not in content
    assert data.split(b".")[1] not in content
    portal.verify_left_over_pins()


@dataclass
class Counted:
    """What must stand in the database: tries by the wrong PINs that were verified."""

    row: int = 0
    failures: int = 0
    open: dict[str, bool] = field(default_factory=dict)
    """Whether the PIN of each reserved try is right, by `jti`."""

    def verify(self, right: bool) -> None:
        self.row, self.failures = (0 if right else self.row + 1), self.failures + (not right)

    def verify_open(self) -> None:
        # Those of one second are verified in this order, which nobody can choose.
        for jti in sorted(self.open):
            self.verify(self.open.pop(jti))

    @property
    def left(self) -> int:
        return min(5 - self.row, 15 - self.failures)

    @property
    def tries(self) -> tuple[int, int]:
        reserved = len(self.open)
        return 5 - self.row - reserved, 15 - self.failures - reserved


_STEPS = st.lists(
    st.sampled_from(["right", "wrong", "right off", "wrong off", "later"]), max_size=24
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_STEPS)
def test_whatever_is_cut_off_tries_and_budget_are_those_of_the_wrong_pins(
    portal: RunningPortal, evaluated: dict[bytes, bool], steps: list[str]
) -> None:
    evaluated.clear()
    login = new_login()
    portal.create_account(login, cleared=True)
    device, counted = activated(portal, login), Counted()
    actions: dict[str, Callable[[], None]] = {
        "right": lambda: _whole(device, counted, PIN),
        "wrong": lambda: _whole(device, counted, WRONG),
        "right off": lambda: _cut(device, counted, PIN),
        "wrong off": lambda: _cut(device, counted, WRONG),
        "later": lambda: _later(portal, device, counted),
    }
    for step in steps:
        if min(counted.tries) > 0 or step == "later":
            actions[step]()
        if counted.left <= 0:
            break
        assert tries(portal, device) == counted.tries
    _later(portal, device, counted)
    assert list(evaluated.values()).count(False) == counted.failures
    state = DeviceState.LOCKED if counted.left <= 0 else DeviceState.ACTIVE
    assert device.status()["state"] == state


def _whole(device: Device, counted: Counted, pin: str) -> None:
    with contextlib.suppress(PortalProblem):
        device.applogin(pin)
    counted.verify(pin == PIN)


def _cut(device: Device, counted: Counted, pin: str) -> None:
    data = send_cut_off(device, pin)
    counted.open[parse_object(unb64url(data.split(b".")[1].decode()))["jti"]] = pin == PIN


def _later(portal: RunningPortal, device: Device, counted: Counted) -> None:
    portal.verify_left_over_pins()
    device.freshen()
    counted.verify_open()
