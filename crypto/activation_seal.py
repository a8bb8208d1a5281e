"""The sealed body of an activation: statement and PIN signature, for the portal's eyes only."""

from crypto.encoding import b64url, dump_object, parse_object, require_members, unb64url
from crypto.keys import PrivateKey, PublicKey
from crypto.pin_proof import sign_with_pin
from crypto.sealing import open_sealed, seal


def seal_activation(statement: bytes, pin_key: PrivateKey, portal: PublicKey, dev: str) -> bytes:
    """Sign an `activate` statement with the PIN key and seal both."""
    signature = sign_with_pin(statement, pin_key)
    content = dump_object({"st": b64url(statement), "sig": b64url(signature)})
    return seal(content, portal, _info(dev))


def open_activation(sealed: bytes, portal: PrivateKey, dev: str) -> tuple[bytes, bytes]:
    """The statement and its PIN signature.

    Raises:
        CannotOpen: sealed by or for another.
        Malformed: opens, but does not hold what it should.
    """
    content = parse_object(open_sealed(sealed, portal, _info(dev)))
    require_members(content, {"st": str, "sig": str})
    return unb64url(content["st"]), unb64url(content["sig"])


def _info(dev: str) -> bytes:
    return f"pa/v1/activate|{dev}".encode()
