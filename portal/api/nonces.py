"""Nonces that the portal recognises without keeping them."""

import hashlib
import hmac
import struct
from typing import Final

from crypto.encoding import b64url, unb64url
from crypto.errors import Malformed
from portal.platform.clock import Clock

SECONDS: Final = 300

_BYTES: Final = 16
_TIME: Final = struct.Struct(">I")


class Nonces:
    """Time and authentication code, 16 bytes together, bound to one device.

    And to its generation: each recorded answer makes earlier nonces stale, so that a request that
    was overtaken by a later one is never carried out.
    """

    def __init__(self, key: bytes, clock: Clock) -> None:
        self._key = key
        self._clock = clock

    def issue(self, dev: str, generation: str, now: int) -> str:
        return b64url(self._made(dev, generation, _TIME.pack(now)))

    def is_fresh(self, nonce: str, dev: str, generation: str) -> bool:
        """Whether this portal issued `nonce` to `dev` in the last 300 seconds, and in this
        generation.
        """
        issued_at = self._issued_at(nonce, dev, generation)
        return issued_at is not None and 0 <= self._clock.now() - issued_at <= SECONDS

    def is_current(self, nonce: str, dev: str, generation: str) -> bool:
        """Whether this portal issued `nonce` to `dev` in this generation, however long ago."""
        return self._issued_at(nonce, dev, generation) is not None

    def _issued_at(self, nonce: str, dev: str, generation: str) -> int | None:
        try:
            given = unb64url(nonce, size=_BYTES)
        except Malformed:
            return None
        made = self._made(dev, generation, given[: _TIME.size])
        issued_at: int = _TIME.unpack_from(given)[0]
        return issued_at if hmac.compare_digest(given, made) else None

    def _made(self, dev: str, generation: str, time: bytes) -> bytes:
        message = time + f"{dev}|{generation}".encode()
        code = hmac.digest(self._key, message, hashlib.sha256)
        return time + code[: _BYTES - _TIME.size]
