"""Activation codes: 8 digits, 10 minutes, 5 tries, single use (NIST SP 800-63B-4, 3.2.10)."""

import secrets
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from portal.accounts.tables import ACCOUNTS, CODES
from portal.db.statement import Statement

DIGITS: Final = 8
SECONDS: Final = 600
TRIES: Final = 5


@dataclass(frozen=True)
class CodeToCheck:
    """The code that an account could use just now."""

    account_id: int
    hash: bytes
    inviter: str | None = None
    """The device that asked for it; None where the portal gave it."""
    mode: str | None = None


@dataclass(frozen=True)
class Invitation:
    """Who asked for a code, and what for."""

    inviter: str
    mode: str


_CHECKED = (CODES.c.account_id, CODES.c.hash, CODES.c.inviter, CODES.c.mode)
_USABLE = (
    CODES.c.account_id
    == select(ACCOUNTS.c.id).where(ACCOUNTS.c.login == bindparam("login_")).scalar_subquery(),
    CODES.c.used_at.is_(None),
    CODES.c.expires_at > bindparam("now_"),
)
_RESERVE = Statement(
    update(CODES)
    .where(*_USABLE, CODES.c.tries_left > 0)
    .values(tries_left=CODES.c.tries_left - 1)
    .returning(*_CHECKED)
)
_LOOK = Statement(select(*_CHECKED).where(*_USABLE))
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
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def store_code(
    connection: Connection,
    account_id: int,
    code_hash: bytes,
    now: int,
    invitation: Invitation | None = None,
) -> None:
    """Make this the account's code; an earlier one is void from now on."""
    _VOID.change(connection, account=account_id)
    _STORE.change(
        connection,
        account_id=account_id,
        hash=code_hash,
        tries_left=TRIES,
        expires_at=now + SECONDS,
        used_at=None,
        inviter=None if invitation is None else invitation.inviter,
        mode=None if invitation is None else invitation.mode,
    )


def void_invitation(connection: Connection, account_id: int, dev: str) -> None:
    """A device that may speak no more has no more to invite."""
    _VOID_INVITATION.change(connection, account=account_id, dev=dev)


def hand_over_invitation(connection: Connection, account_id: int, old: str, new: str) -> None:
    """The inviting device has another key."""
    _HAND_OVER.change(connection, account=account_id, dev=old, new=new)


def reserve_try(connection: Connection, login: str, now: int) -> CodeToCheck | None:
    """Take one try before anything is compared; None where there is nothing to compare with.

    The statement is the same for unknown users, so that it takes the same time.
    """
    row = _RESERVE.one(connection, login_=login, now_=now)
    return None if row is None else CodeToCheck(*row)


def reserved_before(connection: Connection, login: str, now: int) -> CodeToCheck | None:
    """The same after a crash: the try was taken then."""
    row = _LOOK.one(connection, login_=login, now_=now)
    return None if row is None else CodeToCheck(*row)


def use_up(connection: Connection, code: CodeToCheck, now: int) -> bool:
    """Spend the code; False when it was spent or replaced since it was looked at."""
    values = {"account": code.account_id, "hash_": code.hash, "now_": now}
    return _USE_UP.change(connection, **values) == 1
