"""E-mails to be sent, stored in the transaction that gives the reason for them."""

import json
import uuid
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    select,
)

from portal.domain.topics import OUTBOX_TOPIC
from portal.platform.database.metadata import METADATA
from portal.platform.database.notifications import notify
from portal.platform.database.statement import Statement

# What is written in a mail is made when it is sent, so that no link lies in the database.
OUTBOX: Final = Table(
    "outbox",
    METADATA,
    # Also the mail's Message-ID: a mail server that gets it twice can tell.
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("registration_id", Text),
    # JSON, never with secrets.
    Column("facts", Text, nullable=False),
    # Set where something is to be said once only, as a reminder.
    Column("once", Text, unique=True),
    Column("created_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False, index=True),
    Column("tries", Integer, nullable=False),
    # Until then it belongs to the process that is sending it.
    Column("leased_until", BigInteger, nullable=False),
    # Which kind of process that is: `deliveries.Owner`.
    Column("leased_by", Text, nullable=False, server_default=""),
    Column("sent_at", BigInteger),
    Column("given_up_at", BigInteger),
)


class EmailKind(StrEnum):
    """Each has its template in German and English."""

    REGISTRATION = "registration"
    """"Ihre Registrierung": confirm the address, status (requirement P5)."""
    TAKEN = "taken"
    """Somebody registered with an address that has an account already."""
    CONTINUE = "continue"
    """"Status Ihrer Registrierung: Aktivierung Ihres Zugangs" (requirement P10).

    Facts `stand`, `lost`, `until`: see registration.progress.
    """
    ORDERED = "ordered"
    """Everything is there; the AOK looks at it."""
    ORDER = "order"
    """To a regional AOK: something is waiting for a clerk. No personal data."""
    CLEARED = "cleared"
    ASKED = "asked"
    """A clerk needs something; fact `reason`."""
    TAKEN_BACK = "taken-back"
    """A device ended or joined while a clerk had it; facts `device`, `at`, and `what`: "ended" or
    "added".
    """
    REFUSED = "refused"
    """Facts `reason`, `kind`, and `until`: when the data are deleted."""
    REMINDER = "reminder"
    """Facts `days` until the registration is deleted, 7 or 1, and `until`, when that is."""
    EXPIRED = "expired"
    """The registration was deleted. Fact `kind`: registration.states.Kind."""
    RESET = "reset"
    """Asks whether all devices are to be revoked (requirement P12)."""
    RESET_BEGUN = "reset-begun"
    """The devices are revoked; how it goes on."""
    RESET_CLEARED = "reset-cleared"
    """A new device can be activated."""
    NEW_DEVICE = "new-device"
    """Facts `device`, `at`, and `cleared`: "yes", or "" before the clearance."""
    NEW_WORKPLACE = "new-workplace"
    """A device's key is used on a further computer; facts `device`, `workplace`, `at`."""
    SUSPICIOUS = "suspicious"
    """A login was reported, a device locked or suspect, a code guessed; facts `what`, `device`,
    `at`."""
    INVITATION = "invitation"
    """Facts `by` (the LE-Admin), `provider`, and `taken`: "yes" where the reader has an account
    already."""
    USER_CHANGED = "user-changed"
    """An LE-Admin has changed the reader's account; facts `what` (users.changes.UserChange),
    `provider`."""
    ADVICES = "advices"
    """Payment advices have arrived; fact `number`."""
    EAVIS = "eavis"
    """The electronic payment advice was ordered; facts `ik`, `what` (eavis.orders.Target), `day`
    (ISO 8601), `at`."""
    IK = "ik"
    """What became of an IK number; facts `ik`, `institution`, `at`, and `what`: "ordered", "asked",
    "reminder", "expired", "cleared", "refused" or "removed"; also `reason`, `until`, and `by`."""
    BARRIER = "barrier"
    """To the support: a barrier that somebody reported; facts `page`, `text`, `reply_to`."""


@dataclass(frozen=True)
class Email:
    """A mail to be written. Links are made from `registration_id` when it is sent."""

    kind: EmailKind
    to: str
    language: str = "de"
    registration_id: str | None = None
    facts: dict[str, str] = field(default_factory=dict)
    """Never secrets; moments in seconds since 1970."""
    once: str | None = None
    """Where the same e-mail may not be sent twice, what makes it the same."""

    def __repr__(self) -> str:
        return f"Email({self.kind})"


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
_QUEUED = Statement(select(_O.id).where(_O.once == bindparam("once_")))
_WITHDRAW_ALL = Statement(delete(OUTBOX).where(_O.recipient == bindparam("recipient")))
_WITHDRAW = Statement(delete(OUTBOX).where(_O.registration_id == bindparam("registration")))


def enqueue(connection: Connection, email: Email, now: int) -> None:
    """Let an e-mail be sent as soon as possible; nothing where it was queued before.

    `once` is remembered as long as the e-mail is: a day from when it was sent.
    """
    if email.once is not None and _QUEUED.one(connection, once_=email.once) is not None:
        return
    _INSERT.change(
        connection,
        id=str(uuid.uuid4()),
        kind=email.kind,
        recipient=email.to,
        language=email.language,
        registration_id=email.registration_id,
        facts=json.dumps(email.facts),
        once=email.once,
        created_at=now,
        due_at=now,
    )
    notify(connection, OUTBOX_TOPIC)


def withdraw(connection: Connection, registration_id: str) -> None:
    """Forget all e-mails about a registration, sent or not: they hold the address."""
    _WITHDRAW.change(connection, registration=registration_id)


def withdraw_all(connection: Connection, recipient: str) -> None:
    """Forget all e-mails to somebody whose account is deleted."""
    _WITHDRAW_ALL.change(connection, recipient=recipient)
