"""Accounts: user names, creating, finding and clearing."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from crypto.email_address import BadAddress, read_address
from portal.domain.accounts.tables import ACCOUNTS
from portal.domain.accounts.user_names import normalised
from portal.domain.audit.log import Event, record_event
from portal.domain.topics import account_topic
from portal.platform.database.notifications import notify
from portal.platform.database.statement import Conflict, Statement
from portal.platform.events import publish


class AccountProblem(Exception):
    """Says in one sentence why nothing was done, and what to do."""


class Role(StrEnum):
    """What somebody may do after the login."""

    ADMIN = "admin"
    """LE-Admin of a provider (requirement P3)."""
    USER = "user"
    CLERK = "clerk"
    """Of the AOK: clears registrations (requirement P9)."""


@dataclass(frozen=True)
class Account:
    """One person at one provider, or a clerk at a regional AOK."""

    id: int
    login: str
    name: str
    provider: str
    ik: str | None
    cleared: bool
    reported_at: int | None
    created_at: int
    reset_at: int | None
    role: Role
    region: str | None
    """Of a clerk, the regional AOK; None where the clerk sees all."""
    language: str
    browsers_epoch: int
    """See `portal.domain.logins.starts`."""
    provider_id: int | None
    """None of a clerk."""
    blocked_at: int | None


@dataclass(frozen=True)
class AccountCreated:
    """Domain event: there is a new account."""

    account: Account
    at: int
    """Seconds since 1970."""


@dataclass(frozen=True)
class AccountCleared:
    """Domain event: an account may log in from now on."""

    account: Account
    at: int
    """Seconds since 1970."""


_IK: Final = re.compile(r"[0-9]{9}")

_INSERT = Statement(
    insert(ACCOUNTS),
    columns=[
        "login",
        "name",
        "provider",
        "ik",
        "cleared",
        "created_at",
        "role",
        "region",
        "language",
        "provider_id",
    ],
    unique=ACCOUNTS.c.login,
)
_FIND = Statement(select(ACCOUNTS).where(ACCOUNTS.c.login == bindparam("login_")))
_CLEAR = Statement(
    update(ACCOUNTS)
    .where(ACCOUNTS.c.login == bindparam("login_"))
    .values(cleared=True, reset_at=None)
)
_RESET = Statement(
    update(ACCOUNTS)
    .where(ACCOUNTS.c.id == bindparam("account"))
    .values(cleared=False, reset_at=bindparam("now_"))
)
_REPORT = Statement(
    update(ACCOUNTS)
    .where(ACCOUNTS.c.id == bindparam("account"))
    .values(reported_at=bindparam("now_"))
)
_FORGIVE = Statement(
    update(ACCOUNTS)
    .where(ACCOUNTS.c.id == bindparam("account"), ACCOUNTS.c.reported_at.is_not(None))
    .values(reported_at=None)
)
_BLOCKED = Statement(
    select(ACCOUNTS.c.id).where(
        ACCOUNTS.c.id == bindparam("account"), ACCOUNTS.c.blocked_at.is_not(None)
    )
)
_DELETE = Statement(delete(ACCOUNTS).where(ACCOUNTS.c.id == bindparam("account")))


def create_account(
    connection: Connection,
    *,
    login: str,
    name: str,
    provider: str,
    ik: str | None,
    cleared: bool,
    now: int,
    role: Role = Role.ADMIN,
    region: str | None = None,
    language: str = "de",
    provider_id: int | None = None,
) -> Account:
    """Add an account, with a provider of its own where none is given.

    Raises:
        AccountProblem: the user name is taken or is none, or the IK number is none.
    """
    address = _address(login)
    if ik is not None and not _IK.fullmatch(ik):
        raise AccountProblem("This is no IK number: give its 9 digits.")
    values: dict[str, Any] = {"login": address, "name": name, "provider": provider, "ik": ik}
    values |= {"created_at": now, "role": role, "region": region, "language": language}
    values |= {"cleared": cleared, "provider_id": provider_id}
    try:
        _INSERT.change(connection, **values)
    except Conflict as error:
        raise AccountProblem(
            f"The account {address} exists already: choose another user name."
        ) from error
    _announce(connection, get_account(connection, address), now)
    return get_account(connection, address)


def _announce(connection: Connection, account: Account, now: int) -> None:
    cleared = account.cleared
    record_event(connection, Event.ACCOUNT_CREATED, now, account=account.id, cleared=cleared)
    publish(connection, AccountCreated(account, now))
    if cleared:
        # As the handlers have left it.
        publish(connection, AccountCleared(get_account(connection, account.login), now))


def _address(login: str) -> str:
    address = read_address(login)
    if isinstance(address, BadAddress):
        raise AccountProblem(
            f"This is no user name ({address.fault.value}): give one e-mail address without spaces."
        )
    return address


def find_account(connection: Connection, login: str) -> Account | None:
    row = _FIND.one(connection, login_=normalised(login))
    return None if row is None else _account(*row)


def get_account(connection: Connection, login: str) -> Account:
    """The account of a user name.

    Raises:
        AccountProblem: there is none.
    """
    account = find_account(connection, login)
    if account is None:
        raise AccountProblem(f"There is no account {normalised(login)}: create it first.")
    return account


def clear_account(connection: Connection, login: str, now: int) -> Account:
    """Let the account log in (requirement P9).

    Raises:
        AccountProblem: there is none.
    """
    _CLEAR.change(connection, login_=normalised(login))
    account = get_account(connection, login)
    notify(connection, account_topic(account.id))
    record_event(connection, Event.ACCOUNT_CLEARED, now, account=account.id)
    publish(connection, AccountCleared(account, now))
    return get_account(connection, login)


def note_reset(connection: Connection, account: Account, now: int) -> Account:
    """Withdraw the clearance of an account whose devices were revoked (requirement P12)."""
    _RESET.change(connection, account=account.id, now_=now)
    record_event(connection, Event.ACCOUNT_RESET, now, account=account.id)
    return replace(account, cleared=False, reset_at=now)


def note_report(connection: Connection, account_id: int, now: int) -> None:
    """A user has reported a login request: no browser may begin one until `forgive_report`."""
    _REPORT.change(connection, account=account_id, now_=now)
    notify(connection, account_topic(account_id))


def forgive_report(connection: Connection, account_id: int) -> None:
    """The app has let a browser in: logins may begin in browsers again."""
    if _FORGIVE.change(connection, account=account_id):
        notify(connection, account_topic(account_id))


def is_blocked(connection: Connection, account_id: int) -> bool:
    """Whether an LE-Admin has blocked the account."""
    return _BLOCKED.one(connection, account=account_id) is not None


def delete_account(connection: Connection, account_id: int) -> None:
    """The row alone: whatever refers to it must be gone already."""
    _DELETE.change(connection, account=account_id)


def _account(*row: Any) -> Account:
    account = Account(*row)
    # SQLite has no booleans.
    return replace(account, cleared=bool(account.cleared), role=Role(account.role))
