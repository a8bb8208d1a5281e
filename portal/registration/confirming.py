"""The address is the user's: from now on there is an account (requirement P5)."""

from typing import Final

from sqlalchemy import Connection, bindparam, select, update

from portal.accounts.service import create_account, find_account
from portal.audit.events import Event
from portal.audit.log import note
from portal.db.statement import Statement
from portal.mail.outbox import post
from portal.registration.deletion import delete_registration
from portal.registration.opening import Dead
from portal.registration.standing import continue_letter
from portal.registration.store import Registration, find_registration
from portal.registration.tables import REGISTRATIONS
from portal.registration.visits import end_all

_R: Final = REGISTRATIONS.c
_CONFIRM = Statement(
    update(REGISTRATIONS)
    .where(
        _R.id == bindparam("id_"),
        # The address may be corrected at the same moment: the account would be another's.
        _R.login == bindparam("login_"),
        _R.confirmed_at.is_(None),
    )
    .values(confirmed_at=bindparam("now_"))
)
_GIVE_ACCOUNT = Statement(
    update(REGISTRATIONS).where(_R.id == bindparam("id_")).values(account_id=bindparam("account"))
)
_OTHERS = Statement(
    select(_R.id).where(
        _R.login == bindparam("login_"), _R.confirmed_at.is_(None), _R.id != bindparam("id_")
    )
)


def confirm(connection: Connection, registration: Registration, now: int) -> Dead | None:
    """Make the account of a registration whose link was followed; again it changes nothing.

    Raises:
        AccountProblem: the account was made at the same moment.
    """
    if registration.confirmed_at is not None:
        return None
    login, id_ = registration.login, registration.id
    if find_account(connection, login) is not None:
        return Dead.TAKEN
    if not _CONFIRM.change(connection, id_=id_, login_=login, now_=now):
        current = find_registration(connection, id_)
        return None if current is not None and current.login == login else Dead.CHANGED
    # Whoever filled the form in has not shown that the address is theirs: their browser must not
    # come to the activation code of somebody who confirms what a stranger began.
    end_all(connection, id_)
    for (other,) in _OTHERS.all(connection, login_=login, id_=id_):
        found = find_registration(connection, other)
        if found is not None:
            delete_registration(connection, found, now)
    _open_account(connection, registration, now)
    return None


def _open_account(connection: Connection, registration: Registration, now: int) -> None:
    account = create_account(
        connection,
        login=registration.login,
        name=registration.name,
        provider=registration.institution,
        ik=registration.ik,
        cleared=False,
        now=now,
        language=registration.language,
    )
    _GIVE_ACCOUNT.change(connection, id_=registration.id, account=account.id)
    post(connection, continue_letter(registration, has_device=False), now)
    confirmed = Event.REGISTRATION_CONFIRMED
    note(connection, confirmed, now, account=account.id, registration=registration.id)
