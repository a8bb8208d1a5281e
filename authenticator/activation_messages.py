"""What an activation says to the portal, and the PIN keys that it says it with."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from authenticator import __version__
from authenticator.conversation import Body, Conversation
from authenticator.keyring_item import KeyringItem
from authenticator.machine import device_name, system_name
from authenticator.model import Secret
from authenticator.terms import Terms
from crypto.activation_seal import seal_activation
from crypto.encoding import JsonObject, b64url
from crypto.keys import PrivateKey
from crypto.pin import pin_key
from crypto.pin_proof import seal_pin_proof
from crypto.statements import Kind, Slot, make_statement


def derive_pin_key(pin: Secret, item: KeyringItem) -> PrivateKey:
    """The PIN key of a binding; takes 100 to 500 ms."""
    return pin_key(
        pin.reveal(), root=item.root, salt=item.salt, version=item.pin_version, cost=item.cost
    )


def derive_again(pin: Secret, item: KeyringItem) -> "Future[PrivateKey]":
    """Derive a second time while the portal is asked for the first.

    A key that does not come out twice the same must not be bound.
    """
    pool = ThreadPoolExecutor(1, thread_name_prefix="pin-key")
    try:
        return pool.submit(derive_pin_key, pin, item)
    finally:
        pool.shutdown(wait=False)


def activate_body(
    item: KeyringItem, code: Secret, terms: Terms, key: PrivateKey, talk: Conversation
) -> Body:
    """Body of `activate`: everything sealed to the portal."""

    def body(slot: Slot) -> JsonObject:
        statement = make_statement(
            Kind.ACTIVATE,
            slot,
            login=item.account,
            code=code.reveal(),
            aid=item.aid,
            pin=key.public.hex(),
            name=device_name(),
            os=system_name(),
            app=__version__,
            terms=terms.version,
            terms_sha256=terms.sha256,
        )
        _, portal = talk.client.key_set().seal_to
        return {"sealed": b64url(seal_activation(statement, key, portal, talk.dev))}

    return body


def confirm_body(item: KeyringItem, key: Callable[[], PrivateKey], talk: Conversation) -> Body:
    """Body of `confirm`: the attempt, proved with the PIN key derived anew."""

    def body(slot: Slot) -> JsonObject:
        return with_pin_proof(make_statement(Kind.CONFIRM, slot, aid=item.aid), key(), talk)

    return body


def with_pin_proof(statement: bytes, key: PrivateKey, talk: Conversation) -> JsonObject:
    """A statement and the proof that the PIN was entered for it."""
    _, portal = talk.client.key_set().seal_to
    return {"st": b64url(statement), "pp": b64url(seal_pin_proof(statement, key, portal))}
