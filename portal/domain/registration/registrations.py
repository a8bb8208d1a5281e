"""Registrations: kind, state and row."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from portal.domain.registration.tables import REGISTRATION_VISITS, REGISTRATIONS
from portal.platform.database.statement import Statement


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
