"""The life of a bound device: PIN change, new key, further devices, move, history, leaving."""

import secrets
from collections.abc import Callable
from dataclasses import replace

from authenticator.desktop.machine import device_name
from authenticator.failures import Refused
from authenticator.model import Binding, DeviceInfo, Invitation, PastLogin, Secret
from authenticator.services.bound_device import BoundDevice, BoundDevices
from authenticator.services.device_session import Body, DeviceSession, IdempotentRequest
from authenticator.services.pin_proofs import derive_pin_key, with_pin_proof
from authenticator.services.pin_requests import PinRequest
from authenticator.services.portal_answers import (
    read_devices,
    read_history,
    read_invitation,
    read_sealed_code,
)
from authenticator.storage.keyring_item import Pending
from crypto.encoding import JsonObject, b64url
from crypto.keys import ROOT_BYTES, PrivateKey, device_key
from crypto.pin import SALT_BYTES
from crypto.pin_proof import sign_with_pin
from crypto.protocol import InviteMode, MessageName
from crypto.sealed_body import seal_body
from crypto.statements import Kind, Slot, make_statement


class DeviceService:
    """Blocking. What changes a key is written to the keyring before the portal is asked."""

    def __init__(self, devices: BoundDevices) -> None:
        self._devices = devices

    def change_pin(self, binding: Binding, old: Secret, new: Secret) -> None:
        """Put `new` in the place of `old`. After any failure exactly one of them is right.

        Called again with the same PINs after a lost answer it first learns that answer.

        Raises:
            Refused: PIN_WRONG and the like, or why it is not known yet; then the next use of
                the device reconciles it.
        """
        device = self._devices.of(binding)

        def prepare() -> tuple[Pending, Body]:
            device.require_current()
            version = device.item.pin_version + 1
            pending = Pending(None, secrets.token_bytes(SALT_BYTES), version)
            keys = _keys(device, pending, old, new)
            return pending, _pin_change(device.session, keys, version)

        _replace(device, (MessageName.PINCHANGE, new), old, prepare)

    def renew_key(self, binding: Binding, pin: Secret) -> None:
        """Put a new device key in the place of the old one; the PIN stays.

        Raises:
            Refused: as `change_pin`.
        """
        device = self._devices.of(binding)

        def prepare() -> tuple[Pending, Body]:
            root = secrets.token_bytes(ROOT_BYTES)
            pending = Pending(root, secrets.token_bytes(SALT_BYTES), 1)
            keys = _keys(device, pending, pin, pin)
            return pending, _rotation(device.session, keys, device_key(root))

        _replace(device, (MessageName.ROTATE,), pin, prepare)

    def invite(self, binding: Binding, pin: Secret, mode: InviteMode) -> Invitation:
        """Get an activation code for a further or a new computer.

        Raises:
            Refused: PIN_WRONG and the like, or why the portal was not reached.
        """
        device = self._devices.of(binding)
        purpose = (MessageName.INVITE, mode)

        def make() -> PinRequest[Invitation]:
            reader = PrivateKey.generate()
            content = {"mode": mode.value, "to": reader.public.hex()}
            request = device.pin_request(MessageName.INVITE, Kind.INVITE, pin, **content)

            def read(answer: JsonObject) -> Invitation:
                sealed, seconds = read_invitation(answer)
                code = read_sealed_code(sealed, device.session.dev, reader)
                return Invitation(code, request.signed_at + seconds)

            return PinRequest(purpose, (pin,), request, read)

        return device.carry_out(purpose, pin, make)

    def devices(self, binding: Binding) -> tuple[DeviceInfo, ...]:
        """All devices of the account, this one first.

        Raises:
            Refused: why the portal was not reached.
        """
        session = self._devices.of(binding).session
        found = read_devices(session.ask(MessageName.DEVICES, lambda _: {}))
        return tuple(sorted(found, key=lambda each: (not each.this, -each.activated)))

    def history(self, binding: Binding) -> tuple[PastLogin, ...]:
        """The account's last logins, newest first.

        Raises:
            Refused: why the portal was not reached.
        """
        return read_history(
            self._devices.of(binding).session.ask(MessageName.HISTORY, lambda _: {})
        )

    def revoke(self, binding: Binding, dev: str, pin: Secret) -> None:
        """Remove another device of the account.

        Raises:
            Refused: PIN_WRONG and the like, or why the portal was not reached.
        """
        self._devices.of(binding).ask_with_pin(MessageName.REVOKE, Kind.REVOKE, pin, target=dev)

    def leave(self, binding: Binding) -> None:
        """Remove this device from its account, at the portal and here. Needs no PIN.

        Where the key is gone already, the entry alone is left to be removed.

        Raises:
            Refused: the portal was not reached; nothing was removed.
        """

        def body(slot: Slot) -> JsonObject:
            return {"st": b64url(make_statement(Kind.REVOKE, slot, target=slot.dev))}

        try:
            self._devices.of(binding).session.ask(MessageName.REVOKE, body)
        except Refused as refusal:
            if not refusal.problem.failure.ends_device:
                raise
        self._devices.forget(binding)

    def enrol(self, binding: Binding, pin: Secret) -> None:
        """Make this computer known as a further instance of a roaming profile.

        Raises:
            Refused: PIN_WRONG, DEVICE_SUSPECT and the like, or why the portal was not reached.
        """
        device = self._devices.open(binding)
        if device.item.roaming:
            device = self._devices.of(binding)
        roaming = "yes" if self._devices.roaming else "no"
        device.ask_with_pin(MessageName.ENROL, Kind.ENROL, pin, name=device_name(), roaming=roaming)
        device.remember_roaming()


def _keys(
    device: BoundDevice, pending: Pending, old: Secret, new: Secret
) -> tuple[PrivateKey, PrivateKey]:
    """The PIN keys in force and to come."""
    item = device.item
    to_come = replace(item, pending=pending).with_pending_applied()
    return derive_pin_key(old, item), derive_pin_key(new, to_come)


def _replace(
    device: BoundDevice,
    purpose: tuple[object, ...],
    pin: Secret,
    prepare: Callable[[], tuple[Pending, Body]],
) -> None:
    """Store the change, ask the portal, apply the change; or learn of an earlier one like it.

    No refusal drops a key: the request may have been carried out in another form (a machine in
    between can alter its signature, or send it twice). Only the answer to `status` does.
    """

    def make() -> PinRequest[None]:
        pending, body = prepare()
        device.store_pending(pending)
        request = IdempotentRequest(device.session, str(purpose[0]), body)
        return PinRequest(purpose, (pin,), request, lambda _: _apply(device))

    with device.changing:
        try:
            device.carry_out(purpose, pin, make)
        except Refused as refusal:
            if refusal.problem.failure.is_retryable or not _was_carried_out(device):
                raise


def _apply(device: BoundDevice) -> None:
    # Whoever has learned what became of it may have applied it already.
    if device.item.pending is not None:
        device.apply_pending()


def _was_carried_out(device: BoundDevice) -> bool:
    """Whether the portal says so now; False too where it cannot be asked: that is then open."""
    try:
        return device.reconcile()
    except Refused:
        return False


def _pin_change(session: DeviceSession, keys: tuple[PrivateKey, PrivateKey], version: int) -> Body:
    old, new = keys

    def body(slot: Slot) -> JsonObject:
        statement = make_statement(Kind.PINCHANGE, slot, pv=str(version))
        content = {"pin": new.public.hex(), "sig": b64url(sign_with_pin(statement, new))}
        return _sealed_for_portal(session, MessageName.PINCHANGE, statement, content, old)

    return body


def _rotation(session: DeviceSession, keys: tuple[PrivateKey, PrivateKey], key: PrivateKey) -> Body:
    old, new = keys

    def body(slot: Slot) -> JsonObject:
        statement = make_statement(Kind.ROTATE, slot, new=key.public.key_id)
        content = {
            "key": key.public.hex(),
            "ksig": b64url(key.sign(statement)),
            "pin": new.public.hex(),
            "sig": b64url(sign_with_pin(statement, new)),
        }
        return _sealed_for_portal(session, MessageName.ROTATE, statement, content, old)

    return body


def _sealed_for_portal(
    session: DeviceSession, message: str, statement: bytes, content: JsonObject, old: PrivateKey
) -> JsonObject:
    _, portal = session.client.key_set().seal_to
    sealed = seal_body(message, session.dev, content, portal)
    return {**with_pin_proof(statement, old, session), "sealed": b64url(sealed)}
