"""E-mails to be sent, stored in the transaction that gives the reason for them; those about
devices and logins of an account.
"""

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

from crypto.protocol import DeviceState
from portal.domain.accounts.tables import ACCOUNTS
from portal.domain.devices.administration import WorkplaceEnrolled
from portal.domain.devices.devices import DeviceActivated, DeviceEnded
from portal.domain.topics import OUTBOX_TOPIC
from portal.platform.database.engines import METADATA
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
    """A new device can be activated; facts `until`, and `by`: the LE-Admin who allowed it, or "".
    """
    NEW_DEVICE = "new-device"
    """Facts `device`, `at`, and `cleared`: "yes", or "" before the clearance."""
    NEW_WORKPLACE = "new-workplace"
    """A device's key is used on a further computer; facts `device`, `workplace`, `at`."""
    SUSPICIOUS = "suspicious"
    """A login was reported, a device locked or suspect, a code guessed; facts `what`, `device`,
    `at`."""
    INVITATION = "invitation"
    """Facts `name` (the reader's), `by` (the LE-Admin), `provider`, and `taken`: "yes" where the
    reader has an account already."""
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
    "reminder", "expired", "cleared", "refused" or "removed"; also `reason`, `until`, `by`,
    and `day`: from when on advices come on paper again."""
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


_A: Final = ACCOUNTS.c
_READER = Statement(select(_A.login, _A.language, _A.cleared).where(_A.id == bindparam("account")))


class Notice(StrEnum):
    """What was unusual; the e-mail's fact `what`."""

    REPORTED = "reported"
    LOCKED = "locked"
    SUSPECT = "suspect"
    CODE_USED_UP = "code-used-up"
    """Wrong activation codes, from the address that the right one was fetched from: it is void."""
    CODE_GUESSED = "code-guessed"
    """Wrong activation codes from elsewhere: the right one is still good at its address."""


# What its user did not do, and wants to know.
_SUSPICIOUS: Final = {DeviceState.LOCKED: Notice.LOCKED, DeviceState.SUSPECT: Notice.SUSPECT}


def email_new_device(connection: Connection, event: DeviceActivated) -> None:
    """Tell the user that a device was added."""
    device = event.device
    name = device.device_name
    _enqueue_notice(connection, EmailKind.NEW_DEVICE, device.account_id, event.at, device=name)


def email_new_workplace(connection: Connection, event: WorkplaceEnrolled) -> None:
    """Tell the user that a device's key is used on a further computer."""
    device, name = event.device, event.name
    _enqueue_notice(
        connection,
        EmailKind.NEW_WORKPLACE,
        device.account_id,
        event.at,
        device=device.device_name,
        workplace=name,
    )


def email_ended_device(connection: Connection, event: DeviceEnded) -> None:
    """Tell the user that a device was locked or suspected; a removal was his own."""
    what = _SUSPICIOUS.get(event.state)
    if what is not None:
        device = event.device
        notify_suspicious(connection, device.account_id, device.device_name, what, event.at)


def notify_suspicious(
    connection: Connection, account_id: int, device: str, what: Notice, now: int
) -> None:
    _enqueue_notice(connection, EmailKind.SUSPICIOUS, account_id, now, device=device, what=what)


def _enqueue_notice(
    connection: Connection, kind: EmailKind, account_id: int, now: int, **facts: str
) -> None:
    reader = _READER.one(connection, account=account_id)
    if reader is None:
        return
    login, language, cleared = reader
    facts |= {"at": str(now), "cleared": "yes" if cleared else ""}
    enqueue(connection, Email(kind, login, language, facts=facts), now)
