"""Bound devices: the keyring item in memory, the session, and a pending change of keys."""

import contextlib
import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Final, TypeVar

from authenticator.failures import Failure, Refused
from authenticator.model import Binding, DeviceStatus, Secret
from authenticator.network.access import Network
from authenticator.network.portal_client import PortalClient
from authenticator.services.device_session import DeviceSession, IdempotentRequest
from authenticator.services.pin_proofs import derive_pin_key, with_pin_proof
from authenticator.services.pin_requests import PinRequest, PinRequests
from authenticator.services.portal_answers import read_status
from authenticator.storage.binding_store import BindingStore
from authenticator.storage.keyring_item import KeyringItem, Pending
from authenticator.storage.secret_store import InDoubt
from crypto.encoding import JsonObject
from crypto.protocol import MessageName
from crypto.statements import Kind, Slot, make_statement

T = TypeVar("T")

_LOG: Final = logging.getLogger(__name__)


class BoundDevice:
    """One activated binding of this run."""

    def __init__(
        self, bindings: BindingStore, network: Network, binding: Binding, item: KeyringItem
    ) -> None:
        self.binding = binding
        self.item = item
        self.changing = threading.RLock()
        """Held while a key is being replaced, so that no other thread reconciles half of it."""
        self._bindings = bindings
        self._network = network
        self._storing = threading.Lock()
        self._is_in_doubt = False
        """Whether the keyring may hold another item than this object does."""
        self._is_outdated = False
        """Whether the PIN was changed with a newer copy of the item than this one."""
        self.pin_requests = PinRequests()
        self.session = self._open_session(item)

    def store_pending(self, pending: Pending | None) -> None:
        """Store the change that the portal is about to be asked for; None when it was refused.

        Raises:
            Refused: the keyring did not take it; nothing has changed.
        """
        self._store(lambda item: replace(item, pending=pending))

    def apply_pending(self) -> None:
        """Use the pending change from now on; raises as `store_pending`."""
        self._store(KeyringItem.with_pending_applied)

    def ask_with_pin(self, message: str, kind: Kind, pin: Secret, **content: str) -> JsonObject:
        """Send a statement with the proof that the PIN was entered for it.

        Raises:
            Refused: PIN_WRONG and the like, or why the portal was not reached.
        """
        purpose = (message, *content.values())

        def make() -> PinRequest[JsonObject]:
            request = self.pin_request(message, kind, pin, **content)
            return PinRequest(purpose, (pin,), request, lambda body: body)

        return self.carry_out(purpose, pin, make)

    def carry_out(
        self, purpose: tuple[object, ...], pin: Secret | None, make: Callable[[], PinRequest[T]]
    ) -> T:
        """As `PinRequests.carry_out`, and says where no PIN can be right any more.

        Raises:
            Refused: KEY_OUTDATED: this is an older copy of a roaming item, with the salt of before
                a change of the PIN. Every PIN would be wrong, and each of them would count.
        """
        if self._is_outdated:
            raise Refused(Failure.KEY_OUTDATED)
        try:
            return self.pin_requests.carry_out(purpose, (pin,), make)
        except Refused as refusal:
            if refusal.problem.failure is Failure.PIN_WRONG:
                # Where the portal is not reached now, its answer about the PIN holds.
                with contextlib.suppress(Refused):
                    self.require_current()
            if self._is_outdated:
                raise Refused(Failure.KEY_OUTDATED) from refusal
            raise

    def pin_request(
        self, message: str, kind: Kind, pin: Secret, **content: str
    ) -> IdempotentRequest:
        """A request with a statement and the proof that the PIN was entered for it."""
        key, session = derive_pin_key(pin, self.item), self.session

        def body(slot: Slot) -> JsonObject:
            return with_pin_proof(make_statement(kind, slot, **content), key, session)

        return IdempotentRequest(session, message, body)

    def status(self) -> DeviceStatus:
        """How the device stands at the portal.

        Raises:
            Refused: DEVICE_UNKNOWN and the like, or why the portal was not reached.
        """
        return read_status(self.session.ask(MessageName.STATUS, lambda _: {}))

    def reconcile(self) -> bool:
        """Learn what became of a PIN change or a key rotation, and keep the keys in force.

        Returns:
            Whether there was one and the portal has carried it out.

        `status` tells what is in force, the same bytes whether the PIN was right.

        Raises:
            Refused: the portal or the keyring cannot be asked just now, or the portal knows
                neither key; nothing was changed.
        """
        with self.changing:
            pending = self.item.pending
            if pending is None:
                return False
            message = MessageName.PINCHANGE if pending.root is None else MessageName.ROTATE
            done = self._was_done(pending)
            # After `status` the same bytes are not carried out any more, only answered.
            self.pin_requests.learn(message)
            if done:
                self.apply_pending()
                self.pin_requests.note_done(message)
            else:
                self.store_pending(None)
            return done

    def remember_roaming(self) -> None:
        """The portal knows from now on that the key travels with its user's profile.

        Raises:
            Refused: the keyring did not take it.
        """
        if not self.item.roaming:
            self._store(lambda item: replace(item, roaming=True))

    def remember_keys(self) -> None:
        """Never again take an older key set of the portal than the newest one seen.

        Raises:
            Refused: the keyring did not take it.
        """
        seq = self.session.client.highest_seq
        if seq > self.item.seq:
            self._store(lambda item: replace(item, seq=seq))

    def require_current(self) -> None:
        """Show that the PIN was not changed with a newer copy of the item.

        Before a change: `status` would take the version of the other one for this item's own.
        Only a roaming device is asked for: of another one each message from a second computer but
        the enrolment makes it suspect.

        Raises:
            Refused: KEY_OUTDATED, or why the portal was not reached.
        """
        if not self.item.roaming:
            return
        pending, version = self.item.pending, self.status().pin_version
        if version not in (self.item.pin_version, pending.pin_version if pending else 0):
            self._is_outdated = True
            raise Refused(Failure.KEY_OUTDATED)

    def _was_done(self, pending: Pending) -> bool:
        # The answer also ends whatever was sent before and is still on its way.
        try:
            version = self.status().pin_version
        except Refused as refusal:
            if pending.root is None or refusal.problem.failure is not Failure.DEVICE_UNKNOWN:
                raise
            DeviceSession(self.session.client, pending.root).ask(MessageName.STATUS, lambda _: {})
            return True
        return pending.root is None and version == pending.pin_version

    def _open_session(self, item: KeyringItem) -> DeviceSession:
        client = PortalClient(
            item.aud, network=self._network, root=item.portal_root, lowest_seq=item.seq
        )
        return DeviceSession(
            client,
            item.root,
            ratchet=item.ratchet,
            keep_ratchet=self._keep_ratchet,
            settle=self._settle,
        )

    def _keep_ratchet(self, ratchet: str) -> bool:
        try:
            self._store(lambda item: replace(item, ratchet=ratchet))
        except Refused as refusal:
            _LOG.warning("ratchet not kept: %s", refusal)
            return False
        return True

    def _settle(self) -> None:
        """Have the keyring hold what this object does.

        It may hold a newer ratchet value, from a write that ended late. The portal accepts that
        one for as long as no further value was issued.

        Raises:
            Refused: the keyring still does not answer.
        """
        if self._is_in_doubt:
            self._store(lambda item: item)

    def _store(self, change: Callable[[KeyringItem], KeyringItem]) -> None:
        with self._storing:
            item = change(self.item)
            try:
                self._bindings.keep(self.binding, item)
            except InDoubt:
                self._is_in_doubt = True
                raise
            self._is_in_doubt = False
            if item.root != self.item.root:
                self.session = self._open_session(item)
            self.item = item


class BoundDevices:
    """All bound devices of this run; each keyring item is read once."""

    def __init__(self, bindings: BindingStore, network: Network, *, roaming: bool = False) -> None:
        """`roaming` is whether the policy lets keys travel with their user's profile."""
        self.roaming = roaming
        self._bindings = bindings
        self._network = network
        self._open: dict[str, BoundDevice] = {}
        self._opening = threading.Lock()

    def open(self, binding: Binding) -> BoundDevice:
        """The device of a binding, its keyring item read once; nothing is sent.

        Raises:
            Refused: KEY_MISSING and the like.
        """
        with self._opening:
            if binding.id not in self._open:
                item = self._bindings.require_item(binding)
                self._open[binding.id] = BoundDevice(self._bindings, self._network, binding, item)
            return self._open[binding.id]

    def of(self, binding: Binding) -> BoundDevice:
        """The device of a binding; a pending change is reconciled first.

        A device that was activated before the policy lets its key roam says nothing to the portal
        before it is enrolled: on another computer the portal would take it for a copy.

        Raises:
            Refused: KEY_MISSING and the like, INSTANCE_UNKNOWN before the enrolment, or why a
                pending change cannot be reconciled.
        """
        device = self.open(binding)
        if self.roaming and not device.item.roaming:
            raise Refused(Failure.INSTANCE_UNKNOWN)
        device.reconcile()
        device.remember_keys()
        return device

    def forget(self, binding: Binding) -> None:
        """Forget secret and entry of a binding for good."""
        with self._opening:
            self._bindings.remove(binding)
            self._open.pop(binding.id, None)
