"""Background work on payment advices: the watched folder, retention, e-mails."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from portal.domain.advices.arrivals import delete_due, email_new_advices, give_waiting, unused
from portal.domain.advices.deliveries import REFUSED, SETTLED_SECONDS, Importer, Report
from portal.jobs.failures import Failures
from portal.platform.clock import Clock, Interval
from portal.platform.database.database import Database

_LOG: Final = logging.getLogger("portal.advices")
_PAUSE_SECONDS: Final = 60
_EMAILS_SECONDS: Final = 600


@dataclass(frozen=True)
class AdviceTasks:
    """Done by the running portal; any number of processes may."""

    database: Database
    clock: Clock
    importer: Importer
    folder: Path | None
    """Where deliveries are put; None where only the command takes them."""
    keep_days: int
    _emails: Interval = field(default_factory=lambda: Interval(_EMAILS_SECONDS))

    async def take_deliveries(self) -> Report:
        """Take what lies in the folder, if there is one."""
        report = Report()
        if self.folder is None:
            return report
        with Failures().logged("taking payment advices out of their folder"):
            report = await self.importer.take(self.folder, settled_seconds=SETTLED_SECONDS)
        if report.advices[REFUSED]:
            # Without their names, which say whose they are: the reasons lie beside them.
            _LOG.warning(
                "%d payment advices were refused, the reasons lie in %s/quarantine",
                report.advices[REFUSED],
                self.folder,
            )
        return report

    async def run(self, failures: Failures) -> None:
        """What is due now."""
        now = self.clock.now()
        with failures.logged("giving waiting payment advices to their providers"):
            await self._repeat(partial(give_waiting, now=now))
        with failures.logged("deleting old payment advices"):
            await self._repeat(partial(delete_due, now=now, keep_days=self.keep_days))
        with failures.logged("deleting documents of payment advices"):
            await self._sweep(now)
        if self._emails.is_due(now):
            self._emails.begin(now)
            with failures.logged("telling users of payment advices"):
                await self._repeat(partial(email_new_advices, now=now))

    async def _repeat(self, some: Callable[[Connection], int]) -> None:
        """In transactions of a bounded size."""
        while await self.database.write(some):
            pass

    async def _sweep(self, now: int) -> None:
        """One of the storage's folders each minute, so that all come in about four hours."""
        storage = self.importer.storage
        old = await asyncio.to_thread(storage.old_files, now // _PAUSE_SECONDS, now)
        if old:
            left_over = await self.database.read(partial(unused, digests=old))
            await asyncio.to_thread(storage.delete_old, left_over, now)
