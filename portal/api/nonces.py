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

    And to the generation of its instances: each advance of a ratchet makes earlier nonces stale, so
    that a request that was overtaken by a later one is never carried out.
    """

    def __init__(self, key: bytes, clock: Clock) -> None:
        self._key = key
        self._clock = clock

    def issue(self, dev: str, generation: str) -> str:
        return b64url(self._made(dev, generation, _TIME.pack(self._clock.now())))

    def is_fresh(self, nonce: str, dev: str, generation: str) -> bool:
        """Whether this portal issued `nonce` to `dev` in the last 300 seconds, and in this
        generation.
        """
        try:
            given = unb64url(nonce, size=_BYTES)
        except Malformed:
            return False
        age = self._clock.now() - _TIME.unpack_from(given)[0]
        genuine = hmac.compare_digest(given, self._made(dev, generation, given[: _TIME.size]))
        return genuine and 0 <= age <= SECONDS

    def _made(self, dev: str, generation: str, time: bytes) -> bytes:
        message = time + f"{dev}|{generation}".encode()
        code = hmac.digest(self._key, message, hashlib.sha256)
        return time + code[: _BYTES - _TIME.size]
