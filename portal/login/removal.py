"""Removing all that is known of an account's logins."""

from typing import Final

from sqlalchemy import Connection, Integer, bindparam, delete, or_

from portal.db.statement import Statement
from portal.login.tables import CHALLENGES, LOGINS, SESSIONS, TICKETS

_ACCOUNT: Final = bindparam("account", type_=Integer)
_SESSIONS = Statement(delete(SESSIONS).where(SESSIONS.c.account_id == _ACCOUNT))
_TICKETS = Statement(delete(TICKETS).where(TICKETS.c.account_id == _ACCOUNT))
# With their actions; also those that were begun before there was an account.
_CHALLENGES = Statement(
    delete(CHALLENGES).where(
        or_(CHALLENGES.c.account_id == _ACCOUNT, CHALLENGES.c.login == bindparam("login_"))
    )
)
_LOGINS = Statement(delete(LOGINS).where(LOGINS.c.account_id == _ACCOUNT))


def delete_logins(connection: Connection, account_id: int, login: str) -> None:
    """Sessions, tickets, requests with their actions, and the history."""
    # Tickets first, as where a ticket is posted: PostgreSQL must not find a deadlock here.
    _TICKETS.change(connection, account=account_id)
    _CHALLENGES.change(connection, account=account_id, login_=login)
    _SESSIONS.change(connection, account=account_id)
    _LOGINS.change(connection, account=account_id)
