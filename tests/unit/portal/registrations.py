"""Registrations for tests, as the pages would have made them."""

import dataclasses
import secrets
from typing import Any

from crypto.encoding import b64url
from portal.registration.states import Kind, State
from portal.registration.store import Registration, find_registration, insert_registration
from tests.support.portal_server import RunningPortal

DAY = 86_400


def add_registration(portal: RunningPortal, login: str, **changes: Any) -> Registration:
    """A registration of `login`; confirmed if that has an account. `changes` are its fields."""
    now = portal.clock.now()
    rows = portal.query("SELECT id FROM accounts WHERE login = :l", l=login)
    account_id = rows[0][0] if rows else None
    made = Registration(
        id=b64url(secrets.token_bytes(16)),
        kind=Kind.NEW,
        state=State.OPEN,
        login=login,
        salutation="",
        first_name="Max",
        last_name="Mustermann",
        phone="089 1234567",
        function="Praxisleitung",
        ik="108018007",
        institution="Praxis am Markt",
        postal_code="80331",
        language="de",
        created_at=now,
        mailed_at=now,
        confirm_until=now + 30 * DAY,
        confirmed_at=None if account_id is None else now,
        expires_at=now + 30 * DAY,
        reminders=0,
        account_id=account_id,
        certificate_at=None,
        device_at=None,
        ordered_at=None,
        region=None,
        first_clerk=None,
        decided_by=None,
        decided_at=None,
        reason="",
    )
    made = dataclasses.replace(made, **changes)
    portal.write(lambda connection: insert_registration(connection, made))
    return made


def stored(portal: RunningPortal, id_: str) -> Registration | None:
    return portal.write(lambda connection: find_registration(connection, id_))


def letters(portal: RunningPortal, to: str) -> list[str]:
    """Kinds of the letters about registrations, in the order in which they were written."""
    sql = "SELECT kind FROM outbox WHERE recipient = :r AND kind <> 'new-device' ORDER BY rowid"
    rows = portal.query(sql, r=to)
    return [row[0] for row in rows]
