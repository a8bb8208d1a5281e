"""How activation codes are kept: Argon2id with a pepper that is not in the database."""

import asyncio
import hmac
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

_SALT_BYTES: Final = 16
_THREADS: Final = 2


@dataclass(frozen=True)
class CodeCost:
    """Argon2id's cost (RFC 9106): memory in KiB, passes, lanes.

    OWASP's first choice; a code lives for ten minutes, and 10^8 of them are few at any cost.
    """

    memory: int = 19 * 1024
    passes: int = 2
    lanes: int = 1


class CodeHashes:
    """Makes and checks hashes on at most two threads, so that a flood of codes cannot take
    the machine away from logins.
    """

    def __init__(self, pepper: bytes, cost: CodeCost) -> None:
        self._pepper = pepper
        self._cost = cost
        self._threads = ThreadPoolExecutor(_THREADS, "portal-codes")
        self._nobodys = self.make(secrets.token_hex(8))

    def make(self, code: str) -> bytes:
        """Salt and hash of a code; takes some 25 ms of a core at the standard cost."""
        salt = secrets.token_bytes(_SALT_BYTES)
        return salt + self._derive(code, salt)

    async def made(self, code: str) -> bytes:
        """The same, on a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.make, code)

    async def matches(self, stored: bytes | None, code: str) -> bool:
        """Whether `code` is the stored one; None costs the same time and is always False."""
        kept = self._nobodys if stored is None else stored
        loop = asyncio.get_running_loop()
        same = await loop.run_in_executor(self._threads, self._compare, kept, code)
        return same and stored is not None

    def close(self) -> None:
        self._threads.shutdown()

    def _compare(self, kept: bytes, code: str) -> bool:
        salt, wanted = kept[:_SALT_BYTES], kept[_SALT_BYTES:]
        return hmac.compare_digest(self._derive(code, salt), wanted)

    def _derive(self, code: str, salt: bytes) -> bytes:
        return Argon2id(
            salt=salt,
            length=32,
            iterations=self._cost.passes,
            lanes=self._cost.lanes,
            memory_cost=self._cost.memory,
            secret=self._pepper,
        ).derive(code.encode("ascii"))
