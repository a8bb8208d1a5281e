"""HPKE base mode with P-256, HKDF-SHA256 and AES-256-GCM (RFC 9180)."""

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from crypto.errors import CannotOpen
from crypto.keys import PrivateKey, PublicKey

_SUITE: Final = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def seal(plaintext: bytes, recipient: PublicKey, info: bytes) -> bytes:
    """Encrypt to `recipient`: the encapsulated key (65 bytes), then the ciphertext."""
    return _SUITE.encrypt(plaintext, recipient.native, info=info)


def open_sealed(sealed: bytes, recipient: PrivateKey, info: bytes) -> bytes:
    """Decrypt what `seal` made with the same `info`.

    Raises:
        CannotOpen: another key, another context, or altered bytes.
    """
    try:
        return _SUITE.decrypt(sealed, recipient.native, info=info)
    except (InvalidTag, ValueError) as error:
        raise CannotOpen("does not open") from error
