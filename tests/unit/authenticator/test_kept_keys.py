"""No signed refusal makes the app drop the key of an active device (docs/protocol.md, Keys)."""

from collections.abc import Callable
from pathlib import Path

import pytest

from authenticator.failures import Refused
from authenticator.model import Binding, BindingState, LoginRequest, Secret, Ticket
from authenticator.network.access import Network
from authenticator.network.portal_client import PortalClient
from authenticator.services.bound_device import BoundDevices
from authenticator.services.device_session import DeviceSession
from authenticator.services.devices import DeviceService
from authenticator.services.logins import LoginService
from authenticator.storage.binding_store import BindingStore
from authenticator.storage.keyring_item import KeyringItem
from authenticator.storage.profile_store import ProfileStore
from authenticator.storage.secret_store import KeyringStore
from crypto.challenge import Challenge, write_challenge
from crypto.encoding import JsonObject
from crypto.envelope import Response
from crypto.keys import PrivateKey
from crypto.keyset import KeySet
from crypto.pin import PinCost
from crypto.protocol import InviteMode, MessageName, Mode, ProblemType
from crypto.statements import Decision
from portal.domain.devices.idempotency import Problem
from tests.support.keyrings import MemoryBackend

AUD = "https://portal.example"
BINDING = Binding("0" * 32, AUD, "a@b.example", activated=True)
PIN, OTHER = Secret("482913"), Secret("905271")
PORTAL = PrivateKey.generate()
ITEM = KeyringItem(
    state=BindingState.ACTIVE,
    aud=AUD,
    account=BINDING.login,
    root=bytes(range(32)),
    salt=bytes(16),
    cost=PinCost(memory=64, passes=1, lanes=1),
    pin_version=1,
    aid="",
    portal_root=bytes(32),
    seq=1,
)
REQUEST = LoginRequest(
    cid="c",
    aud=AUD,
    account=BINDING.login,
    ip="",
    browser="",
    os="",
    started=1,
    deadline=1e9,
    content=write_challenge(Challenge("c", BINDING.login, "", "", "", "browser", "", 1, 181)),
    mode=Mode.BROWSER,
    action="",
)
TICKET = Ticket("https://portal.example/login/app#t=x", "A" * 43)
Ask = Callable[[LoginService, DeviceService], object]
MESSAGES: dict[MessageName, Ask] = {
    MessageName.STATUS: lambda logins, _: logins.status(BINDING),
    MessageName.POLL: lambda logins, _: logins.watch(BINDING, ""),
    MessageName.RESPOND: lambda logins, _: logins.answer(BINDING, REQUEST, Decision.APPROVE, PIN),
    MessageName.APPLOGIN: lambda logins, _: logins.begin(BINDING, PIN),
    MessageName.CLAIM: lambda logins, _: logins.follow(BINDING, TICKET),
    MessageName.CLAIMOK: lambda logins, _: logins.answer_claim(BINDING, TICKET, True),
    MessageName.ENROL: lambda _, devices: devices.enrol(BINDING, PIN),
    MessageName.PINCHANGE: lambda _, devices: devices.change_pin(BINDING, PIN, OTHER),
    MessageName.ROTATE: lambda _, devices: devices.renew_key(BINDING, PIN),
    MessageName.INVITE: lambda _, devices: devices.invite(BINDING, PIN, InviteMode.ADD),
    MessageName.DEVICES: lambda _, devices: devices.devices(BINDING),
    MessageName.HISTORY: lambda _, devices: devices.history(BINDING),
    MessageName.REVOKE: lambda _, devices: devices.revoke(BINDING, "f" * 32, PIN),
}
OF_AN_ACTIVATION = {MessageName.ACTIVATE, MessageName.CONFIRM}


def test_every_message_of_an_active_device_is_here() -> None:
    assert MESSAGES.keys() == set(MessageName) - OF_AN_ACTIVATION


@pytest.mark.parametrize("problem", ProblemType)
@pytest.mark.parametrize("message", MESSAGES)
def test_no_refusal_drops_the_key_of_an_active_device(
    message: MessageName, problem: ProblemType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = stored(tmp_path)
    refuse_everything(monkeypatch, problem)
    devices = BoundDevices(store, Network())
    with pytest.raises(Refused):
        MESSAGES[message](LoginService(devices), DeviceService(devices))
    assert store.bindings() == (BINDING,)
    kept = store.item(BINDING)
    assert kept is not None
    assert (kept.root, kept.salt, kept.pin_version) == (ITEM.root, ITEM.salt, 1)


@pytest.mark.parametrize("problem", ProblemType)
def test_an_account_is_left_when_the_portal_has_ended_the_device_and_else_kept(
    problem: ProblemType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = stored(tmp_path)
    refuse_everything(monkeypatch, problem)
    service = DeviceService(BoundDevices(store, Network()))
    if problem in (ProblemType.UNKNOWN_DEVICE, ProblemType.REVOKED):
        service.leave(BINDING)
        assert store.bindings() == ()
    else:
        with pytest.raises(Refused):
            service.leave(BINDING)
        assert store.bindings() == (BINDING,)


def stored(folder: Path) -> BindingStore:
    backend = MemoryBackend()
    store = BindingStore(ProfileStore(folder), KeyringStore(lambda: backend))
    store.begin(BINDING, ITEM)
    return store


def refuse_everything(monkeypatch: pytest.MonkeyPatch, problem: ProblemType) -> None:
    body: JsonObject = Problem(problem, retry_after=1, left=1).body
    keys = {PORTAL.public.key_id: PORTAL.public}
    key_set = KeySet(AUD, 1, PORTAL.public, keys, keys)
    monkeypatch.setattr(PortalClient, "key_set", lambda *_, **__: key_set)
    monkeypatch.setattr(
        DeviceSession, "exchange", lambda *_, **__: Response("problem", "", 1, "n", "", body)
    )
