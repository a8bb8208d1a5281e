"""What devices seal to the portal: bodies and the signatures of PIN keys in them."""

from crypto.encoding import JsonObject, unb64url
from crypto.errors import CannotOpen, Malformed
from crypto.keys import PublicKey
from crypto.pin_proof import pin_signature_holds
from crypto.sealed_body import open_body
from portal.api.request import AuthenticatedRequest
from portal.platform.keys.key_ring import KeyRing


def opened(keys: KeyRing, request: AuthenticatedRequest, members: tuple[str, ...]) -> JsonObject:
    """The texts that the body's `sealed` holds.

    Raises:
        Malformed: sealed for another portal, message or device, or not with these members.
    """
    sealed = request.envelope.b.get("sealed")
    if not isinstance(sealed, str):
        raise Malformed("nothing sealed")
    data = unb64url(sealed)
    wanted: dict[str, type] = dict.fromkeys(members, str)
    message, dev = request.envelope.m, request.slot.dev
    try:
        return keys.opened(lambda key: open_body(message, dev, data, key, wanted))
    except CannotOpen as error:
        raise Malformed("sealed for another portal") from error


def signing_pin_key(statement: bytes, point: str, signature: str) -> PublicKey:
    """A new PIN public key, which has signed the statement that it comes with.

    Raises:
        Malformed: no key, or not its signature.
    """
    key = PublicKey.from_hex(point)
    if not pin_signature_holds(statement, unb64url(signature), key):
        raise Malformed("not signed by the PIN key")
    return key
