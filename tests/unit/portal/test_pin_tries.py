"""PIN tries: five in a row, fifteen in thirty days, however many guesses come at once."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection

from crypto import pin_proof
from crypto.encoding import b64url
from crypto.statements import Kind, Slot, make_statement
from portal.api.pin_verification import PinVerification, Proof
from tests.support.device import Device, PortalProblem
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.support.texts import portal_text
from tests.unit.portal.conftest import activated

pytestmark = pytest.mark.heavy

WRONG = "000001"
DAY = 86_400


def outcome(action: Callable[[], object]) -> tuple[str, int | None]:
    try:
        action()
    except PortalProblem as problem:
        return problem.name, problem.body.get("left")
    return "ok", None


@pytest.fixture
def evaluated(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """What every comparison of a PIN came to."""
    results: list[bool] = []

    def counting(*arguments: object) -> bool:
        results.append(pin_proof.pin_signature_holds(*arguments))  # type: ignore[arg-type]
        return results[-1]

    monkeypatch.setattr("portal.api.pin_verification.pin_signature_holds", counting)
    return results


def test_four_wrong_pins_count_down_and_the_fifth_locks(device: Device) -> None:
    found = [outcome(lambda: device.applogin(WRONG)) for _ in range(6)]
    counted: list[tuple[str, int | None]] = [("pin-wrong", left) for left in (4, 3, 2, 1)]
    assert found == [*counted, ("locked", None), ("locked", None)]
    assert device.status() == device.status() | {"state": "locked", "left": 0}


def test_a_locked_device_stays_locked_for_the_right_pin(device: Device) -> None:
    for _ in range(5):
        outcome(lambda: device.applogin(WRONG))
    assert outcome(device.applogin) == ("locked", None)
    assert outcome(device.poll) == ("locked", None)


def test_a_right_pin_gives_back_all_five(device: Device) -> None:
    for _ in range(4):
        outcome(lambda: device.applogin(WRONG))
    device.applogin()
    assert device.status()["left"] == 5


def test_no_success_resets_the_fifteen_in_thirty_days(device: Device) -> None:
    for _ in range(3):
        for _ in range(4):
            outcome(lambda: device.applogin(WRONG))
        device.applogin()
    assert device.status()["left"] == 3
    found = [outcome(lambda: device.applogin(WRONG)) for _ in range(3)]
    assert found == [("pin-wrong", 2), ("pin-wrong", 1), ("locked", None)]


def test_a_failure_is_forgotten_after_thirty_days_and_not_before(
    portal: RunningPortal, device: Device
) -> None:
    for _ in range(3):
        for _ in range(4):
            outcome(lambda: device.applogin(WRONG))
        device.applogin()
    portal.clock.advance(30 * DAY - 1)
    outcome(device.status)
    device.applogin()
    assert device.status()["left"] == 3
    portal.clock.advance(1)
    device.applogin()
    assert device.status()["left"] == 5


def test_the_thirty_days_slide(portal: RunningPortal, device: Device) -> None:
    # Fourteen failures, spread so that at no time fifteen lie in thirty days.
    for _ in range(7):
        for _ in range(2):
            outcome(lambda: device.applogin(WRONG))
        device.applogin()
        portal.clock.advance(5 * DAY)
        outcome(device.status)
    for _ in range(2):
        assert outcome(lambda: device.applogin(WRONG))[0] == "pin-wrong"
    device.applogin()


@pytest.fixture
def all_at_once(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets nobody begin to judge before fifty proofs have come in, all with five tries left."""
    verify, arrived = PinVerification.verify, list[object]()

    async def together(
        self: PinVerification, proof: Proof, *rest: object, **more: object
    ) -> object:
        arrived.append(proof)
        while proof.slot.message == "applogin" and len(arrived) < 50:
            await asyncio.sleep(0.001)
        return await verify(self, proof, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(PinVerification, "verify", together)


@pytest.mark.usefixtures("all_at_once")
def test_of_fifty_parallel_wrong_pins_exactly_five_are_evaluated(
    device: Device, evaluated: list[bool]
) -> None:
    names = in_parallel(device, 50)
    assert len(evaluated) == 5
    assert names.count("locked") + names.count("rate-limited") + names.count("pin-wrong") == 50
    assert device.status()["state"] == "locked"


@pytest.mark.usefixtures("all_at_once")
def test_without_the_reservation_more_than_five_would_be_evaluated(
    device: Device, evaluated: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Shows that the test above can fail.
    def take_nothing(
        _self: PinVerification, _proof: Proof, _wanted: object
    ) -> Callable[[Connection], bool]:
        return lambda _connection: True

    monkeypatch.setattr(PinVerification, "_reserve", take_nothing)
    monkeypatch.setattr("portal.api.pin_verification.end_reservation", lambda *_: True)
    in_parallel(device, 50)
    assert len(evaluated) == 50


def test_a_right_pin_among_parallel_wrong_ones_opens_nothing_twice(
    device: Device, evaluated: list[bool]
) -> None:
    requests = [applogin(device, "482913"), *(applogin(device, WRONG) for _ in range(30))]
    with ThreadPoolExecutor(16) as threads:
        list(threads.map(lambda data: outcome(lambda: device.send(data)), requests))
    assert evaluated.count(False) <= 9


def test_the_same_bytes_in_parallel_take_one_try(device: Device, evaluated: list[bool]) -> None:
    data = applogin(device, WRONG)
    with ThreadPoolExecutor(8) as threads:
        found = set(threads.map(lambda _: outcome(lambda: device.send(data)), range(20)))
    assert found == {("pin-wrong", 4)}
    assert evaluated == [False]


def test_a_proof_that_does_not_open_costs_no_try(device: Device) -> None:
    request = device.request("applogin")
    statement = make_statement(Kind.APPLOGIN, Slot.of(request))
    for _ in range(8):
        data = device.signed(device.request("applogin"), {"st": "x", "pp": "x"})
        assert outcome(lambda: device.send(data)) == ("bad-request", None)  # noqa: B023
    garbage = {"st": b64url(statement), "pp": b64url(bytes(145))}
    assert outcome(lambda: device.send(device.signed(request, garbage))) == ("bad-request", None)
    assert device.status()["left"] == 5


def test_a_statement_of_another_envelope_costs_no_try(device: Device) -> None:
    other = device.proven("applogin", Kind.APPLOGIN, WRONG)
    body = _body(other)
    assert outcome(lambda: device.send(device.sign("applogin", body))) == ("bad-request", None)
    assert device.status()["left"] == 5


def test_a_wrong_device_signature_costs_no_try(portal: RunningPortal, device: Device) -> None:
    thief = Device(portal.url)
    request = thief.request("applogin", dev=device.dev, n=device.nonce)
    statement = make_statement(Kind.APPLOGIN, Slot.of(request))
    data = thief.signed(request, {"st": b64url(statement), "pp": "x"})
    assert outcome(lambda: device.send(data)) == ("bad-request", None)
    assert device.status()["left"] == 5


def test_an_account_that_is_not_cleared_is_told_so_before_a_try_is_taken(
    portal: RunningPortal, login: str
) -> None:
    device = activated(portal, login)
    portal.execute("UPDATE accounts SET cleared = false WHERE login = :login", login=login)
    for _ in range(7):
        assert outcome(lambda: device.applogin(WRONG)) == ("not-cleared", None)
    assert device.status()["left"] == 5
    portal.clear(login)
    assert device.applogin()["ticket"]


def test_locking_ends_challenges_tickets_and_sessions_at_once(
    portal: RunningPortal, device: Device, login: str, browser: Browser, another_browser: Browser
) -> None:
    ticket = device.applogin()["ticket"]
    browser.land(ticket)
    device.claimok(ticket)
    assert browser.wait_for_app() == "done"
    assert browser.is_logged_in()
    cid = another_browser.begin(login)
    unused = device.applogin()["ticket"]
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(another_browser.stage, cid)
        for _ in range(5):
            outcome(lambda: device.applogin(WRONG))
        assert waiting.result() == "locked"
    assert not browser.is_logged_in()
    assert browser.land(unused)["result"] == "void"
    assert portal_text("locked") in another_browser.open("/login/wait").text


def applogin(device: Device, pin: str) -> bytes:
    return device.proven("applogin", Kind.APPLOGIN, pin)


def in_parallel(device: Device, count: int) -> list[str]:
    """Guess in parallel; a guess that another has overtaken is made anew until it is answered."""

    def guess(number: int) -> str:
        mine = device.copied()
        while True:
            name = outcome(lambda: mine.applogin(f"{number:06}"))[0]
            if name != "nonce-stale":
                return name

    with ThreadPoolExecutor(count) as threads:
        names = list(threads.map(guess, range(1, count + 1)))
    device.freshen()
    return names


def _body(data: bytes) -> dict[str, object]:
    from crypto.encoding import parse_object, unb64url

    body: dict[str, object] = parse_object(unb64url(data.split(b".")[1].decode()))["b"]
    return body
