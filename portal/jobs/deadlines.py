"""Scheduled tasks of registrations: reminders, expiry, deletion (requirements P5, P6)."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    bindparam,
    delete,
    exists,
    or_,
    select,
    update,
)

from portal.domain.email import deliveries
from portal.domain.email.outbox import Email, EmailKind, enqueue
from portal.domain.registration.progress import KEPT_SECONDS
from portal.domain.registration.registrations import Registration, State, find_registration
from portal.domain.registration.tables import ATTACHMENTS, REGISTRATIONS
from portal.platform.clock import Clock
from portal.platform.database.database import Database
from portal.platform.database.statement import Statement

DAY: Final = 86_400
REMINDER_DAYS: Final = (7, 1)
"""Before the deletion; the first reminder, and the last."""

Delete = Callable[[Connection, Registration, int], None]
"""Deletes a registration with all that belongs to it."""


class TaskKind(StrEnum):
    """What was done to a registration."""

    REMINDED = "reminded"
    EXPIRED = "expired"
    FORGOTTEN = "forgotten"
    """It was refused, and the time to read why is over."""
    CERTIFICATES = "certificates"
    """The uploaded documents of a decided one were deleted."""


@dataclass(frozen=True)
class ScheduledTask:
    """One kind of thing that becomes due."""

    deed: TaskKind
    due: Statement
    """Ids of registrations, with the parameter `limit_` in seconds since 1970."""
    due_still: Statement
    """One row if `id_` is due still, which is then locked; empty while another has it."""
    limit: Callable[[int], int]
    """From now."""
    do: Callable[[Connection, Registration, int], None]

    def list_due(self, connection: Connection, now: int) -> list[str]:
        return [id_ for (id_,) in self.due.all(connection, limit_=self.limit(now))]

    def perform(self, connection: Connection, id_: str, now: int) -> bool:
        """Whether it was due still, and now is done."""
        if self.due_still.one(connection, id_=id_, limit_=self.limit(now)) is None:
            return False
        registration = find_registration(connection, id_)
        if registration is None:
            return False
        self.do(connection, registration, now)
        return True


_R: Final = REGISTRATIONS.c
_LIMIT: Final[BindParameter[int]] = bindparam("limit_")
_REMIND = Statement(
    update(REGISTRATIONS).where(_R.id == bindparam("id_")).values(reminders=bindparam("told"))
)
_DELETE_ATTACHMENTS = Statement(
    delete(ATTACHMENTS).where(ATTACHMENTS.c.registration_id == bindparam("id_"))
)
_BEGIN_ANEW = Statement(
    update(REGISTRATIONS)
    .where(_R.reminders > 0, _R.expires_at > bindparam("limit_"))
    .values(reminders=0)
)


def scheduled_tasks(
    delete_registration: Delete, keep_certificates_days: int
) -> list[ScheduledTask]:
    """In the order in which they are done."""
    keep = keep_certificates_days * DAY
    expired = (_R.state == State.OPEN, _R.expires_at <= _LIMIT)
    refused = (_R.state == State.REFUSED, _R.decided_at <= _LIMIT)
    attached = exists().where(ATTACHMENTS.c.registration_id == _R.id)
    decided = or_(_R.state == State.CLEARED, _R.state == State.REFUSED)
    return [
        _duty(TaskKind.EXPIRED, expired, lambda now: now, _expire(delete_registration)),
        *(_reminder(told) for told in range(len(REMINDER_DAYS), 0, -1)),
        _duty(TaskKind.FORGOTTEN, refused, lambda now: now - KEPT_SECONDS, delete_registration),
        _duty(
            TaskKind.CERTIFICATES,
            (decided, _R.decided_at <= _LIMIT, attached),
            lambda now: now - keep,
            _delete_certificates,
        ),
    ]


def forgive_reminders(connection: Connection, now: int) -> None:
    """Where a clerk has given more time, the reminders begin anew."""
    _BEGIN_ANEW.change(connection, limit_=now + REMINDER_DAYS[0] * DAY)


def _duty(
    deed: TaskKind,
    due: tuple[ColumnElement[bool], ...],
    limit: Callable[[int], int],
    do: Callable[[Connection, Registration, int], None],
) -> ScheduledTask:
    one = select(_R.id).where(_R.id == bindparam("id_"), *due).with_for_update(skip_locked=True)
    return ScheduledTask(deed, Statement(select(_R.id).where(*due)), Statement(one), limit, do)


def _reminder(told: int) -> ScheduledTask:
    """To confirmed addresses only: nobody else has asked for mails, and an unconfirmed address
    may be a stranger's. Where the first one was missed there is the last one alone.
    """
    days = REMINDER_DAYS[told - 1]
    due = (
        _R.state == State.OPEN,
        _R.confirmed_at.is_not(None),
        _R.reminders < told,
        _R.expires_at <= _LIMIT,
    )

    def remind(connection: Connection, registration: Registration, now: int) -> None:
        _REMIND.change(connection, id_=registration.id, told=told)
        facts = {"days": str(days), "until": str(registration.expires_at)}
        enqueue(connection, _letter(EmailKind.REMINDER, registration, facts), now)

    return _duty(TaskKind.REMINDED, due, lambda now: now + days * DAY, remind)


def _expire(
    delete_registration: Delete,
) -> Callable[[Connection, Registration, int], None]:
    def expire(connection: Connection, registration: Registration, now: int) -> None:
        facts = {"kind": registration.kind.value}
        letter = Email(EmailKind.EXPIRED, registration.login, registration.language, facts=facts)
        # Letters go with the registration: this one comes afterwards.
        delete_registration(connection, registration, now)
        if registration.confirmed_at is not None:
            enqueue(connection, letter, now)

    return expire


def _delete_certificates(connection: Connection, registration: Registration, _now: int) -> None:
    """Their rows; the files are swept by the room of the certificates."""
    _DELETE_ATTACHMENTS.change(connection, id_=registration.id)


def _letter(kind: EmailKind, registration: Registration, facts: dict[str, str]) -> Email:
    return Email(kind, registration.login, registration.language, registration.id, facts)


@dataclass(frozen=True)
class Deadlines:
    """Any number of processes may do it at once, and each may die in the middle."""

    database: Database
    clock: Clock
    delete_registration: Delete
    keep_certificates_days: int

    async def run(self) -> Counter[str]:
        """Do all that is due; how many of which kind."""
        now, done = self.clock.now(), Counter[str]()
        await self.database.write(lambda connection: forgive_reminders(connection, now))
        for duty in scheduled_tasks(self.delete_registration, self.keep_certificates_days):
            for id_ in await self.database.read(partial(duty.list_due, now=now)):
                performed = partial(duty.perform, id_=id_, now=now)
                done[duty.deed] += await self.database.write(performed)
        done["letters"] = await self.database.write(lambda c: deliveries.forget_old(c, now))
        return done
