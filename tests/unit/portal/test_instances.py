"""Instances of a device key and their ratchets."""

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from crypto.envelope import Response
from crypto.statements import Decision, Kind
from portal.domain.devices.administration import SuspicionProblem, clear_suspicion
from portal.domain.devices.instances import InstanceStatus, instance_status
from tests.support.device import PIN, Device
from tests.support.device_life import LivingDevice
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.support.texts import portal_text
from tests.unit.portal.conftest import activated, name_of


def lost(device: Device, data: bytes) -> Response:
    """The portal gets it, the device gets no answer."""
    return device.read(device.post(data).content, data)


ONE = {"here": 0}
FIVE = {str(number): 0 for number in range(5)}


@pytest.mark.parametrize(
    ("instances", "inst", "r", "roaming", "expected"),
    [
        ({}, "here", "anything", False, InstanceStatus.FIRST),
        (ONE, "here", "current", False, InstanceStatus.KNOWN),
        (ONE, "here", "previous", False, InstanceStatus.KNOWN),
        (ONE, "here", "older", False, InstanceStatus.SUSPECT),
        (ONE, "here", "", False, InstanceStatus.SUSPECT),
        (ONE, "there", "current", False, InstanceStatus.STRANGE),
        (ONE, "here", "older", True, InstanceStatus.KNOWN),
        (ONE, "there", "current", True, InstanceStatus.NEW),
        (FIVE, "there", "", True, InstanceStatus.NEW),
        (FIVE, "4", "", True, InstanceStatus.KNOWN),
    ],
)
def test_an_instance_is_checked_by_its_name_and_its_value(
    instances: dict[str, int],
    inst: str,
    r: str,
    roaming: bool,
    expected: InstanceStatus,
) -> None:
    ratchets = "current", "previous"
    assert instance_status(instances, ratchets, inst, r, roaming=roaming) is expected


def test_each_stored_response_brings_a_new_value_and_polling_none(device: LivingDevice) -> None:
    seen = []
    for advancing in (device.applogin, device.status, lambda: device.invite("add")):
        advancing()
        seen.append(device.ratchet)
    for idle in (device.poll, device.devices, device.history):
        idle()
        assert device.last is not None
        assert device.last.nr == ""
    assert len(set(seen)) == 3
    assert all(len(value) == 22 for value in seen)


def test_an_activation_brings_no_value_and_the_first_message_after_it_does(
    portal: RunningPortal, login: str
) -> None:
    device = Device(portal.url)
    device.activate(login, portal.issue_code(login))
    device.confirm()
    assert device.ratchet == ""
    device.status()
    assert device.ratchet != ""


def test_however_many_answers_are_lost_an_honest_device_stays_active(device: LivingDevice) -> None:
    for _ in range(4):
        lost(device, device.proven("applogin", Kind.APPLOGIN, PIN))
        device.freshen()
    assert device.status()["state"] == "active"
    assert device.applogin()["ticket"]


def test_a_lost_request_that_comes_after_later_ones_is_not_carried_out_and_harms_nothing(
    device: LivingDevice, login: str, browser: Browser
) -> None:
    late = device.pin_change(PIN, "739154")
    device.status()
    device.applogin()
    assert name_of(lambda: device.send(late)) == "nonce-stale"
    assert device.status()["pv"] == 1
    assert device.applogin()["ticket"]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_requests_that_arrive_in_any_order_never_make_an_honest_device_suspect(
    device: LivingDevice, order: tuple[int, ...]
) -> None:
    # Three are signed one after the other, each because no answer to the one before came.
    signed = [device.proven("applogin", Kind.APPLOGIN, PIN) for _ in range(3)]
    for number in order:
        answer = lost(device, signed[number])
        if number == 2 and answer.nr:
            device.ratchet = answer.nr
    for data in signed:
        lost(device, data)
    device.freshen()
    assert device.status()["state"] == "active"
    assert device.applogin()["ticket"]


def test_the_answer_to_a_repetition_is_the_one_of_the_first_time_and_advances_nothing(
    device: LivingDevice,
) -> None:
    data = device.proven("applogin", Kind.APPLOGIN, PIN)
    first = lost(device, data)
    assert lost(device, data).nr == first.nr
    device.ratchet, device.nonce = first.nr, first.nn
    device.status()
    assert lost(device, data).nr == first.nr
    assert device.status()["state"] == "active"


def test_of_two_programs_with_one_copy_one_is_found_out_once_the_other_has_sent_something(
    portal: RunningPortal, device: LivingDevice
) -> None:
    thief = device.copied()
    device.status()
    thief.freshen()
    assert thief.status()["state"] == "active", "like a device whose answer was lost"
    device.freshen()
    assert name_of(device.status) == "suspect"
    assert name_of(device.applogin) == "suspect"
    thief.freshen()
    assert name_of(thief.applogin) == "suspect"
    device.freshen()
    assert device.status()["state"] == "suspect"


def test_a_program_with_an_old_copy_is_found_out_by_its_first_request(device: LivingDevice) -> None:
    thief = device.copied()
    device.status()
    device.applogin()
    thief.freshen()
    assert name_of(thief.applogin) == "suspect"
    device.freshen()
    assert name_of(device.applogin) == "suspect"


@pytest.mark.parametrize("listen", ["poll", "devices", "history", "claim"])
def test_a_copy_that_only_listens_is_found_out_by_its_first_message(
    device: LivingDevice, listen: str
) -> None:
    thief = device.copied()
    device.status()
    ticket = device.applogin()["ticket"]
    thief.freshen()
    says: dict[str, Callable[[], object]] = {
        "poll": thief.poll,
        "devices": thief.devices,
        "history": thief.history,
        "claim": lambda: thief.claim(ticket),
    }
    assert name_of(says[listen]) == "suspect"
    device.freshen()
    assert device.status()["state"] == "suspect"


def test_a_poll_that_was_overtaken_makes_nobody_suspect(device: LivingDevice) -> None:
    late = device.sign("poll", {"tag": "", "wait": 0})
    for _ in range(3):
        device.status()
    assert name_of(lambda: device.send(late)) == "nonce-stale"
    assert device.status()["state"] == "active"


@pytest.mark.parametrize("stored", [True, False])
def test_polls_beside_recorded_messages_make_nobody_suspect(
    device: LivingDevice, stored: bool
) -> None:
    """A poll is signed before the answer to another message was looked at, or stored."""
    for _ in range(4):
        before = device.ratchet
        device.applogin()
        after, device.ratchet = device.ratchet, before
        assert device.poll()["account"]
        device.ratchet = after if stored else before
    assert device.status()["state"] == "active"


def test_a_copy_on_another_machine_is_found_out_by_its_first_poll(device: LivingDevice) -> None:
    thief = device.copied(b"another machine")
    assert name_of(thief.poll) == "suspect"
    assert name_of(device.poll) == "suspect"


def test_a_copy_on_another_machine_is_found_out_by_whatever_it_sends(
    portal: RunningPortal, login: str
) -> None:
    says: list[Callable[[LivingDevice], object]] = [
        LivingDevice.status,
        LivingDevice.applogin,
        LivingDevice.devices,
        LivingDevice.history,
        lambda each: each.enrol(roaming=False),
        lambda each: each.invite("add"),
        lambda each: each.revoke(each.dev),
    ]
    for say in says:
        device = activated(portal, login)
        thief = device.copied(b"another machine")
        assert name_of(lambda: say(thief)) == "suspect"  # noqa: B023
        device.freshen()
        assert device.status()["state"] == "suspect"


def test_becoming_suspect_ends_challenges_tickets_sessions_and_invitations_at_once(
    portal: RunningPortal,
    device: LivingDevice,
    login: str,
    browser: Browser,
    another_browser: Browser,
) -> None:
    ticket = device.applogin()["ticket"]
    browser.land(ticket)
    device.claimok(ticket)
    assert browser.wait_for_app() == "done"
    unused, code = device.applogin()["ticket"], device.invite("add")
    cid = another_browser.begin(login)
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(another_browser.stage, cid)
        assert name_of(device.copied(b"another machine").poll) == "suspect"
        assert waiting.result() == "removed"
    assert not browser.is_logged_in()
    assert browser.land(unused)["result"] == "void"
    assert portal_text("suspended") in another_browser.open("/login/wait").text
    assert name_of(lambda: Device(portal.url).activate(login, code)) == "activation-refused"


def test_a_trusted_device_is_active_again_on_whichever_machine_it_is_used_next(
    portal: RunningPortal, device: LivingDevice
) -> None:
    moved = device.copied(b"another machine")
    name_of(moved.poll)
    portal.write(lambda connection: clear_suspicion(connection, device.dev, portal.clock.now()))
    moved.freshen()
    assert moved.applogin()["ticket"]
    device.freshen()
    assert name_of(device.poll) == "suspect"


def test_only_a_suspect_device_is_trusted(portal: RunningPortal, device: LivingDevice) -> None:
    for dev, words in ((device.dev, "is active"), ("nothing", "no device")):
        with pytest.raises(SuspicionProblem, match=words):
            portal.write(lambda c: clear_suspicion(c, dev, portal.clock.now()))  # noqa: B023


def test_a_request_that_is_overtaken_while_its_pin_is_verified_is_not_carried_out(
    device: LivingDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    from portal.api.pin_verification import PinVerification

    slow, verify = device.pin_change(PIN, "739154"), PinVerification.verify

    async def overtaken(
        self: PinVerification, proof: object, *rest: object, **more: object
    ) -> object:
        await overtake(self)
        return await verify(self, proof, *rest, **more)  # type: ignore[arg-type]

    async def overtake(check: PinVerification) -> None:
        await check._database.write(
            lambda c: c.exec_driver_sql("UPDATE devices SET generation = 'later'")
        )

    monkeypatch.setattr(PinVerification, "verify", overtaken)
    assert name_of(lambda: device.send(slow)) == "nonce-stale"
    monkeypatch.undo()
    assert device.status() == device.status() | {"pv": 1, "left": 5}


def test_a_wrong_pin_that_is_overtaken_is_counted(
    device: LivingDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.api.responses.advance_device", lambda *_: False)
    found = [name_of(lambda: device.applogin("000001")) for _ in range(5)]
    monkeypatch.undo()
    assert found == ["pin-wrong"] * 4 + ["locked"]


def test_a_repetition_after_a_crash_is_stale_once_the_instance_has_gone_on(
    device: LivingDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise RuntimeError("the power went out")

    data = device.proven("applogin", Kind.APPLOGIN, PIN)
    with monkeypatch.context() as patch:
        patch.setattr("portal.api.pin_verification.pin_signature_holds", crash)
        assert name_of(lambda: device.send(data)) == "unavailable"
    for _ in range(2):
        device.status()
        assert name_of(lambda: device.send(data)) == "nonce-stale"
    assert device.status()["state"] == "active"


def test_a_login_takes_four_transactions_with_all_of_this(
    device: LivingDevice, login: str, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    from portal.platform.database.write_queue import WriteQueue

    written, run = list[object](), WriteQueue.run

    async def counting(self: WriteQueue, work: Callable[..., object]) -> object:
        written.append(work)
        return await run(self, work)

    monkeypatch.setattr(WriteQueue, "run", counting)
    browser.begin(login)
    ticket = device.respond(device.poll()["challenge"])["ticket"]
    assert browser.finish(ticket)["result"] == "done"
    assert browser.is_logged_in()
    assert len(written) == 4, "start; try taken; result, ratchet and ticket; session and history"


def test_reporting_and_denying_advance_the_ratchet_too(
    device: LivingDevice, login: str, browser: Browser
) -> None:
    browser.begin(login)
    before = device.ratchet
    device.respond(device.poll()["challenge"], Decision.DENY)
    assert device.ratchet != before
