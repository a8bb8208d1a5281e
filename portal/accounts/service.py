"""Making, finding and clearing accounts."""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from portal.accounts.login_name import is_acceptable, normalised
from portal.accounts.tables import ACCOUNTS


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


_FIND = select(ACCOUNTS).where(ACCOUNTS.c.login == bindparam("login_"))
_CLEAR = update(ACCOUNTS).where(ACCOUNTS.c.login == bindparam("login_")).values(cleared=True)


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
        AccountProblem: the user name is taken, or is none.
    """
    login = normalised(login)
    if not is_acceptable(login):
        raise AccountProblem("This is no user name: give an e-mail address without spaces.")
    values = {
        "login": login,
        "name": name,
        "provider": provider,
        "ik": ik,
        "cleared": cleared,
        "created_at": now,
    }
    try:
        connection.execute(insert(ACCOUNTS), values)
    except IntegrityError as error:
        raise AccountProblem(
            f"The account {login} exists already: choose another user name."
        ) from error
    return get_account(connection, login)


def find_account(connection: Connection, login: str) -> Account | None:
    row = connection.execute(_FIND, {"login_": normalised(login)}).one_or_none()
    return None if row is None else Account(*row)


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
    connection.execute(_CLEAR, {"login_": normalised(login)})
    return get_account(connection, login)
