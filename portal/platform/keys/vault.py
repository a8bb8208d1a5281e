"""AES-256-GCM for what the database may hold but not show."""

import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES: Final = 12


class CannotUnwrap(Exception):
    """Wrapped under another key or for another place: database and key file do not fit."""


class Vault:
    """Wraps bytes for one place, named by `context`; moved elsewhere they do not open."""

    def __init__(self, key: bytes, *older: bytes) -> None:
        """`older` keys still open what was wrapped under them."""
        self._ciphers = tuple(AESGCM(one) for one in (key, *older))

    def wrap(self, data: bytes, context: str) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._ciphers[0].encrypt(nonce, data, context.encode())

    def unwrap(self, wrapped: bytes, context: str) -> bytes:
        """The bytes that were wrapped.

        Raises:
            CannotUnwrap: another key, another context, or altered.
        """
        nonce, text = wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:]
        for cipher in self._ciphers:
            try:
                return cipher.decrypt(nonce, text, context.encode())
            except InvalidTag:
                continue
        raise CannotUnwrap("does not open")
