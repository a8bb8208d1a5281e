"""Bodies for one reader's eyes: sealed with HPKE, tied to one message and one device."""

from crypto.encoding import JsonObject, dump_object, parse_object, require_members
from crypto.keys import PrivateKey, PublicKey
from crypto.sealing import open_sealed, seal


def seal_body(message: str, dev: str, content: JsonObject, recipient: PublicKey) -> bytes:
    """Seal a JSON object for `recipient`, under info `pa/v1/MESSAGE|DEV`."""
    return seal(dump_object(content), recipient, _info(message, dev))


def open_body(
    message: str, dev: str, sealed: bytes, recipient: PrivateKey, members: dict[str, type]
) -> JsonObject:
    """Open what `seal_body` made.

    Args:
        members: exactly these, of exactly these types.

    Raises:
        CannotOpen: sealed by or for another, or for another message or device.
        Malformed: opens, but does not hold what it should.
    """
    content = parse_object(open_sealed(sealed, recipient, _info(message, dev)))
    require_members(content, members)
    return content


def _info(message: str, dev: str) -> bytes:
    return f"pa/v1/{message}|{dev}".encode()
