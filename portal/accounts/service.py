"""Making, finding and clearing accounts."""

import re
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, bindparam, insert, select, update

from portal.accounts.login_name import is_acceptable, normalised
from portal.accounts.tables import ACCOUNTS
from portal.db.statement import Conflict, Statement


class AccountProblem(Exception):
    """Says in one sentence why nothing was done, and what to do."""


@dataclass(frozen=True)
class Account:
    """One person at one provider."""

    id: int
    login: str
    name: str
    provider: str
    ik: str | None
    cleared: bool
    reported_at: int | None
    last_login_at: int | None
    created_at: int


_IK: Final = re.compile(r"[0-9]{9}")

_INSERT = Statement(
    insert(ACCOUNTS), columns=["login", "name", "provider", "ik", "cleared", "created_at"]
)
_FIND = Statement(select(ACCOUNTS).where(ACCOUNTS.c.login == bindparam("login_")))
_CLEAR = Statement(
    update(ACCOUNTS).where(ACCOUNTS.c.login == bindparam("login_")).values(cleared=True)
)


def create_account(
    connection: Connection,
    *,
    login: str,
    name: str,
    provider: str,
    ik: str | None,
    cleared: bool,
    now: int,
) -> Account:
    """Add an account.

    Raises:
        AccountProblem: the user name is taken or is none, or the IK number is none.
    """
    login = normalised(login)
    if not is_acceptable(login):
        raise AccountProblem("This is no user name: give an e-mail address without spaces.")
    if ik is not None and not _IK.fullmatch(ik):
        raise AccountProblem("This is no IK number: give its 9 digits.")
    values = {
        "login": login,
        "name": name,
        "provider": provider,
        "ik": ik,
        "cleared": cleared,
        "created_at": now,
    }
    try:
        _INSERT.change(connection, **values)
    except Conflict as error:
        raise AccountProblem(
            f"The account {login} exists already: choose another user name."
        ) from error
    return get_account(connection, login)


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


def clear_account(connection: Connection, login: str) -> Account:
    """Let the account log in (requirement P9).

    Raises:
        AccountProblem: there is none.
    """
    _CLEAR.change(connection, login_=normalised(login))
    return get_account(connection, login)


def _account(*row: Any) -> Account:
    account = Account(*row)
    # SQLite has no booleans.
    return replace(account, cleared=bool(account.cleared))
