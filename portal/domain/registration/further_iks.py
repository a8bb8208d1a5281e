"""What becomes of a provider's further IK number while its registration goes on (requirement P11).

The registration is of kind IK. Beside it the number stands with the provider, as pending until a
clerk decides. Which of two providers has a number is for a clerk to find out: while another one has
it cleared, it cannot be cleared here.
"""

from typing import Final

from sqlalchemy import Connection, bindparam, delete, update

from portal.domain.email.outbox import Email, EmailKind, enqueue
from portal.domain.providers.providers import (
    IkState,
    holder_of,
    le_admins,
    lock_number,
    note_region,
)
from portal.domain.providers.tables import PROVIDER_IKS
from portal.domain.registration.registrations import Kind, Registration, State
from portal.platform.database.statement import Statement

_I: Final = PROVIDER_IKS.c
_SET = Statement(
    update(PROVIDER_IKS)
    .where(
        _I.provider_id == bindparam("provider"),
        _I.ik == bindparam("ik_"),
        _I.state == bindparam("from_"),
    )
    .values(state=bindparam("to"), decided_at=bindparam("now_"))
)
_FORGET = Statement(
    delete(PROVIDER_IKS).where(
        _I.provider_id == bindparam("provider"),
        _I.ik == bindparam("ik_"),
        _I.state == bindparam("state_"),
    )
)
_UNDECIDED: Final = {
    State.OPEN: IkState.PENDING,
    State.ORDERED: IkState.PENDING,
    State.REFUSED: IkState.REFUSED,
}


def is_free(connection: Connection, registration: Registration) -> bool:
    """Whether a clearance is possible, and stays so until the transaction ends; of registrations
    of other kinds it always is.
    """
    if registration.kind is not Kind.IK:
        return True
    lock_number(connection, registration.ik)
    return holder_of(connection, registration.ik) is None


def clear_number(connection: Connection, registration: Registration, now: int) -> None:
    """From now on the provider has it; payment advices that wait for it come by themselves.

    To be called where `is_free` has said so.
    """
    _decide(connection, registration, IkState.CLEARED, now)
    note_region(connection, registration.provider_id or 0, registration.ik, registration.region)
    _tell_admins(connection, registration, "cleared", now)


def refuse_number(
    connection: Connection, registration: Registration, reason: str, now: int
) -> None:
    """It stays in the provider's list as refused as long as the registration is kept."""
    _decide(connection, registration, IkState.REFUSED, now)
    _tell_admins(connection, registration, "refused", now, reason=reason)


def forget_number(connection: Connection, registration: Registration) -> None:
    """The registration is deleted: take the number off the provider's list, unless it is cleared.

    Of registrations of other kinds nothing happens.
    """
    state = _UNDECIDED.get(registration.state)
    if registration.kind is Kind.IK and state is not None:
        values = {"provider": registration.provider_id, "ik_": registration.ik}
        _FORGET.change(connection, state_=state, **values)


def ik_email(registration: Registration, what: str, now: int, **facts: str) -> Email:
    """To whoever has added the number; it has no link that would let its reader in."""
    said = {"ik": registration.ik, "institution": registration.institution, "what": what}
    said |= {"at": str(now)} | facts
    login, language = registration.login, registration.language
    return Email(EmailKind.IK, login, language, registration.id, facts=said)


def _decide(connection: Connection, registration: Registration, to: IkState, now: int) -> None:
    values = {"provider": registration.provider_id, "ik_": registration.ik, "now_": now}
    _SET.change(connection, from_=IkState.PENDING, to=to, **values)


def _tell_admins(
    connection: Connection, registration: Registration, what: str, now: int, **facts: str
) -> None:
    """The decision is for all LE-Admins to know."""
    said = ik_email(registration, what, now, **facts).facts
    for login, language in le_admins(connection, registration.provider_id or 0):
        email = Email(EmailKind.IK, login, language, registration.id, facts=said)
        enqueue(connection, email, now)
