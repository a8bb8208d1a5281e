"""A lost device or a forgotten PIN, from the user's side (requirement P12)."""

import dataclasses
from typing import Final

from sqlalchemy import Connection, bindparam, delete, update

from portal.domain.accounts.accounts import Account, Role, find_account
from portal.domain.audit.log import Event, record_event
from portal.domain.devices.administration import has_active_device, reset_account
from portal.domain.devices.devices import lock_devices
from portal.domain.email.outbox import Email, EmailKind, enqueue, withdraw
from portal.domain.institutions.directory import find_institution
from portal.domain.providers.providers import institution_of
from portal.domain.registration.lifecycle import clear_by_admin, delete_registration
from portal.domain.registration.personal_data import Personal
from portal.domain.registration.progress import continue_email, is_in_progress
from portal.domain.registration.registrations import (
    REGISTRATIONS,
    Kind,
    Registration,
    State,
    insert_registration,
    registration_of_account,
)
from portal.domain.registration.start import LIFE_SECONDS, unconfirmed
from portal.platform.database.statement import Statement

LINK_SECONDS: Final = 86_400

_NOBODY: Final = -1
_WITH_SOMEBODY: Final = (State.OPEN, State.ORDERED)
"""With the user, or with the clerks."""
_R: Final = REGISTRATIONS.c
_UNCONFIRMED: Final = (_R.kind == Kind.RESET, _R.confirmed_at.is_(None))
_DELETE = Statement(delete(REGISTRATIONS).where(_R.id == bindparam("id_")))
_DELETE_OTHERS = Statement(
    delete(REGISTRATIONS).where(_R.account_id == bindparam("account"), *_UNCONFIRMED)
)
_DELETE_LATE = Statement(
    delete(REGISTRATIONS).where(_R.confirm_until <= bindparam("now_"), *_UNCONFIRMED)
)
_BEGIN = Statement(
    update(REGISTRATIONS)
    .where(_R.id == bindparam("id_"), *_UNCONFIRMED)
    .values(
        created_at=bindparam("now_"),
        confirmed_at=bindparam("now_"),
        expires_at=bindparam("until"),
    )
)


def want_reset(connection: Connection, login: str, language: str, now: int) -> None:
    """Ask the owner of an account by mail whether all its devices are to be revoked.

    Nothing happens to the account. For a name without one the same statements are carried out,
    but nothing of them is left, so that their time shows nothing either.
    """
    account = find_account(connection, login)
    known = account is not None and account.role is not Role.CLERK
    number = _NOBODY if account is None else account.id
    newest = registration_of_account(connection, number)
    has_device = has_active_device(connection, number)
    ik = (account.ik if account is not None else None) or ""
    institution = find_institution(connection, ik)
    name = institution_of(connection, (account and account.provider_id) or _NOBODY, ik)
    made = _blank(login, language, now)
    if account is not None:
        code = "" if institution is None else institution.postal_code
        made = filled(made, account, newest, code, name)
    in_progress = account is not None and is_in_progress(newest, account, now)
    email = Email(EmailKind.RESET, login, made.language, made.id)
    if in_progress and newest is not None:
        email = continue_email(newest, has_device=has_device, lost=True)
    insert_registration(connection, made)
    enqueue(connection, email, now)
    # Undone at once for whom there is nothing to reset, or nothing to be written.
    _DELETE.change(connection, id_=made.id if in_progress or not known else "")
    withdraw(connection, "" if known else made.id)
    record_event(connection, Event.RESET_WANTED, now, account=account.id if account else None)


def begin_reset(connection: Connection, registration: Registration, now: int) -> None:
    """The owner of the address has said yes: all devices end."""
    if registration.account_id is not None:
        lock_devices(connection, registration.account_id)
    values = {"id_": registration.id, "now_": now, "until": now + LIFE_SECONDS}
    if not _BEGIN.change(connection, **values):
        return
    _DELETE_OTHERS.change(connection, account=registration.account_id)
    login, language = registration.login, registration.language
    enqueue(connection, Email(EmailKind.RESET_BEGUN, login, language, registration.id), now)
    reset_account(connection, login, now)


def allow_new_device(connection: Connection, account: Account, by: str, now: int) -> None:
    """An LE-Admin says in the AOK's place that a plain user of the same provider may activate a new
    device (docs/adr/0042-new-device-by-le-admin.md): all devices end, and the link to the next step
    goes to the user alone, with the name of the LE-Admin, `by`.

    A reset that the user has begun ends: its certificate is not needed any more. To be called with
    the account's devices locked.
    """
    newest = registration_of_account(connection, account.id)
    if newest is not None and newest.kind is Kind.RESET and newest.state in _WITH_SOMEBODY:
        delete_registration(connection, newest, now)
    name = institution_of(connection, account.provider_id or _NOBODY, account.ik or "")
    made = filled(_blank(account.login, account.language, now), account, newest, "", name)
    insert_registration(connection, made)
    _BEGIN.change(connection, id_=made.id, now_=now, until=now + LIFE_SECONDS)
    _DELETE_OTHERS.change(connection, account=account.id)
    reset_account(connection, account.login, now)
    clear_by_admin(connection, made, now, by)


def forget_unconfirmed(connection: Connection, now: int) -> None:
    """Delete the resets that nobody has confirmed in time; nothing had happened yet."""
    _DELETE_LATE.change(connection, now_=now)


def _blank(login: str, language: str, now: int) -> Registration:
    nothing = dict.fromkeys((field.name for field in dataclasses.fields(Personal)), "")
    personal = Personal(**nothing | {"login": login})
    return unconfirmed(Kind.RESET, personal, language, now, confirm=LINK_SECONDS, life=LINK_SECONDS)


def filled(
    made: Registration,
    account: Account,
    newest: Registration | None,
    postal_code: str,
    institution: str = "",
) -> Registration:
    """With what is known of the account; `newest` is its newest registration, `institution` the
    name that belongs to its IK number, where there is one.
    """
    first, _, last = account.name.rpartition(" ")
    made = dataclasses.replace(
        made,
        account_id=account.id,
        first_name=first,
        last_name=last,
        ik=account.ik or "",
        institution=institution or account.provider,
        postal_code=postal_code,
        language=account.language,
    )
    if newest is None:
        return made
    same = (
        "salutation",
        "first_name",
        "last_name",
        "phone",
        "phone_typed",
        "function",
        "postal_code",
    )
    return dataclasses.replace(made, **{name: getattr(newest, name) for name in same})
