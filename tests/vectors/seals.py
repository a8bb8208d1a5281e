"""HPKE is randomised: a sealed text is made once and kept for as long as it opens."""

from crypto.encoding import JsonObject
from crypto.errors import CannotOpen
from crypto.keys import PrivateKey
from crypto.sealing import open_sealed, seal

ENC_BYTES = 65


class Seals:
    """The sealed texts of the vectors by name."""

    def __init__(self, kept: dict[str, bytes]) -> None:
        self._kept = kept
        self.used: list[JsonObject] = []

    def seal(self, name: str, plaintext: bytes, recipient: PrivateKey, info: bytes) -> bytes:
        sealed = self._kept.get(name, b"")
        if not _opens(sealed, plaintext, recipient, info):
            sealed = seal(plaintext, recipient.public, info)
        self.used.append(
            {
                "name": name,
                "recipient_private": recipient.to_bytes().hex(),
                "info": info.hex(),
                "plaintext": plaintext.hex(),
                "enc": sealed[:ENC_BYTES].hex(),
                "ciphertext": sealed[ENC_BYTES:].hex(),
            }
        )
        return sealed


def kept_in(vectors: JsonObject) -> dict[str, bytes]:
    """The sealed texts of earlier vectors."""
    return {
        one["name"]: bytes.fromhex(one["enc"] + one["ciphertext"])
        for one in vectors.get("sealed", [])
    }


def _opens(sealed: bytes, plaintext: bytes, recipient: PrivateKey, info: bytes) -> bool:
    try:
        return open_sealed(sealed, recipient, info) == plaintext
    except CannotOpen:
        return False
