"""Bodies of the messages of an activation."""

from collections.abc import Callable

from authenticator import __version__
from authenticator.desktop.machine import device_name, system_name
from authenticator.model import Secret
from authenticator.services.device_session import Body, DeviceSession
from authenticator.services.pin_proofs import with_pin_proof
from authenticator.storage.keyring_item import KeyringItem
from authenticator.terms import Terms
from crypto.encoding import JsonObject, b64url
from crypto.keys import PrivateKey
from crypto.pin_proof import sign_with_pin
from crypto.protocol import MessageName
from crypto.sealed_body import seal_body
from crypto.statements import Kind, Slot, make_statement


def activate_body(
    item: KeyringItem,
    code: Secret,
    terms: Terms,
    key: PrivateKey,
    session: DeviceSession,
    *,
    roaming: bool,
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
            roaming="yes" if roaming else "no",
        )
        _, portal = session.client.key_set().seal_to
        content = {"st": b64url(statement), "sig": b64url(sign_with_pin(statement, key))}
        return {"sealed": b64url(seal_body(MessageName.ACTIVATE, session.dev, content, portal))}

    return body


def confirm_body(item: KeyringItem, key: Callable[[], PrivateKey], session: DeviceSession) -> Body:
    """Body of `confirm`: the attempt, proved with the PIN key derived again."""

    def body(slot: Slot) -> JsonObject:
        return with_pin_proof(make_statement(Kind.CONFIRM, slot, aid=item.aid), key(), session)

    return body
