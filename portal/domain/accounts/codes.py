"""Activation codes: 8 digits, 10 minutes, single use, stored as Argon2id hashes.

5 tries from the network address that the code was fetched from and 5 from elsewhere, so that a
stranger cannot use up the tries of whoever the code is for. Together they are the 10 that NIST
SP 800-63B-4 (3.2.10) allows at most.
"""

import asyncio
import hmac
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from sqlalchemy import Connection, and_, bindparam, case, delete, insert, select, update

from crypto.protocol import CODE_DIGITS, CODE_TRIES
from portal.domain.accounts.tables import ACCOUNTS, CODES
from portal.domain.audit.log import Event, record_event
from portal.domain.topics import account_topic
from portal.platform.database.compiled import Row
from portal.platform.database.notifications import notify
from portal.platform.database.statement import Statement
from portal.platform.keys.key_ring import KeyRing
from portal.platform.settings import CodeCost

_SALT_BYTES: Final = 16
_THREADS: Final = 2


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


SECONDS: Final = 600
TRIES: Final = CODE_TRIES


@dataclass(frozen=True)
class CodeToCheck:
    """The code that an account could use just now."""

    account_id: int
    hash: bytes
    inviter: str | None
    """The device that asked for it; None where the portal gave it."""
    mode: str | None
    here: bool
    """Whether the try came from the address that the code was fetched from."""
    left: int
    """Tries that remain there, or elsewhere."""


@dataclass(frozen=True)
class Invitation:
    """Who asked for a code, and what for."""

    inviter: str
    mode: str


_HERE: Final = and_(CODES.c.address != "", CODES.c.address == bindparam("address_"))
_LEFT: Final = case((_HERE, CODES.c.tries_left), else_=CODES.c.tries_elsewhere)
_CHECKED: Final = (
    CODES.c.account_id,
    CODES.c.hash,
    CODES.c.inviter,
    CODES.c.mode,
    case((_HERE, 1), else_=0),
    _LEFT,
)
_USABLE = (
    CODES.c.account_id
    == select(ACCOUNTS.c.id).where(ACCOUNTS.c.login == bindparam("login_")).scalar_subquery(),
    CODES.c.used_at.is_(None),
    CODES.c.expires_at > bindparam("now_"),
)
_RESERVE = Statement(
    update(CODES)
    .where(*_USABLE, _LEFT > 0)
    .values(
        tries_left=CODES.c.tries_left - case((_HERE, 1), else_=0),
        tries_elsewhere=CODES.c.tries_elsewhere - case((_HERE, 0), else_=1),
    )
    .returning(*_CHECKED)
)
_USE_UP = Statement(
    update(CODES)
    .where(
        CODES.c.account_id == bindparam("account"),
        CODES.c.hash == bindparam("hash_"),
        CODES.c.used_at.is_(None),
    )
    .values(used_at=bindparam("now_"))
)
_STORE = Statement(insert(CODES), columns=CODES.c.keys())
_INVITED = (CODES.c.account_id == bindparam("account"), CODES.c.inviter == bindparam("dev"))
_VOID_INVITATION = Statement(delete(CODES).where(*_INVITED))
_HAND_OVER = Statement(update(CODES).where(*_INVITED).values(inviter=bindparam("new")))
_VOID = Statement(delete(CODES).where(CODES.c.account_id == bindparam("account")))


def new_code() -> str:
    """Eight random digits."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def code_for(keys: KeyRing, cookie: str, registration_id: str, until: int) -> str:
    """Eight digits for the browser that holds `cookie`, good until `until`.

    Made from what only this browser and only this portal know, so that its page can be loaded
    again and the code is stored nowhere.
    """
    parts = (cookie.encode(), registration_id.encode(), str(until).encode())
    mac = keys.browser_mac("activation-code", *parts)
    return f"{int.from_bytes(mac, 'big') % 10**CODE_DIGITS:0{CODE_DIGITS}}"


def store_code(
    connection: Connection,
    account_id: int,
    code_hash: bytes,
    now: int,
    invitation: Invitation | None = None,
    *,
    address: str = "",
) -> None:
    """Make this the account's code; an earlier one is void from now on.

    Args:
        address: what is counted in the place of the address that it was fetched from
            (`RateLimits.subscriber`); "" where nobody knows where the user is.
    """
    void_code(connection, account_id)
    _STORE.change(
        connection,
        account_id=account_id,
        hash=code_hash,
        address=address,
        tries_left=TRIES,
        tries_elsewhere=TRIES,
        expires_at=now + SECONDS,
        used_at=None,
        inviter=None if invitation is None else invitation.inviter,
        mode=None if invitation is None else invitation.mode,
    )
    record_event(connection, Event.CODE_ISSUED, now, account=account_id)


def void_invitation(connection: Connection, account_id: int, dev: str) -> None:
    """A device that has ended invites nobody any more."""
    _VOID_INVITATION.change(connection, account=account_id, dev=dev)


def hand_over_invitation(connection: Connection, account_id: int, old: str, new: str) -> None:
    """The inviting device has another key."""
    _HAND_OVER.change(connection, account=account_id, dev=old, new=new)


def void_code(connection: Connection, account_id: int) -> None:
    """Let the account's code, if it has one, be good for nothing."""
    _VOID.change(connection, account=account_id)
    notify(connection, account_topic(account_id))


def reserve_try(connection: Connection, login: str, address: str, now: int) -> CodeToCheck | None:
    """Take one try from `address` before anything is compared; None where there is none.

    The statement is the same for unknown users, so that it takes the same time.
    """
    return _to_check(_RESERVE.one(connection, login_=login, address_=address, now_=now))


def _to_check(row: Row | None) -> CodeToCheck | None:
    if row is None:
        return None
    account_id, hash_, inviter, mode, here, left = row
    return CodeToCheck(account_id, bytes(hash_), inviter, mode, bool(here), left)


def use_up(connection: Connection, code: CodeToCheck, now: int) -> bool:
    """Spend the code; False when it was spent or replaced since it was looked at."""
    values = {"account": code.account_id, "hash_": code.hash, "now_": now}
    return _USE_UP.change(connection, **values) == 1
