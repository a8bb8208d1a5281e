"""Starting a registration and confirming its e-mail address (requirement P5)."""

import secrets
from dataclasses import fields
from typing import Final

from sqlalchemy import Connection, bindparam, select, update

from crypto.encoding import b64url
from portal.domain.accounts.accounts import Role, create_account, find_account
from portal.domain.audit.log import Event, record_event
from portal.domain.devices.administration import has_active_device
from portal.domain.email.outbox import Email, EmailKind, enqueue, withdraw
from portal.domain.registration.lifecycle import delete_registration
from portal.domain.registration.links import ID_BYTES, DeadLink
from portal.domain.registration.personal_data import INVITED_FIELDS, Personal
from portal.domain.registration.progress import continue_email, is_in_progress
from portal.domain.registration.registrations import (
    REGISTRATIONS,
    Kind,
    Registration,
    State,
    end_all,
    find_registration,
    insert_registration,
    registration_of_account,
)
from portal.domain.topics import registration_topic
from portal.platform.database.notifications import notify
from portal.platform.database.statement import Statement

DAYS: Final = 30
LIFE_SECONDS: Final = DAYS * 86_400
CONFIRM_SECONDS: Final = 720 * 3600

_NOBODY: Final = -1
_R: Final = REGISTRATIONS.c
_MAILED = Statement(
    update(REGISTRATIONS)
    .where(_R.id == bindparam("id_"), _R.confirmed_at.is_(None))
    .values(
        login=bindparam("login_"), mailed_at=bindparam("now_"), confirm_until=bindparam("until")
    )
)


def unconfirmed(
    kind: Kind, personal: Personal, language: str, now: int, *, confirm: int, life: int
) -> Registration:
    """One that has just begun, with an id of its own; `confirm` and `life` are seconds."""
    return Registration(
        id=b64url(secrets.token_bytes(ID_BYTES)),
        kind=kind,
        state=State.OPEN,
        **vars(personal),
        language=language,
        created_at=now,
        mailed_at=now,
        confirm_until=now + confirm,
        confirmed_at=None,
        expires_at=now + life,
        reminders=0,
        account_id=None,
        certificate_at=None,
        device_at=None,
        ordered_at=None,
        region=None,
        first_clerk=None,
        first_shown=None,
        decided_by=None,
        decided_at=None,
        reason="",
    )


def begin(connection: Connection, personal: Personal, language: str, now: int) -> Registration:
    """Store what was entered in step 1, and write to the address."""
    registration = unconfirmed(
        Kind.NEW, personal, language, now, confirm=CONFIRM_SECONDS, life=LIFE_SECONDS
    )
    insert_registration(connection, registration)
    _write_to(connection, registration, registration.login, now)
    record_event(connection, Event.REGISTRATION_BEGUN, now, registration=registration.id)
    return registration


def is_begun(registration: Registration, personal: Personal) -> bool:
    """Whether a registration whose address is not confirmed yet was begun with just this."""
    same = all(getattr(registration, name) == value for name, value in vars(personal).items())
    return same and registration.kind is Kind.NEW and registration.confirmed_at is None


def write_again(connection: Connection, registration: Registration, login: str, now: int) -> bool:
    """Send the first e-mail again, to `login` from now on; False once an address is confirmed."""
    values = {"id_": registration.id, "login_": login, "now_": now, "until": now + CONFIRM_SECONDS}
    if not _MAILED.change(connection, **values):
        return False
    # An e-mail that still waits for the mail server must not go to the address it was mistyped as.
    withdraw(connection, registration.id)
    _write_to(connection, registration, login, now)
    return True


def _write_to(connection: Connection, registration: Registration, login: str, now: int) -> None:
    account = find_account(connection, login)
    own = registration_of_account(connection, _NOBODY if account is None else account.id)
    has_device = has_active_device(connection, _NOBODY if account is None else account.id)
    kind = EmailKind.REGISTRATION if account is None else EmailKind.TAKEN
    email = Email(kind, login, registration.language, registration.id)
    if account is not None and is_in_progress(own, account, now):
        email = continue_email(own, has_device=has_device)
    enqueue(connection, email, now)


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


def confirm(connection: Connection, registration: Registration, now: int) -> DeadLink | None:
    """Make the account of a registration whose link was followed; again it changes nothing.

    Raises:
        AccountProblem: the account was made at the same moment.
    """
    if registration.confirmed_at is not None:
        return None
    login, id_ = registration.login, registration.id
    if find_account(connection, login) is not None:
        return DeadLink.TAKEN
    if not _CONFIRM.change(connection, id_=id_, login_=login, now_=now):
        current = find_registration(connection, id_)
        return None if current is not None and current.login == login else DeadLink.CHANGED
    # Whoever filled the form in has not shown that the address is theirs: their browser must not
    # come to the activation code of somebody who confirms what a stranger began.
    end_all(connection, id_)
    for (other,) in _OTHERS.all(connection, login_=login, id_=id_):
        found = find_registration(connection, other)
        if found is not None:
            delete_registration(connection, found, now)
    _open_account(connection, registration, now)
    return None


_FILL_IN = Statement(
    update(REGISTRATIONS)
    .where(_R.id == bindparam("id_"), _R.confirmed_at.is_(None))
    .values({name: bindparam(f"{name}_") for name in INVITED_FIELDS})
)


def person_of(registration: Registration) -> Personal:
    """What is known of its user."""
    return Personal(**{one.name: getattr(registration, one.name) for one in fields(Personal)})


def fill_in(connection: Connection, registration: Registration, person: Personal) -> Registration:
    """What an invited user has entered; of one that is confirmed already nothing changes."""
    values = {f"{name}_": getattr(person, name) for name in INVITED_FIELDS}
    if not _FILL_IN.change(connection, id_=registration.id, **values):
        return registration
    return find_registration(connection, registration.id) or registration


def _open_account(connection: Connection, registration: Registration, now: int) -> None:
    invited = registration.kind is Kind.INVITED
    account = create_account(
        connection,
        login=registration.login,
        name=registration.name,
        provider=registration.institution,
        ik=None if invited else registration.ik,
        cleared=False,
        now=now,
        role=Role.USER if invited else Role.ADMIN,
        language=registration.language,
        provider_id=registration.provider_id,
    )
    _GIVE_ACCOUNT.change(connection, id_=registration.id, account=account.id)
    enqueue(connection, continue_email(registration, has_device=False), now)
    confirmed = Event.REGISTRATION_CONFIRMED
    record_event(connection, confirmed, now, account=account.id, registration=registration.id)
    notify(connection, registration_topic(registration.id))
