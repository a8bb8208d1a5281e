"""Whether the portal can do its work; what is wrong in words for the operator."""

import asyncio
import contextlib
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import Final, NamedTuple

from sqlalchemy import Connection, bindparam, func, select

from portal.context import AppContext
from portal.domain.audit.entries import latest
from portal.domain.certificates.sandbox_start import Report
from portal.domain.email.outbox import OUTBOX
from portal.jobs.maintenance import Maintenance
from portal.platform.database.engines import sqlite_path
from portal.platform.database.statement import Statement
from portal.platform.database.timelines import OLD_PRIMARY_WORDS, TIMELINES
from portal.platform.keys.key_file import KEY_SET_NAME, ROOT_NAME
from portal.platform.storage_failures import StorageFailure, StorageUnavailable

DATABASE_SECONDS: Final = 2
"""Within which the database must answer."""
MAIL_SECONDS: Final = 900
KEY_SET_DAYS: Final = 400
"""New keys are due once a year."""
MAINTENANCE_SECONDS: Final = 300
"""It runs once a minute."""
CLOCK_SECONDS: Final = 60
LITTLE_DISK: Final = 1 << 30
NO_DISK: Final = 32 << 20
"""SQLite's log and an upload fit into it."""

_DAY: Final = 86_400


class Level(IntEnum):
    """How bad it is; the numbers are those of the metric `portal_health`."""

    OK = 0
    WARNING = 1
    """Needs attention; the portal serves."""
    FAILED = 2
    """The portal cannot serve."""


class Check(StrEnum):
    """What is looked at. The names are part of the interface."""

    SERVING = "serving"
    DATABASE = "database"
    DISK = "disk"
    CLOCK = "clock"
    MAINTENANCE = "maintenance"
    MAIL = "mail"
    UPLOADS = "uploads"
    KEYS = "keys"
    AUDIT = "audit"
    NATS = "nats"


class Finding(NamedTuple):
    """What one check came to."""

    check: Check
    level: Level
    words: str
    """What happened and what to do, without personal data; "" where all is well."""


class Health(NamedTuple):
    """All findings of one moment."""

    findings: tuple[Finding, ...]

    @property
    def level(self) -> Level:
        """The worst."""
        return max(finding.level for finding in self.findings)

    @property
    def is_ready(self) -> bool:
        """Whether the portal can serve."""
        return self.level < Level.FAILED


class Stock(NamedTuple):
    """What the database says of itself, read at once."""

    newest_entry: int | None
    """When the audit log's last entry was made, in seconds since 1970."""
    entries: int
    waiting: int
    """E-mails that are neither sent nor given up."""
    oldest: int | None
    """When the one that waits longest was written."""
    given_up: int
    """E-mails that were given up within a day."""
    database_clock: float | None
    """PostgreSQL's, in seconds since 1970; SQLite has none of its own."""


_O: Final = OUTBOX.c
_UNSENT = Statement(
    select(func.count(), func.min(_O.created_at)).where(
        _O.sent_at.is_(None), _O.given_up_at.is_(None)
    )
)
_GIVEN_UP = Statement(select(func.count()).where(_O.given_up_at > bindparam("since")))


def read_stock(connection: Connection, now: int) -> Stock:
    """A few statements, none of which looks through a large table."""
    entry = next(iter(latest(connection, 1)), None)
    waiting, oldest = _UNSENT.one(connection) or (0, None)
    given_up = (_GIVEN_UP.one(connection, since=now - _DAY) or (0,))[0]
    clock = None
    if connection.dialect.name == "postgresql":
        clock = float(connection.scalar(select(func.extract("epoch", func.clock_timestamp()))) or 0)
    at, entries = (None, 0) if entry is None else (entry.at, entry.seq)
    return Stock(at, entries, waiting, oldest, given_up, clock)


@dataclass(frozen=True)
class Examination:
    """Looks at one portal."""

    context: AppContext
    maintenance: Maintenance
    sandbox: Report

    async def health(self) -> Health:
        """Everything; takes as long as the database may, and no longer."""
        return (await self.examined())[0]

    async def examined(self) -> tuple[Health, Stock | None]:
        """The same, with what it was found by."""
        stock = await self._stock()
        return Health(tuple(self._findings(stock))), stock

    async def _stock(self) -> Stock | None:
        """None where the database does not answer in time."""
        now = self.context.clock.now()
        try:
            async with asyncio.timeout(DATABASE_SECONDS):
                stock = await self.context.database.read(lambda c: read_stock(c, now))
        except (TimeoutError, StorageUnavailable):
            return None
        await self._look_for_the_end()
        return stock

    async def _look_for_the_end(self) -> None:
        """Of an outage: where only what is ready gets requests, no visitor's write shows it."""
        if self.context.outage.may_be_over:
            with contextlib.suppress(TimeoutError, StorageUnavailable):
                async with asyncio.timeout(DATABASE_SECONDS):
                    await self.context.database.write(lambda _: None)

    def _findings(self, stock: Stock | None) -> Iterator[Finding]:
        yield self._serving()
        yield self._database(stock)
        yield self._disk()
        if stock is not None:
            yield self._clock(stock)
            yield self._mail(stock)
        yield self._maintenance()
        yield self._uploads()
        yield self._keys()
        yield self._audit()
        yield self._nats()

    def _serving(self) -> Finding:
        if self.context.notifier.closed:
            return Finding(Check.SERVING, Level.FAILED, "the portal is stopping")
        if not self.maintenance.has_run.is_set():
            return Finding(Check.SERVING, Level.FAILED, "the portal is starting")
        return _well(Check.SERVING)

    def _database(self, stock: Stock | None) -> Finding:
        failing = self.context.outage.current
        # Over when nothing has failed for some seconds. Who sends requests only to what is ready
        # must not wait for that: a database that was away is back when it was read.
        if failing is not None and (failing[1] is not StorageFailure.UNREACHABLE or stock is None):
            code, failure = failing
            return Finding(Check.DATABASE, Level.FAILED, f"{failure.value} ({code} in the log)")
        if stock is None:
            words = f"the database does not answer within {DATABASE_SECONDS} seconds"
            return Finding(Check.DATABASE, Level.FAILED, f"{words}: look at its own log and load")
        if servers := TIMELINES.old_primaries:
            words = f"{', '.join(servers)}: {OLD_PRIMARY_WORDS}"
            return Finding(Check.DATABASE, Level.WARNING, words)
        return _well(Check.DATABASE)

    def _disk(self) -> Finding:
        settings = self.context.settings
        database = sqlite_path(settings.database_url)
        folders = {settings.data, *(() if database is None else (database.absolute().parent,))}
        free, folder = min((shutil.disk_usage(one).free, one) for one in folders)
        if free >= LITTLE_DISK:
            return _well(Check.DISK)
        level = Level.WARNING if free >= NO_DISK else Level.FAILED
        words = f"{free >> 20} MiB are free on the disk of {folder}: free some space"
        return Finding(Check.DISK, level, words)

    def _clock(self, stock: Stock) -> Finding:
        now = self.context.clock.now()
        ahead = (stock.newest_entry or 0) - now
        if ahead > CLOCK_SECONDS:
            words = f"the clock is {ahead} seconds behind the audit log: it was set back"
            return Finding(Check.CLOCK, Level.WARNING, f"{words}; let chrony or timesyncd keep it")
        apart = 0 if stock.database_clock is None else abs(int(stock.database_clock) - now)
        if apart > CLOCK_SECONDS:
            words = f"the clocks of this machine and of the database are {apart} seconds apart"
            return Finding(Check.CLOCK, Level.WARNING, f"{words}: correct the wrong one")
        return _well(Check.CLOCK)

    def _maintenance(self) -> Finding:
        last = self.maintenance.last_run
        late = time.monotonic() - last.ended_at
        if last.ended_at and late > MAINTENANCE_SECONDS:
            words = f"nothing that is done once a minute was done for {late / 60:.0f} minutes"
            return Finding(Check.MAINTENANCE, Level.WARNING, f"{words}: restart the portal")
        if last.failed:
            words = f"{last.failed} tasks of the last run failed"
            return Finding(Check.MAINTENANCE, Level.WARNING, f"{words}: see AGP-JOB in the log")
        return _well(Check.MAINTENANCE)

    def _mail(self, stock: Stock) -> Finding:
        kept = f"{stock.waiting} e-mails wait"
        if not self.context.settings.mail_host and stock.waiting:
            words = f"{kept} and none is sent: set mail_host"
            return Finding(Check.MAIL, Level.WARNING, words)
        waited = 0 if stock.oldest is None else self.context.clock.now() - stock.oldest
        if waited > MAIL_SECONDS:
            words = f"{kept}, one of them for {waited // 60} minutes"
            return Finding(Check.MAIL, Level.WARNING, f"{words}: is the mail server there?")
        if stock.given_up:
            words = f"{stock.given_up} e-mails were given up within a day"
            return Finding(Check.MAIL, Level.WARNING, f"{words}: see portal.alarm in the log")
        return _well(Check.MAIL)

    def _uploads(self) -> Finding:
        if not self.sandbox.started:
            words = "the process that opens uploads does not start: none is taken"
            return Finding(Check.UPLOADS, Level.WARNING, words)
        if not self.sandbox.files or not self.sandbox.network:
            words = "the process that opens uploads is not kept from files and network"
            advice = "install bubblewrap, or use a kernel with Landlock"
            return Finding(Check.UPLOADS, Level.WARNING, f"{words}: {advice}")
        return _well(Check.UPLOADS)

    def _keys(self) -> Finding:
        data = self.context.settings.data
        if self.maintenance.key_watch.refused:
            words = "the key files were changed and not taken, those before are in use"
            return Finding(Check.KEYS, Level.WARNING, f"{words}: see portal.keys in the log")
        if (data / ROOT_NAME).exists():
            words = f"{ROOT_NAME} lies in the data folder: move it to a safe, off this machine"
            return Finding(Check.KEYS, Level.WARNING, words)
        days = int(time.time() - _written(data / KEY_SET_NAME)) // _DAY
        if days > KEY_SET_DAYS:
            words = f"the keys are {days} days old: make new ones with 'keys rotate'"
            return Finding(Check.KEYS, Level.WARNING, words)
        return _well(Check.KEYS)

    def _audit(self) -> Finding:
        broken = self.maintenance.anchor.broken_at
        if broken is not None:
            words = f"the audit log was changed or cut off at entry {broken}"
            return Finding(Check.AUDIT, Level.WARNING, f"{words}: see 'audit verify'")
        return _well(Check.AUDIT)

    def _nats(self) -> Finding:
        problem = self.context.others.bus_problem
        if not problem:
            return _well(Check.NATS)
        words = f"NATS is not used ({problem}), PostgreSQL's NOTIFY takes its place"
        advice = "look at its servers, and give all processes the same nats_servers"
        return Finding(Check.NATS, Level.WARNING, f"{words}: {advice}")


def _well(check: Check) -> Finding:
    return Finding(check, Level.OK, "")


def _written(path: Path) -> float:
    return path.stat().st_mtime
