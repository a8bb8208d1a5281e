"""What a lost answer leaves behind, and that a change under way is not reconciled."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from authenticator.failures import Failure, Refused
from authenticator.model import Binding, BindingState, Secret
from authenticator.network.access import Network
from authenticator.services.bound_device import BoundDevice, BoundDevices
from authenticator.services.device_session import Body, IdempotentRequest
from authenticator.services.devices import DeviceService
from authenticator.storage.binding_store import BindingStore
from authenticator.storage.keyring_item import KeyringItem
from authenticator.storage.profile_store import ProfileStore
from authenticator.storage.secret_store import KeyringStore
from crypto.encoding import JsonObject
from crypto.envelope import Response
from crypto.pin import PinCost
from tests.support.keyrings import MemoryBackend

AUD = "https://portal.example"
BINDING = Binding("0" * 32, AUD, "a@b.example", activated=True)
NONCE_STALE: JsonObject = {"type": "urn:pa:problem:nonce-stale", "status": 409}
PIN_WRONG: JsonObject = {"type": "urn:pa:problem:pin-wrong", "status": 403, "left": 4}
OLD, NEW, OTHER = Secret("482913"), Secret("905271"), Secret("736150")
ITEM = KeyringItem(
    state=BindingState.ACTIVE,
    aud=AUD,
    account=BINDING.login,
    root=bytes(32),
    salt=bytes(16),
    cost=PinCost(memory=64, passes=1, lanes=1),
    pin_version=1,
    aid="",
    portal_root=bytes(32),
    seq=1,
)


class Portal:
    """A device's session with a portal that carries the same bytes out once."""

    def __init__(self, device: BoundDevice) -> None:
        self.dev = device.session.dev
        self.client = device.session.client
        self.ratchet_lock = device.session.ratchet_lock
        self.pin_version = 1
        self.asked: list[str] = []
        self.refused: JsonObject | None = None
        self.on_change: Callable[[], None] = lambda: None
        """Before a change is carried out."""
        self.on_answer: Callable[[], None] = lambda: None
        """When it is answered."""
        self._answers: dict[bytes, Response] = {}
        self._fence = 0

    def sign(self, message: str, _body: object, *, offer_key: bool) -> bytes:
        return f"{message} {len(self.asked)} {offer_key}".encode()

    def exchange(self, data: bytes, *, wait: float) -> Response:
        message = data.decode().split()[0]
        self.asked.append(message)
        if message == "status":
            self._fence = len(self.asked)
            account = {
                "login": "a",
                "name": "b",
                "provider": "c",
                "cleared": True,
                "reported": False,
            }
            state = {"state": "active", "account": account, "left": 5, "pv": self.pin_version}
            return answer(message, state)
        self.on_change()
        if data not in self._answers:
            if int(data.split()[1]) < self._fence:
                return answer("problem", NONCE_STALE)
            self._answers[data] = self._carry_out(message)
        self.on_answer()
        return self._answers[data]

    def advance_ratchet(self, request: bytes, following: str) -> None:
        """It has none."""

    def ask(self, message: str, body: Body) -> JsonObject:
        return IdempotentRequest(self, message, body).carry_out()  # type: ignore[arg-type]

    def _carry_out(self, message: str) -> Response:
        if self.refused is not None:
            return answer("problem", self.refused)
        self.pin_version += 1
        return answer(message, {"pv": self.pin_version})


def answer(message: str, body: JsonObject) -> Response:
    return Response(m=message, irt="", iat=0, nn="", nr="", b=body)


@pytest.fixture
def devices(tmp_path: Path) -> BoundDevices:
    backend = MemoryBackend()
    store = BindingStore(ProfileStore(tmp_path), KeyringStore(lambda: backend))
    store.begin(BINDING, ITEM)
    return BoundDevices(store, Network())


@pytest.fixture
def portal(devices: BoundDevices, monkeypatch: pytest.MonkeyPatch) -> Portal:
    device = devices.of(BINDING)
    portal = Portal(device)
    monkeypatch.setattr(device, "session", portal)
    return portal


def lost() -> None:
    raise Refused(Failure.PORTAL_UNREACHABLE)


def test_a_change_whose_answer_was_lost_is_not_carried_out_twice(
    devices: BoundDevices, portal: Portal
) -> None:
    service = DeviceService(devices)
    portal.on_answer = lost
    with pytest.raises(Refused):
        service.change_pin(BINDING, OLD, NEW)
    portal.on_answer = lambda: None
    service.change_pin(BINDING, OLD, NEW)
    assert portal.asked == ["pinchange", "status", "pinchange"]
    assert devices.of(BINDING).item.pin_version == portal.pin_version == 2


@pytest.mark.parametrize(
    ("problem", "failure"),
    [
        ("unknown-device", Failure.DEVICE_UNKNOWN),
        ("jti-reuse", Failure.INTERNAL),
        ("gone", Failure.REQUEST_ENDED),
        ("pin-wrong", Failure.PIN_WRONG),
    ],
)
@pytest.mark.parametrize("carried_out", [True, False])
def test_a_refusal_drops_no_key_before_status_has_told_which_is_in_force(
    devices: BoundDevices, portal: Portal, problem: str, failure: Failure, carried_out: bool
) -> None:
    def note() -> None:
        portal.pin_version = 2 if carried_out else 1

    portal.refused = {"type": f"urn:pa:problem:{problem}", "status": 403}
    portal.on_answer = note
    service = DeviceService(devices)
    if carried_out:
        service.change_pin(BINDING, OLD, NEW)
    else:
        with pytest.raises(Refused) as raised:
            service.change_pin(BINDING, OLD, NEW)
        assert raised.value.problem.failure is failure
    assert portal.asked == ["pinchange", "status"]
    item = devices.of(BINDING).item
    assert (item.pending, item.pin_version) == (None, portal.pin_version)


def test_a_refusal_whose_meaning_cannot_be_asked_for_leaves_the_change_open(
    devices: BoundDevices, portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def note() -> None:
        monkeypatch.setattr(portal, "ask", lambda *_: lost())

    device = devices.of(BINDING)
    portal.refused = {"type": "urn:pa:problem:unknown-device", "status": 404}
    portal.on_answer = note
    with pytest.raises(Refused) as raised:
        DeviceService(devices).change_pin(BINDING, OLD, NEW)
    assert raised.value.problem.failure is Failure.DEVICE_UNKNOWN
    assert device.item.pending is not None


def test_a_change_that_never_arrived_is_asked_for_again(
    devices: BoundDevices, portal: Portal
) -> None:
    service = DeviceService(devices)
    portal.on_change = lost
    with pytest.raises(Refused):
        service.change_pin(BINDING, OLD, NEW)
    portal.on_change = lambda: None
    service.change_pin(BINDING, OLD, NEW)
    assert portal.asked == ["pinchange", "status", "pinchange", "pinchange"]
    assert devices.of(BINDING).item.pin_version == portal.pin_version == 2


def test_another_change_after_a_lost_answer_is_a_change_of_its_own(
    devices: BoundDevices, portal: Portal
) -> None:
    service = DeviceService(devices)
    portal.on_answer = lost
    with pytest.raises(Refused):
        service.change_pin(BINDING, OLD, NEW)
    portal.on_answer = lambda: None
    service.change_pin(BINDING, NEW, OTHER)
    assert portal.asked == ["pinchange", "status", "pinchange", "pinchange"]
    assert devices.of(BINDING).item.pin_version == portal.pin_version == 3


def test_a_wrong_old_pin_whose_answer_was_lost_is_told_by_a_poll_and_not_sent_again(
    devices: BoundDevices, portal: Portal
) -> None:
    service = DeviceService(devices)
    portal.refused = PIN_WRONG
    portal.on_answer = lost
    with pytest.raises(Refused):
        service.change_pin(BINDING, OLD, NEW)
    portal.on_answer = lambda: None
    assert devices.of(BINDING).item.pending is None
    with pytest.raises(Refused) as refused:
        service.change_pin(BINDING, OLD, NEW)
    assert refused.value.problem.failure is Failure.PIN_WRONG
    assert portal.asked == ["pinchange", "status", "pinchange"]
    portal.refused = None
    service.change_pin(BINDING, OLD, NEW)
    assert devices.of(BINDING).item.pin_version == portal.pin_version == 2


def test_a_change_that_was_done_is_applied_by_the_next_click_where_the_keyring_failed(
    devices: BoundDevices, portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = DeviceService(devices)

    def fail(*_: object) -> None:
        raise Refused(Failure.KEYRING_LOCKED)

    with monkeypatch.context() as patch:
        patch.setattr(devices.of(BINDING), "apply_pending", fail)
        with pytest.raises(Refused):
            service.change_pin(BINDING, OLD, NEW)
    service.change_pin(BINDING, OLD, NEW)
    assert portal.asked == ["pinchange", "status"]
    assert devices.of(BINDING).item.pin_version == portal.pin_version == 2


def test_a_poll_does_not_reconcile_a_change_that_is_still_under_way(
    devices: BoundDevices, portal: Portal
) -> None:
    """It would take the change for undone, and the answer would then find nothing to put in
    place: no PIN would be right any more."""
    found_free: list[bool] = []
    changing = devices.of(BINDING).changing

    def look() -> None:
        other = threading.Thread(target=lambda: found_free.append(changing.acquire(blocking=False)))
        other.start()
        other.join()

    portal.on_change = look
    DeviceService(devices).change_pin(BINDING, OLD, NEW)
    assert found_free == [False]
    assert devices.of(BINDING).item.pin_version == 2


def test_an_account_whose_key_is_gone_already_can_still_be_removed(tmp_path: Path) -> None:
    backend = MemoryBackend()
    store = BindingStore(ProfileStore(tmp_path), KeyringStore(lambda: backend))
    store.begin(BINDING, ITEM)
    backend.texts.clear()
    DeviceService(BoundDevices(store, Network())).leave(BINDING)
    assert store.bindings() == ()
