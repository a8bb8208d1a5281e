"""PIN keys and what is signed with them."""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

from authenticator.model import Secret
from authenticator.services.device_session import DeviceSession
from authenticator.storage.keyring_item import KeyringItem
from crypto.encoding import JsonObject, b64url
from crypto.keys import PrivateKey
from crypto.pin import PinCost, pin_key
from crypto.pin_proof import seal_pin_proof

FIRST_PIN_VERSION: Final = 1
"""`pv` of a new device; each PIN change counts it up."""


def derive_pin_key(pin: Secret, item: KeyringItem) -> PrivateKey:
    """The PIN key of a binding; takes 100 to 500 ms."""
    return pin_key(
        pin.reveal(), root=item.root, salt=item.salt, version=item.pin_version, cost=item.cost
    )


def derive_twice(
    pin: Secret, *, root: bytes, salt: bytes, cost: PinCost
) -> "tuple[Future[PrivateKey], Future[PrivateKey]]":
    """The first PIN key of a binding, and once more; in a thread, one after the other.

    A key that does not come out twice the same must not be bound. Both are needed only behind
    something else that takes its time, keyring or portal (ADR 30).
    """

    def derive() -> PrivateKey:
        return pin_key(pin.reveal(), root=root, salt=salt, version=FIRST_PIN_VERSION, cost=cost)

    pool = ThreadPoolExecutor(1, thread_name_prefix="pin-key")
    try:
        return pool.submit(derive), pool.submit(derive)
    finally:
        pool.shutdown(wait=False)


def with_pin_proof(statement: bytes, key: PrivateKey, session: DeviceSession) -> JsonObject:
    """A statement and the proof that the PIN was entered for it."""
    _, portal = session.client.key_set().seal_to
    return {"st": b64url(statement), "pp": b64url(seal_pin_proof(statement, key, portal))}
