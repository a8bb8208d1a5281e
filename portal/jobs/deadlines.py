"""Scheduled tasks of registrations: reminders, expiry, deletion (requirements P5, P6)."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
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

from portal.domain.devices.devices import lock_devices
from portal.domain.email import deliveries
from portal.domain.email.outbox import Email, EmailKind, enqueue
from portal.domain.registration.further_iks import ik_email
from portal.domain.registration.lifecycle import delete_registration
from portal.domain.registration.progress import KEPT_SECONDS
from portal.domain.registration.registrations import (
    ATTACHMENTS,
    REGISTRATIONS,
    Kind,
    Registration,
    State,
    find_registration,
)
from portal.jobs.failures import Failures
from portal.platform.clock import Clock
from portal.platform.database.database import Database
from portal.platform.database.statement import Statement

DAY: Final = 86_400
FAILED: Final = "failed"
REMINDER_DAYS: Final = (7, 1)
"""Before the deletion; the first reminder, and the last."""


class TaskKind(StrEnum):
    """What is done to a registration."""

    REMINDED = "reminded"
    EXPIRED = "expired"
    FORGOTTEN = "forgotten"
    """It was refused, and the time to read why is over."""
    CERTIFICATES = "certificates"
    """The uploaded documents of a decided one were deleted."""


@dataclass(frozen=True)
class ScheduledTask:
    """One kind of thing that becomes due."""

    kind: TaskKind
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
        found = find_registration(connection, id_)
        if found is not None and found.account_id is not None:
            lock_devices(connection, found.account_id)
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
    update(REGISTRATIONS).where(_R.id == bindparam("id_")).values(reminders=bindparam("number"))
)
_DELETE_ATTACHMENTS = Statement(
    delete(ATTACHMENTS).where(ATTACHMENTS.c.registration_id == bindparam("id_"))
)
_RESET_REMINDERS = Statement(
    update(REGISTRATIONS)
    .where(_R.reminders > 0, _R.expires_at > bindparam("limit_"))
    .values(reminders=0)
)


def scheduled_tasks(keep_certificates_days: int) -> list[ScheduledTask]:
    """In the order in which they are done."""
    keep = keep_certificates_days * DAY
    expired = (_R.state == State.OPEN, _R.expires_at <= _LIMIT)
    refused = (_R.state == State.REFUSED, _R.decided_at <= _LIMIT)
    attached = exists().where(ATTACHMENTS.c.registration_id == _R.id)
    decided = or_(_R.state == State.CLEARED, _R.state == State.REFUSED)
    return [
        _task(TaskKind.EXPIRED, expired, lambda now: now, _expire),
        *(_reminder(number) for number in range(len(REMINDER_DAYS), 0, -1)),
        _task(TaskKind.FORGOTTEN, refused, lambda now: now - KEPT_SECONDS, delete_registration),
        _task(
            TaskKind.CERTIFICATES,
            (decided, _R.decided_at <= _LIMIT, attached),
            lambda now: now - keep,
            _delete_certificates,
        ),
    ]


def reset_reminders(connection: Connection, now: int) -> None:
    """Remind from the start again where a clerk has given more time."""
    _RESET_REMINDERS.change(connection, limit_=now + REMINDER_DAYS[0] * DAY)


def _task(
    kind: TaskKind,
    due: tuple[ColumnElement[bool], ...],
    limit: Callable[[int], int],
    do: Callable[[Connection, Registration, int], None],
) -> ScheduledTask:
    one = select(_R.id).where(_R.id == bindparam("id_"), *due).with_for_update(skip_locked=True)
    return ScheduledTask(kind, Statement(select(_R.id).where(*due)), Statement(one), limit, do)


def _reminder(number: int) -> ScheduledTask:
    """To confirmed addresses only: nobody else has asked for mails, and an unconfirmed address
    may be a stranger's. Where the first one was missed there is the last one alone.
    """
    days = REMINDER_DAYS[number - 1]
    due = (
        _R.state == State.OPEN,
        _R.confirmed_at.is_not(None),
        _R.reminders < number,
        _R.expires_at <= _LIMIT,
    )

    def remind(connection: Connection, registration: Registration, now: int) -> None:
        _REMIND.change(connection, id_=registration.id, number=number)
        facts = {"days": str(days), "until": str(registration.expires_at)}
        email = _email(EmailKind.REMINDER, registration, facts)
        if registration.kind is Kind.IK:
            email = ik_email(registration, "reminder", now, until=facts["until"])
        enqueue(connection, email, now)

    return _task(TaskKind.REMINDED, due, lambda now: now + days * DAY, remind)


def _expire(connection: Connection, registration: Registration, now: int) -> None:
    facts = {"kind": registration.kind.value}
    email = Email(EmailKind.EXPIRED, registration.login, registration.language, facts=facts)
    if registration.kind is Kind.IK:
        email = replace(ik_email(registration, "expired", now), registration_id=None)
    # E-mails are deleted with their registration: this one comes afterwards.
    delete_registration(connection, registration, now)
    if registration.confirmed_at is not None:
        enqueue(connection, email, now)


def _delete_certificates(connection: Connection, registration: Registration, _now: int) -> None:
    """Their rows; maintenance deletes the files later."""
    _DELETE_ATTACHMENTS.change(connection, id_=registration.id)


def _email(kind: EmailKind, registration: Registration, facts: dict[str, str]) -> Email:
    return Email(kind, registration.login, registration.language, registration.id, facts)


@dataclass(frozen=True)
class Deadlines:
    """Any number of processes may do it at once, and each may die in the middle."""

    database: Database
    clock: Clock
    keep_certificates_days: int

    async def run(self) -> Counter[str]:
        """Do all that is due; how many of which kind, and under FAILED how many must wait.

        A registration for which it fails stops no other: the next run tries it again.
        """
        failures, now, done = Failures(), self.clock.now(), Counter[str]()
        with failures.logged("resetting reminders"):
            await self.database.write(partial(reset_reminders, now=now))
        for task in scheduled_tasks(self.keep_certificates_days):
            for id_ in await self._list_due(task, now, failures):
                with failures.logged(f"the task {task.kind.value} of registration {id_}"):
                    performed = partial(task.perform, id_=id_, now=now)
                    done[task.kind] += await self.database.write(performed)
        with failures.logged("deleting old e-mails"):
            done["emails"] = await self.database.write(partial(deliveries.forget_old, now=now))
        done[FAILED] = failures.count
        return done

    async def _list_due(self, task: ScheduledTask, now: int, failures: Failures) -> list[str]:
        due: list[str] = []
        with failures.logged(f"listing what is due for {task.kind.value}"):
            due += await self.database.read(partial(task.list_due, now=now))
        return due
