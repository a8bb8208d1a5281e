"""Clear, ask again, refuse (requirement P9): each with all that it brings, in one transaction."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Integer, and_, bindparam, select, update

from portal.domain.audit.log import Event, record_event
from portal.domain.clearance.access import VISIBLE, Clerk
from portal.domain.clearance.cases import Sheet, find_sheet
from portal.domain.devices.devices import lock_devices
from portal.domain.email.outbox import Email, EmailKind, enqueue
from portal.domain.registration.devices import SECONDS_TO_ANSWER
from portal.domain.registration.further_iks import (
    clear_number,
    ik_email,
    is_free,
    refuse_number,
)
from portal.domain.registration.lifecycle import CLEARED, let_in
from portal.domain.registration.progress import KEPT_SECONDS
from portal.domain.registration.registrations import REGISTRATIONS, Kind, Registration, State
from portal.domain.topics import registration_topic
from portal.platform.database.notifications import notify
from portal.platform.database.statement import Statement


class Result(Enum):
    CLEARED = auto()
    FIRST_CLEARANCE = auto()
    """A second clerk has to clear, too."""
    ASKED = auto()
    REFUSED = auto()
    NOTHING = auto()
    """It is no longer as it was shown, or it is not this clerk's to decide."""


@dataclass(frozen=True)
class Case:
    """One registration as a clerk was shown it."""

    id: str
    clerk: Clerk
    shown: str
    """What the page's form brought back of `Sheet.shown`."""

    @property
    def values(self) -> dict[str, Any]:
        return {
            "id_": self.id,
            "clerk": self.clerk.id,
            "clerk_login": self.clerk.login,
            "region_": self.clerk.region,
        }


_R: Final = REGISTRATIONS.c
_CLERK: Final = bindparam("clerk", type_=Integer)
_DECIDABLE: Final[ColumnElement[bool]] = and_(
    _R.id == bindparam("id_"),
    VISIBLE,
    _R.state == State.ORDERED,
    # Nobody clears a registration of their own.
    _R.account_id != _CLERK,
    _R.login != bindparam("clerk_login"),
)
_DECIDED: Final = {"decided_by": _CLERK, "decided_at": bindparam("now_")}
_ACCOUNT = Statement(select(_R.account_id).where(_R.id == bindparam("id_")))
_LOCK = Statement(select(_R.id).where(_R.id == bindparam("id_")).with_for_update())
_FIRST = Statement(
    update(REGISTRATIONS)
    .where(_DECIDABLE)
    .values(first_clerk=_CLERK, first_shown=bindparam("content"))
)
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
        first_shown=None,
        reason=bindparam("reason_"),
        reminders=0,
        expires_at=bindparam("until"),
    )
)
_REFUSE = Statement(
    update(REGISTRATIONS)
    .where(_DECIDABLE)
    .values(
        state=State.REFUSED,
        first_clerk=None,
        first_shown=None,
        reason=bindparam("reason_"),
        **_DECIDED,
    )
)


def clear(connection: Connection, case: Case, now: int, *, four_eyes: bool) -> Result:
    """Let the account log in, or the provider have its further IK number; with `four_eyes` once
    another clerk has said so before.
    """
    sheet = _as_shown(connection, case)
    if sheet is None or not is_free(connection, sheet.registration):
        return Result.NOTHING
    if four_eyes and sheet.first is None:
        if not _FIRST.change(connection, content=sheet.content, **case.values):
            return Result.NOTHING
        _note(connection, Event.REGISTRATION_FIRST_CLEARANCE, sheet.registration, case, now)
        return Result.FIRST_CLEARANCE
    statement = _CLEAR_SECOND if four_eyes else _CLEAR
    if not statement.change(connection, now_=now, **case.values):
        return Result.NOTHING
    if sheet.registration.kind is Kind.IK:
        clear_number(connection, sheet.registration, now)
        _note(connection, Event.REGISTRATION_CLEARED, sheet.registration, case, now)
    else:
        let_in(connection, sheet.registration, case.clerk.id, now)
    return Result.CLEARED


def ask(connection: Connection, case: Case, reason: str, now: int) -> Result:
    """Give it back to the user, who then has 30 days to hand in a certificate again."""
    sheet, until = _as_shown(connection, case), now + SECONDS_TO_ANSWER
    if sheet is None or not _ASK.change(connection, reason_=reason, until=until, **case.values):
        return Result.NOTHING
    if sheet.registration.kind is Kind.IK:
        enqueue(connection, ik_email(sheet.registration, "asked", now, reason=reason), now)
    else:
        _enqueue_email(connection, EmailKind.ASKED, sheet.registration, now, reason=reason)
    _note(connection, Event.REGISTRATION_ASKED, sheet.registration, case, now)
    return Result.ASKED


def refuse(connection: Connection, case: Case, reason: str, now: int) -> Result:
    """End it for good."""
    sheet = _as_shown(connection, case)
    if sheet is None or not _REFUSE.change(connection, reason_=reason, now_=now, **case.values):
        return Result.NOTHING
    registration = sheet.registration
    if registration.kind is Kind.IK:
        refuse_number(connection, registration, reason, now)
    else:
        facts = {"kind": registration.kind.value, "until": str(now + KEPT_SECONDS)}
        _enqueue_email(connection, EmailKind.REFUSED, registration, now, reason=reason, **facts)
    _note(connection, Event.REGISTRATION_REFUSED, registration, case, now)
    return Result.REFUSED


def _as_shown(connection: Connection, case: Case) -> Sheet | None:
    """The registration, if it is as the page showed it, and stays so until the transaction ends.

    Devices are locked first, as everybody does who changes one: see `lock_devices`.
    """
    row = _ACCOUNT.one(connection, id_=case.id)
    if row is None or row[0] is None:
        return None
    lock_devices(connection, row[0])
    _LOCK.all(connection, id_=case.id)
    sheet = find_sheet(connection, case.clerk, case.id)
    return sheet if sheet is not None and sheet.shown == case.shown else None


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
    notify(connection, registration_topic(registration.id))
