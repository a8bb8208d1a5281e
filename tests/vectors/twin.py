"""The other valid signature of whatever ES256 has signed; making it needs no key."""

from crypto.encoding import b64url, unb64url

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def twin(data: bytes) -> bytes:
    """A JWS with (r, n - s) in place of (r, s)."""
    signed, _, last = data.rpartition(b".")
    signature = unb64url(last.decode())
    s = _ORDER - int.from_bytes(signature[32:], "big")
    return signed + b"." + b64url(signature[:32] + s.to_bytes(32, "big")).encode()
