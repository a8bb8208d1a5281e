"""Adding a further IK number to a provider: begin, look, withdraw (requirement P11)."""

from dataclasses import replace
from typing import Final

from sqlalchemy import Connection, bindparam, select

from portal.domain.accounts.accounts import find_account
from portal.domain.audit.log import Event, record_event
from portal.domain.providers.providers import IkState, add_ik, iks_of
from portal.domain.providers.tables import PROVIDER_IKS
from portal.domain.registration.lifecycle import delete_registration
from portal.domain.registration.personal_data import Number, invited_person
from portal.domain.registration.registrations import (
    REGISTRATIONS,
    Kind,
    Registration,
    State,
    find_registration,
    insert_registration,
    registration_of_account,
)
from portal.domain.registration.reset import filled
from portal.domain.registration.start import LIFE_SECONDS, unconfirmed
from portal.platform.database.statement import Statement

MOST_PENDING: Final = 20
"""Of one provider, so that nobody fills the clerks' list."""

_R: Final = REGISTRATIONS.c
_OF_PROVIDER = Statement(
    select(_R.id)
    .where(_R.provider_id == bindparam("provider"), _R.kind == Kind.IK)
    .order_by(_R.created_at, _R.id)
)

_I: Final = PROVIDER_IKS.c
_NAMES = Statement(
    select(_I.ik, _I.institution).where(_I.provider_id == bindparam("provider")).order_by(_I.id)
)


class TooManyPending(Exception):
    """A clerk has to decide on others first."""


def begin_ik(
    connection: Connection,
    login: str,
    provider_id: int,
    number: Number,
    now: int,
) -> Registration:
    """Let an LE-Admin hand in a certificate for a further IK number.

    Raises:
        IkTaken: the provider has it already, or it is pending.
        TooManyPending
    """
    account = find_account(connection, login)
    if account is None:
        raise LookupError("whoever is logged in has an account")
    found = iks_of(connection, provider_id)
    if sum(one.state is IkState.PENDING for one in found) >= MOST_PENDING:
        raise TooManyPending
    person = invited_person(login, "", "", number.ik, number.institution)
    made = unconfirmed(Kind.IK, person, account.language, now, confirm=0, life=LIFE_SECONDS)
    made = filled(made, account, registration_of_account(connection, account.id), "")
    made = replace(made, confirmed_at=now, **vars(number)).of_provider(provider_id)
    add_ik(connection, provider_id, number.ik, number.institution, now)
    insert_registration(connection, made)
    begun = Event.REGISTRATION_BEGUN
    record_event(connection, begun, now, account=account.id, registration=made.id)
    return made


def is_in_use(connection: Connection, provider_id: int, ik: str) -> bool:
    """Whether `begin_ik` would raise IkTaken."""
    in_use = (IkState.PENDING, IkState.CLEARED)
    return any(one.ik == ik and one.state in in_use for one in iks_of(connection, provider_id))


def ik_orders(connection: Connection, provider_id: int) -> dict[str, Registration]:
    """The newest of each IK number that a provider has added."""
    rows = _OF_PROVIDER.all(connection, provider=provider_id)
    found = [find_registration(connection, id_) for (id_,) in rows]
    return {one.ik: one for one in found if one is not None}


def earlier_numbers(connection: Connection, provider_id: int) -> dict[str, Number]:
    """What this provider has said of its IK numbers, the removed and refused ones too."""
    orders = ik_orders(connection, provider_id)
    codes = {ik: order.postal_code for ik, order in orders.items()}
    rows = _NAMES.all(connection, provider=provider_id)
    return {ik: Number(ik, institution, codes.get(ik, "")) for ik, institution in rows}


def find_order(connection: Connection, provider_id: int, id_: str) -> Registration | None:
    """One of this provider; while it is open a certificate can be handed in for it."""
    found = find_registration(connection, id_)
    is_own = found is not None and found.kind is Kind.IK and found.provider_id == provider_id
    return found if is_own else None


def withdraw_order(connection: Connection, provider_id: int, id_: str, now: int) -> bool:
    """The provider does not want it any more; False where it has no such open one."""
    found = find_order(connection, provider_id, id_)
    if found is None or found.state is not State.OPEN:
        return False
    delete_registration(connection, found, now)
    return True
