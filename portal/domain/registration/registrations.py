"""Registrations: kind, state and row, and which browser works on which of them."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from portal.platform.database.engines import METADATA
from portal.platform.database.statement import Statement

# Several may have one user name until one of them has confirmed it.
REGISTRATIONS: Final = Table(
    "registrations",
    METADATA,
    Column("id", Text, primary_key=True),
    # registrations.Kind.
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("login", Text, nullable=False, index=True),
    Column("salutation", Text, nullable=False),
    Column("first_name", Text, nullable=False),
    Column("last_name", Text, nullable=False),
    Column("phone", Text, nullable=False),
    # What the user wrote, where `phone` is the normal form.
    Column("phone_typed", Text, nullable=False, server_default=""),
    Column("function", Text, nullable=False),
    Column("ik", Text, nullable=False),
    # As the directory has it, else as the user has typed it.
    Column("institution", Text, nullable=False),
    Column("postal_code", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    # The last mail with the confirmation link, and until when that link is good.
    Column("mailed_at", BigInteger, nullable=False),
    Column("confirm_until", BigInteger, nullable=False),
    Column("confirmed_at", BigInteger),
    # When it is deleted, unless it is with the clerks by then.
    Column("expires_at", BigInteger, nullable=False),
    Column("reminders", Integer, nullable=False),
    # There is an account from the confirmation on; a reset has one at once.
    Column("account_id", Integer, ForeignKey("accounts.id"), index=True),
    Column("certificate_at", BigInteger),
    Column("device_at", BigInteger),
    Column("ordered_at", BigInteger),
    Column("region", Text, ForeignKey("regions.code")),
    # The clerk who cleared first where two are needed.
    Column("first_clerk", Integer, ForeignKey("accounts.id")),
    # Digest of what that clerk was shown: the clearance holds for nothing else.
    Column("first_shown", Text),
    Column("decided_by", Integer, ForeignKey("accounts.id")),
    Column("decided_at", BigInteger),
    # What the clerk asked, or why it was refused: for the user to read.
    Column("reason", Text, nullable=False),
    # Of an invitation, or a further IK number.
    Column("provider_id", Integer, ForeignKey("providers.id"), index=True),
    Index("ix_registrations_state_ordered_at", "state", "ordered_at"),
)

# Hash of the browser's visit cookie.
REGISTRATION_VISITS: Final = Table(
    "registration_visits",
    METADATA,
    Column("hash", LargeBinary, primary_key=True),
    Column(
        "registration_id",
        Text,
        ForeignKey("registrations.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("seen_at", BigInteger, nullable=False),
)

# The files themselves lie beside the database.
ATTACHMENTS: Final = Table(
    "attachments",
    METADATA,
    Column("id", Text, primary_key=True),
    Column(
        "registration_id",
        Text,
        ForeignKey("registrations.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    # As the user's computer called it, with an ending of its kind; only ever shown.
    Column("name", Text, nullable=False),
    # What the content turned out to be, not what the name says.
    Column("kind", Text, nullable=False),
    Column("size", Integer, nullable=False),
    # Random name of the file in the data folder.
    Column("stored_as", Text, nullable=False, unique=True),
    Column("added_at", BigInteger, nullable=False),
    # As it was called when it had another ending, or empty.
    Column("sent_name", Text, nullable=False, server_default=""),
)


class Kind(StrEnum):
    NEW = "new"
    RESET = "reset"
    """A lost device or a forgotten PIN (requirement P12)."""
    INVITED = "invited"
    """A plain user, by an LE-Admin: neither certificate nor clerk (requirement P11)."""
    IK = "ik"
    """A further IK number of a provider, by an LE-Admin who is in already: a certificate and a
    clerk, no e-mail to confirm and no device (requirement P11)."""


class State(StrEnum):
    OPEN = "open"
    """The user has to act: something is missing, or a clerk has asked."""
    ORDERED = "ordered"
    """A clerk has to decide (requirement P9)."""
    CLEARED = "cleared"
    REFUSED = "refused"


@dataclass(frozen=True)
class Registration:
    """A row of the table, whose comments say what the fields mean. Times in seconds."""

    id: str
    kind: Kind
    state: State
    login: str
    salutation: str
    first_name: str
    last_name: str
    phone: str
    phone_typed: str
    function: str
    ik: str
    institution: str
    postal_code: str
    language: str
    created_at: int
    mailed_at: int
    confirm_until: int
    confirmed_at: int | None
    expires_at: int
    reminders: int
    account_id: int | None
    certificate_at: int | None
    device_at: int | None
    ordered_at: int | None
    region: str | None
    first_clerk: int | None
    first_shown: str | None
    decided_by: int | None
    decided_at: int | None
    reason: str
    provider_id: int | None = None
    """Who has invited, or wants a further IK number; None of any other registration."""

    def of_provider(self, provider_id: int) -> "Registration":
        """The same, for a provider that invites or wants a further IK number."""
        return replace(self, provider_id=provider_id)

    def __repr__(self) -> str:
        return f"Registration({self.kind}, {self.state})"

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def is_over(self, now: int) -> bool:
        """Whether its time is up, though it may not be deleted yet (requirement P6)."""
        return self.state is State.OPEN and self.expires_at <= now


_V: Final = REGISTRATION_VISITS.c
_R: Final = REGISTRATIONS.c
_INSERT = Statement(insert(REGISTRATIONS), columns=_R.keys())
_FIND = Statement(select(REGISTRATIONS).where(_R.id == bindparam("id_")))
_OF_ACCOUNT = Statement(
    select(REGISTRATIONS)
    .where(
        _R.account_id == bindparam("account"),
        _R.confirmed_at.is_not(None),
        # It is about the provider, and decides nothing about the account.
        _R.kind != Kind.IK,
    )
    .order_by(_R.created_at.desc())
    .limit(1)
)
_OF_VISIT = Statement(
    select(_V.seen_at, *_R)
    .select_from(REGISTRATIONS.join(REGISTRATION_VISITS))
    .where(_V.hash == bindparam("hash_"), _V.seen_at > bindparam("idle_since"))
)


def insert_registration(connection: Connection, registration: Registration) -> None:
    _INSERT.change(connection, **vars(registration))


def find_registration(connection: Connection, id_: str) -> Registration | None:
    return _one(_FIND.one(connection, id_=id_))


def registration_of_account(connection: Connection, account_id: int) -> Registration | None:
    """The newest one that was confirmed: anybody can begin another."""
    return _one(_OF_ACCOUNT.one(connection, account=account_id))


def registration_of_visit(
    connection: Connection, visit_hash: bytes, idle_since: int
) -> tuple[Registration, int] | None:
    """The one that a browser works on, by the hash of its visit cookie, unless it has sent no
    request since; and when it sent the last.
    """
    row = _OF_VISIT.one(connection, hash_=visit_hash, idle_since=idle_since)
    found = None if row is None else _one(row[1:])
    return None if row is None or found is None else (found, row[0])


def _one(row: tuple[Any, ...] | None) -> Registration | None:
    if row is None:
        return None
    id_, kind, state, *rest = row
    return Registration(id_, Kind(kind), State(state), *rest)


IDLE_SECONDS: Final = 3600
TOUCH_SECONDS: Final = 30


_INSERT_VISIT = Statement(insert(REGISTRATION_VISITS), columns=_V.keys())
_END = Statement(delete(REGISTRATION_VISITS).where(_V.hash == bindparam("hash_")))
_END_ALL = Statement(
    delete(REGISTRATION_VISITS).where(_V.registration_id == bindparam("registration"))
)
_TOUCH = Statement(
    update(REGISTRATION_VISITS)
    .where(_V.hash == bindparam("hash_"), _V.seen_at <= bindparam("seen_until"))
    .values(seen_at=bindparam("now_"))
)
_FORGET = Statement(delete(REGISTRATION_VISITS).where(_V.seen_at <= bindparam("idle_since")))


def bind(
    connection: Connection, registration_id: str, new: bytes, replaced: bytes | None, now: int
) -> None:
    """Let a browser work on a registration; `replaced` is what its cookie was before.

    The cookie is always a new one: an earlier one may have been planted (session fixation).
    """
    end(connection, replaced)
    values = {"hash": new, "registration_id": registration_id, "seen_at": now}
    _INSERT_VISIT.change(connection, **values)


def end(connection: Connection, hash_: bytes | None) -> None:
    """The browser works on nothing any more."""
    _END.change(connection, hash_=hash_ or b"")


def end_all(connection: Connection, registration_id: str) -> None:
    """Nobody works on the registration any more."""
    _END_ALL.change(connection, registration=registration_id)


def touch(connection: Connection, hash_: bytes, now: int) -> None:
    """Count as activity, but write no more often than every 30 seconds."""
    _TOUCH.change(connection, hash_=hash_, now_=now, seen_until=now - TOUCH_SECONDS)


def forget_idle(connection: Connection, now: int) -> None:
    """End the visits without a request for 60 minutes."""
    _FORGET.change(connection, idle_since=now - IDLE_SECONDS)


def needs_certificate(registration: Registration) -> bool:
    """Whether it has a step for the certificate; what an LE-Admin decides has none."""
    if registration.kind is Kind.RESET:
        return registration.state is not State.CLEARED or registration.certificate_at is not None
    return registration.kind is not Kind.INVITED
