"""What runs once a minute while the portal runs, and once when it stops; after the clock was set
back, nothing lasts longer than what begins now.

What had ended by the clock of before stays deleted, and short-lived things of before would go on
for as long as the clock went back: their ends are brought forward instead. Registrations, codes
of known browsers and what else lasts for days are left alone.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Column, Connection, bindparam, update

from portal.domain.accounts import codes
from portal.domain.accounts.tables import CODES
from portal.domain.audit.strangers import StrangersLog
from portal.domain.audit.verification import Anchor
from portal.domain.certificates.attachments import Storage
from portal.domain.devices import idempotency, instances
from portal.domain.devices.devices import PROVISIONAL_SECONDS, forget_late
from portal.domain.devices.tables import DEVICES, PIN_FAILURES, PIN_RESERVATIONS
from portal.domain.email.deliveries import LEASE_SECONDS, LONGEST_PAUSE_SECONDS
from portal.domain.email.outbox import OUTBOX
from portal.domain.logins import challenges, history, sessions, tickets
from portal.domain.logins.tables import CHALLENGES, SESSIONS, TICKETS
from portal.domain.registration import registrations, reset
from portal.domain.registration.registrations import REGISTRATION_VISITS
from portal.jobs.advices import AdviceTasks
from portal.jobs.deadlines import Deadlines
from portal.jobs.email.worker import MailLoop
from portal.jobs.failures import Failures
from portal.platform.clock import Clock
from portal.platform.database.database import Database
from portal.platform.database.listening import Others
from portal.platform.database.rate_counts import forget_counts
from portal.platform.database.statement import Statement
from portal.platform.keys.key_ring import KeyWatch

_ALARM: Final = logging.getLogger("portal.alarm")

_LATEST: Final[tuple[tuple[Column[int], int], ...]] = (
    (TICKETS.c.ends_at, tickets.CONFIRM_SECONDS),
    (CHALLENGES.c.ends_at, challenges.SECONDS),
    (SESSIONS.c.seen_at, 0),
    (SESSIONS.c.created_at, 0),
    (REGISTRATION_VISITS.c.seen_at, 0),
    (CODES.c.expires_at, codes.SECONDS),
    (DEVICES.c.provisional_until, PROVISIONAL_SECONDS),
    (PIN_FAILURES.c.at, 0),
    (PIN_RESERVATIONS.c.reserved_at, 0),
    (OUTBOX.c.due_at, LONGEST_PAUSE_SECONDS),
    (OUTBOX.c.leased_until, LEASE_SECONDS),
)
"""How many seconds from now each may lie at most."""
_SLACK_SECONDS: Final = 60
"""Clocks are corrected by seconds, and a transaction may have waited since it knew the time."""
_BRING_FORWARD: Final = [
    (
        seconds,
        Statement(
            update(column.table)
            .where(column > bindparam("bound"))
            .values({column: bindparam("latest")})
        ),
    )
    for column, seconds in _LATEST
]


def bring_forward(connection: Connection, now: int) -> int:
    """Shorten what would last too long, and tell the operator; how much it was."""
    count = sum(
        statement.change(connection, latest=now + seconds, bound=now + seconds + _SLACK_SECONDS)
        for seconds, statement in _BRING_FORWARD
    )
    if count:
        _ALARM.warning("the clock was set back: %d time limits were shortened", count)
    return count


_PAUSE_SECONDS: Final = 60
_CHANGES_SECONDS: Final = 20
"""How soon devices that wait hear of what a command has changed."""
_LEFT_OVER_SECONDS: Final = 30
"""No request takes that long: a PIN try that is reserved for longer has lost its own."""

Work = Callable[[Connection, int], object]
OLD_ROWS: Final[Mapping[str, Work]] = {
    "what a clock that was set back prolongs": bring_forward,
    "recorded responses": idempotency.forget_old,
    "provisional devices": forget_late,
    "unused workplaces": instances.forget_unused,
    "login history": history.forget_old,
    "challenges": challenges.forget_old,
    "tickets": tickets.forget_old,
    "sessions": sessions.forget_old,
    "visits": registrations.forget_idle,
    "unconfirmed resets": reset.forget_unconfirmed,
    "counts of limits": forget_counts,
}
"""Each deletes or shortens what has had its time; they are carried out in this order."""


@dataclass
class LastRun:
    """How the last run went."""

    ended_at: float = 0
    """On the monotonic clock, in seconds; 0 before the first one."""
    failed: int = 0


@dataclass(frozen=True)
class Maintenance:
    """Keeps keys, rows and files in order."""

    database: Database
    clock: Clock
    key_watch: KeyWatch
    anchor: Anchor
    uploads: Storage
    strangers: StrangersLog
    others: Others
    is_first: bool
    """Whether no other process served the database when this one began."""
    deadlines: Deadlines
    mail_loop: MailLoop
    advices: AdviceTasks
    old_forms: Mapping[str, Work]
    """As OLD_ROWS."""
    verify_left_over: Callable[[int], Coroutine[Any, Any, None]]
    """Verifies PIN tries that have been reserved for so many seconds."""
    wake_all: Callable[[], None]
    """Lets all long polls look again."""
    has_run: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once the first run is over, which begins when the portal starts to serve."""
    last_run: LastRun = field(default_factory=LastRun)

    @contextlib.asynccontextmanager
    async def lifespan(self, _app: object) -> AsyncIterator[None]:
        """While the portal serves."""
        async with self.others.listening():
            if self.is_first:
                await self._take_up()
            works = (
                self.mail_loop.for_ever(),
                self._watch_deliveries(),
                self._repeat(),
                self._watch_commands(),
            )
            tasks = [asyncio.create_task(work) for work in works]
            try:
                yield
            finally:
                await self.mail_loop.handed_over()
                for task in tasks:
                    task.cancel()
                await asyncio.wait(tasks)
                await self.run()

    async def _take_up(self) -> None:
        """What an earlier server has left half done; nobody else can be at it."""
        failures = Failures()
        with failures.logged("looking whether the clock was set back"):
            await self._write(bring_forward, self.clock.now())
        with failures.logged("verifying PINs that a crash left over"):
            await self.verify_left_over(0)
        with failures.logged("freeing e-mails that an earlier server was sending"):
            await self.mail_loop.free_leases()

    async def run(self) -> None:
        """Do everything once. What fails stops nothing else, and is tried again by the next run.

        Of several processes one does what is to be done for all.
        """
        failures, now = Failures(), self.clock.now()
        with failures.logged("looking for new keys"):
            self.key_watch.look(now)
        if self.others.keeps_house:
            await self._keep_house(failures, now)
        with failures.logged("summarising what was only counted"):
            await self._write(self.strangers.summarise, now)
        with failures.logged("keeping the head of the audit log"):
            await self.anchor.update(self.database)
        self.last_run.ended_at, self.last_run.failed = time.monotonic(), failures.count

    async def _keep_house(self, failures: Failures, now: int) -> None:
        for rows, forget in {**OLD_ROWS, **self.old_forms}.items():
            with failures.logged(f"deleting old rows ({rows})"):
                await self._write(forget, now)
        with failures.logged("verifying PINs that were left over"):
            await self.verify_left_over(_LEFT_OVER_SECONDS)
        with failures.logged("the deadlines of registrations"):
            await self.deadlines.run()
        with failures.logged("deleting files of uploads"):
            await self.database.read(lambda connection: self.uploads.sweep(connection, now))
        await self.advices.run(failures)

    async def _watch_deliveries(self) -> None:
        """Apart from the rest, for it may take long."""
        while True:
            if self.others.keeps_house:
                await self.advices.take_deliveries()
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _write(self, work: Work, now: int) -> None:
        await self.database.write(lambda connection: work(connection, now))

    async def _watch_commands(self) -> None:
        seen = None
        while True:
            with Failures().logged("looking for what commands have changed"):
                seen = await self.look_for_changes(seen)
            await asyncio.sleep(_CHANGES_SECONDS)

    async def look_for_changes(self, seen: int | None) -> int:
        """Let waiting devices look again if another process has written since this gave `seen`."""
        now = await self.database.changes_of_others()
        if seen not in (None, now):
            self.wake_all()
        return now

    async def _repeat(self) -> None:
        while True:
            await self.run()
            self.has_run.set()
            await asyncio.sleep(_PAUSE_SECONDS)
