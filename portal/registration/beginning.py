"""Beginning a registration, writing again, and correcting a mistyped address (requirement P5).

What is done is the same whether the address has an account or not; only the letter differs.
"""

import secrets
from typing import Final

from sqlalchemy import Connection, bindparam, update

from crypto.encoding import b64url
from portal.accounts.service import find_account
from portal.audit.events import Event
from portal.audit.log import note
from portal.db.statement import Statement
from portal.devices.reset import has_active_device
from portal.mail.letters import Letter, LetterKind
from portal.mail.outbox import post, withdraw
from portal.registration.links import ID_BYTES
from portal.registration.personal import Personal
from portal.registration.standing import continue_letter
from portal.registration.states import Kind, State
from portal.registration.store import (
    Registration,
    insert_registration,
    registration_of_account,
)
from portal.registration.tables import REGISTRATIONS
from portal.registration.under_way import is_under_way

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
        decided_by=None,
        decided_at=None,
        reason="",
    )


def begin(connection: Connection, personal: Personal, language: str, now: int) -> Registration:
    """Store what step 1 was told, and write to the address."""
    registration = unconfirmed(
        Kind.NEW, personal, language, now, confirm=CONFIRM_SECONDS, life=LIFE_SECONDS
    )
    insert_registration(connection, registration)
    _write_to(connection, registration, registration.login, now)
    note(connection, Event.REGISTRATION_BEGUN, now, registration=registration.id)
    return registration


def write_again(connection: Connection, registration: Registration, login: str, now: int) -> bool:
    """Send the first letter again, to `login` from now on; False once an address is confirmed."""
    values = {"id_": registration.id, "login_": login, "now_": now, "until": now + CONFIRM_SECONDS}
    if not _MAILED.change(connection, **values):
        return False
    # A letter that still waits for the mail server must not go to the address it was mistyped as.
    withdraw(connection, registration.id)
    _write_to(connection, registration, login, now)
    return True


def _write_to(connection: Connection, registration: Registration, login: str, now: int) -> None:
    account = find_account(connection, login)
    own = registration_of_account(connection, _NOBODY if account is None else account.id)
    has_device = has_active_device(connection, _NOBODY if account is None else account.id)
    kind = LetterKind.REGISTRATION if account is None else LetterKind.TAKEN
    letter = Letter(kind, login, registration.language, registration.id)
    if account is not None and is_under_way(own, account, now):
        letter = continue_letter(own, has_device=has_device)
    post(connection, letter, now)
