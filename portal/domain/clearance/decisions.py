"""Clear, ask again, refuse (requirement P9): each with all that it brings, in one transaction."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Integer, and_, bindparam, update

from portal.domain.audit.events import Event
from portal.domain.audit.log import record_event
from portal.domain.clearance.clerk import VISIBLE, Clerk
from portal.domain.email.outbox import Email, EmailKind, enqueue
from portal.domain.registration.lifecycle import CLEARED, let_in
from portal.domain.registration.progress import deleted_at
from portal.domain.registration.registrations import Registration, State, find_registration
from portal.domain.registration.tables import REGISTRATIONS
from portal.platform.database.statement import Statement

DAYS_TO_ANSWER: Final = 30
_DAY: Final = 86_400


class Result(Enum):
    CLEARED = auto()
    FIRST_CLEARANCE = auto()
    """A second clerk has to clear, too."""
    ASKED = auto()
    REFUSED = auto()
    NOTHING = auto()
    """It is no longer as it was shown, or it is not this clerk's to decide."""


@dataclass(frozen=True)
class Shown:
    """What the page said when the clerk decided: a decision holds for that alone."""

    ordered_at: int
    first_clerk: int | None

    @property
    def text(self) -> str:
        """For the form."""
        return f"{self.ordered_at}-{self.first_clerk or ''}"

    @classmethod
    def read(cls, text: str) -> "Shown":
        """What the form brought back; nonsense fits no registration."""
        ordered, _, first = text.partition("-")
        numbers = [int(part) if _is_number(part) else 0 for part in (ordered, first)]
        return cls(numbers[0], numbers[1] or None)


@dataclass(frozen=True)
class Case:
    """One registration as a clerk was shown it."""

    id: str
    clerk: Clerk
    shown: Shown

    @property
    def values(self) -> dict[str, Any]:
        return {
            "id_": self.id,
            "clerk": self.clerk.id,
            "clerk_login": self.clerk.login,
            "region_": self.clerk.region,
            "shown_ordered": self.shown.ordered_at,
            "shown_first": self.shown.first_clerk,
        }


_R: Final = REGISTRATIONS.c
_CLERK: Final = bindparam("clerk", type_=Integer)
_DECIDABLE: Final[ColumnElement[bool]] = and_(
    _R.id == bindparam("id_"),
    VISIBLE,
    _R.state == State.ORDERED,
    _R.ordered_at == bindparam("shown_ordered"),
    _R.first_clerk.is_not_distinct_from(bindparam("shown_first", type_=Integer)),
    # Nobody clears a registration of their own.
    _R.account_id != _CLERK,
    _R.login != bindparam("clerk_login"),
)
_DECIDED: Final = {"decided_by": _CLERK, "decided_at": bindparam("now_")}
_FIRST = Statement(update(REGISTRATIONS).where(_DECIDABLE).values(first_clerk=_CLERK))
_CLEAR = Statement(update(REGISTRATIONS).where(_DECIDABLE).values(CLEARED))
_CLEAR_SECOND = Statement(
    update(REGISTRATIONS).where(_DECIDABLE, _R.first_clerk != _CLERK).values(CLEARED)
)
_ASK = Statement(
    update(REGISTRATIONS)
    .where(_DECIDABLE)
    .values(
        state=State.OPEN,
        certificate_at=None,
        first_clerk=None,
        reason=bindparam("reason_"),
        reminders=0,
        expires_at=bindparam("until"),
    )
)
_REFUSE = Statement(
    update(REGISTRATIONS)
    .where(_DECIDABLE)
    .values(state=State.REFUSED, first_clerk=None, reason=bindparam("reason_"), **_DECIDED)
)


def clear(connection: Connection, case: Case, now: int, *, four_eyes: bool) -> Result:
    """Let the account log in; with `four_eyes` once another clerk has said so before."""
    if four_eyes and case.shown.first_clerk is None:
        if not _FIRST.change(connection, **case.values):
            return Result.NOTHING
        _note(connection, Event.REGISTRATION_FIRST_CLEARANCE, _found(connection, case), case, now)
        return Result.FIRST_CLEARANCE
    statement = _CLEAR_SECOND if four_eyes else _CLEAR
    if not statement.change(connection, now_=now, **case.values):
        return Result.NOTHING
    let_in(connection, _found(connection, case), case.clerk.id, now)
    return Result.CLEARED


def ask(connection: Connection, case: Case, reason: str, now: int) -> Result:
    """Give it back to the user, who then has 30 days to hand in a certificate again."""
    until = now + DAYS_TO_ANSWER * _DAY
    if not _ASK.change(connection, reason_=reason, until=until, **case.values):
        return Result.NOTHING
    registration = _found(connection, case)
    _enqueue_email(connection, EmailKind.ASKED, registration, now, reason=reason)
    _note(connection, Event.REGISTRATION_ASKED, registration, case, now)
    return Result.ASKED


def refuse(connection: Connection, case: Case, reason: str, now: int) -> Result:
    """End it for good."""
    if not _REFUSE.change(connection, reason_=reason, now_=now, **case.values):
        return Result.NOTHING
    registration = _found(connection, case)
    facts = {"kind": registration.kind.value, "until": str(deleted_at(registration))}
    _enqueue_email(connection, EmailKind.REFUSED, registration, now, reason=reason, **facts)
    _note(connection, Event.REGISTRATION_REFUSED, registration, case, now)
    return Result.REFUSED


def _found(connection: Connection, case: Case) -> Registration:
    registration = find_registration(connection, case.id)
    if registration is None:
        raise LookupError("the registration that was just changed is not there")
    return registration


def _enqueue_email(
    connection: Connection,
    kind: EmailKind,
    registration: Registration,
    now: int,
    /,
    **facts: str,
) -> None:
    email = Email(kind, registration.login, registration.language, registration.id, facts)
    enqueue(connection, email, now)


def _note(
    connection: Connection, event: Event, registration: Registration, case: Case, now: int
) -> None:
    account, clerk = registration.account_id, case.clerk.id
    record_event(connection, event, now, account=account, registration=registration.id, clerk=clerk)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
