"""What a lost answer leaves behind, and that a change under way is not reconciled."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from authenticator.failures import Failure, Refused
from authenticator.model import Binding, BindingState, Secret
from authenticator.network.access import Network
from authenticator.services.bound_device import BoundDevice, BoundDevices
from authenticator.services.devices import DeviceService
from authenticator.storage.binding_store import BindingStore
from authenticator.storage.keyring_item import KeyringItem
from authenticator.storage.profile_store import ProfileStore
from authenticator.storage.secret_store import KeyringStore
from crypto.pin import PinCost
from tests.support.keyrings import MemoryBackend

AUD = "https://portal.example"
BINDING = Binding("0" * 32, AUD, "a@b.example", activated=True)
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
    """Answers of one device's session."""

    def __init__(self, device: BoundDevice) -> None:
        self.dev = device.session.dev
        self.client = device.session.client
        self.pin_version = 1
        self.asked: list[str] = []
        self.on_change: Callable[[], None] = lambda: None

    def ask(self, message: str, _body: object) -> dict[str, object]:
        self.asked.append(message)
        if message == "status":
            account = {"login": "a", "name": "b", "provider": "c", "cleared": True}
            return {"state": "active", "account": account, "left": 5, "pv": self.pin_version}
        self.on_change()
        return {"pv": 2}


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


def test_a_change_whose_answer_was_lost_is_not_asked_for_twice(
    devices: BoundDevices, portal: Portal
) -> None:
    service = DeviceService(devices)
    portal.on_change = lost
    with pytest.raises(Refused):
        service.change_pin(BINDING, OLD, NEW)
    portal.pin_version = 2
    service.change_pin(BINDING, OLD, NEW)
    assert portal.asked == ["pinchange", "status"]
    assert devices.of(BINDING).item.pin_version == 2


@pytest.mark.parametrize(
    "failure", [Failure.DEVICE_UNKNOWN, Failure.INTERNAL, Failure.REQUEST_ENDED, Failure.PIN_WRONG]
)
@pytest.mark.parametrize("carried_out", [True, False])
def test_a_refusal_drops_no_key_before_status_has_told_which_is_in_force(
    devices: BoundDevices, portal: Portal, failure: Failure, carried_out: bool
) -> None:
    def refused() -> None:
        portal.pin_version = 2 if carried_out else 1
        raise Refused(failure)

    portal.on_change = refused
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
    def refused() -> None:
        monkeypatch.setattr(portal, "ask", lambda *_: lost())
        raise Refused(Failure.DEVICE_UNKNOWN)

    device = devices.of(BINDING)
    portal.on_change = refused
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
    assert portal.asked == ["pinchange", "status", "pinchange"]
    assert devices.of(BINDING).item.pin_version == 2


def test_another_change_after_a_lost_answer_is_a_change_of_its_own(
    devices: BoundDevices, portal: Portal
) -> None:
    service = DeviceService(devices)
    portal.on_change = lost
    with pytest.raises(Refused):
        service.change_pin(BINDING, OLD, NEW)
    portal.pin_version = 2
    portal.on_change = lambda: None
    service.change_pin(BINDING, NEW, OTHER)
    assert portal.asked == ["pinchange", "status", "pinchange"]
    assert devices.of(BINDING).item.pin_version == 3


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
