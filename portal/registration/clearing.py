"""What a clearance brings (requirement P9), whoever gives it."""

from typing import Final

from sqlalchemy import Connection, Integer, bindparam, update

from portal.accounts.service import Account, clear_account, get_account
from portal.audit.events import Event
from portal.audit.log import note
from portal.db.statement import Statement
from portal.mail.letters import Letter, LetterKind
from portal.mail.outbox import post
from portal.registration.states import Kind, State
from portal.registration.store import Registration, registration_of_account
from portal.registration.tables import REGISTRATIONS

_R: Final = REGISTRATIONS.c
CLEARED: Final = {
    "state": State.CLEARED,
    "reason": "",
    "decided_by": bindparam("clerk", type_=Integer),
    "decided_at": bindparam("now_"),
}
_CLEAR = Statement(
    update(REGISTRATIONS)
    .where(_R.id == bindparam("id_"), _R.state != State.CLEARED)
    .values(CLEARED)
)


def clear_by_command(connection: Connection, login: str, now: int) -> Account:
    """Let an account log in, and decide its newest registration, so that no clerk does.

    Raises:
        AccountProblem: there is none.
    """
    account = get_account(connection, login)
    newest = registration_of_account(connection, account.id)
    if newest is None or not _CLEAR.change(connection, id_=newest.id, now_=now, clerk=None):
        return clear_account(connection, login, now)
    return let_in(connection, newest, None, now)


def let_in(
    connection: Connection, registration: Registration, clerk: int | None, now: int
) -> Account:
    """Tell the user of a registration that was just cleared, and clear the account."""
    is_reset = registration.kind is Kind.RESET
    kind = LetterKind.RESET_CLEARED if is_reset else LetterKind.CLEARED
    login, language, id_ = registration.login, registration.language, registration.id
    post(connection, Letter(kind, login, language, id_), now)
    account = clear_account(connection, login, now)
    cleared = Event.REGISTRATION_CLEARED
    note(connection, cleared, now, account=account.id, registration=id_, clerk=clerk)
    return account
