"""What runs once a minute while the portal runs, and once when it stops."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from portal.domain.audit.verification import Anchor
from portal.domain.certificates.storage import Storage
from portal.domain.devices import idempotency
from portal.domain.devices.devices import forget_late
from portal.domain.logins import challenges, history, sessions, tickets
from portal.domain.registration import reset, visits
from portal.jobs.deadlines import Deadlines
from portal.jobs.email.worker import MailLoop
from portal.platform.clock import Clock
from portal.platform.database.database import Database
from portal.platform.keys.rotation import KeyWatch

_LOG: Final = logging.getLogger("portal")
_SWEEP_SECONDS: Final = 60
_LAST_LETTER_SECONDS: Final = 1


@dataclass(frozen=True)
class Maintenance:
    """Keeps keys, rows and files in order."""

    database: Database
    clock: Clock
    watch: KeyWatch
    anchor: Anchor
    uploads: Storage
    housekeeping: Deadlines
    post: MailLoop

    @contextlib.asynccontextmanager
    async def lifespan(self, _app: object) -> AsyncIterator[None]:
        """While the portal serves."""
        tasks = [asyncio.create_task(work) for work in (self.post.for_ever(), self._for_ever())]
        try:
            yield
        finally:
            # A letter that is on its way is not to be sent twice.
            await asyncio.wait(tasks[:1], timeout=_LAST_LETTER_SECONDS)
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            await self._once()

    async def _for_ever(self) -> None:
        while True:
            await self._once()
            await asyncio.sleep(_SWEEP_SECONDS)

    async def _once(self) -> None:
        try:
            self.watch.look()
            now = self.clock.now()
            await self.database.write(lambda connection: sweep(connection, now))
            await self.housekeeping.run()
            await self.database.read(lambda connection: self.uploads.sweep(connection, now))
            await self.anchor.bring_up(self.database)
        except Exception:
            _LOG.exception("old rows, key files or the head of the audit log could not be seen to")


def sweep(connection: Connection, now: int) -> None:
    """Delete what has had its time."""
    idempotency.forget_old(connection, now)
    forget_late(connection, now)
    history.forget_old(connection, now)
    challenges.forget_old(connection, now)
    tickets.forget_old(connection, now)
    sessions.forget_old(connection, now)
    visits.forget_idle(connection, now)
    reset.forget_unconfirmed(connection, now)
