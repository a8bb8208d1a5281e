"""Mails that are to be sent, in the transaction that gives the reason for them."""

import json
import uuid
from typing import Final

from sqlalchemy import Connection, bindparam, delete, insert, select

from portal.db.bells import ring_after
from portal.db.statement import Statement
from portal.mail.letters import Letter
from portal.mail.tables import OUTBOX

OUTBOX_BELL: Final = "outbox"
"""Rings in this process when a letter was written."""

_O = OUTBOX.c
_INSERT = Statement(
    insert(OUTBOX).values(tries=0, leased_until=0),
    columns=[
        "id",
        "kind",
        "recipient",
        "language",
        "registration_id",
        "facts",
        "once",
        "created_at",
        "due_at",
    ],
)
_SAID = Statement(select(_O.id).where(_O.once == bindparam("once_")))
_WITHDRAW_ALL = Statement(delete(OUTBOX).where(_O.recipient == bindparam("recipient")))
_WITHDRAW = Statement(delete(OUTBOX).where(_O.registration_id == bindparam("registration")))


def post(connection: Connection, letter: Letter, now: int) -> None:
    """Let a letter be sent as soon as possible; nothing where it was written before.

    `once` is remembered as long as the letter is: a day from when it was sent.
    """
    if letter.once is not None and _SAID.one(connection, once_=letter.once) is not None:
        return
    _INSERT.change(
        connection,
        id=str(uuid.uuid4()),
        kind=letter.kind,
        recipient=letter.to,
        language=letter.language,
        registration_id=letter.registration_id,
        facts=json.dumps(letter.facts),
        once=letter.once,
        created_at=now,
        due_at=now,
    )
    ring_after(connection, OUTBOX_BELL)


def withdraw(connection: Connection, registration_id: str) -> None:
    """Forget all letters about a registration, sent or not: they hold the address."""
    _WITHDRAW.change(connection, registration=registration_id)


def withdraw_all(connection: Connection, recipient: str) -> None:
    """Forget all letters to somebody whose account is deleted."""
    _WITHDRAW_ALL.change(connection, recipient=recipient)
