"""What is done once a minute while the portal runs, and a last time at its end."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection
from starlette.applications import Starlette

from portal.audit.anchor import Anchor
from portal.certificates.storage import Storage
from portal.clock import Clock
from portal.db.database import Database
from portal.devices import recorded
from portal.devices.service import forget_late
from portal.housekeeping.service import Housekeeping
from portal.keys.watch import KeyWatch
from portal.login import challenges, history, sessions, tickets
from portal.mail.round import Post
from portal.registration import resetting, visits

_LOG: Final = logging.getLogger("portal")
_SWEEP_SECONDS: Final = 60
_LAST_LETTER_SECONDS: Final = 1


@dataclass(frozen=True)
class Upkeep:
    """Keeps keys, rows and files in order."""

    database: Database
    clock: Clock
    watch: KeyWatch
    anchor: Anchor
    uploads: Storage
    housekeeping: Housekeeping
    post: Post

    @contextlib.asynccontextmanager
    async def lifespan(self, _app: Starlette) -> AsyncIterator[None]:
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
    recorded.forget_old(connection, now)
    forget_late(connection, now)
    history.forget_old(connection, now)
    challenges.forget_old(connection, now)
    tickets.forget_old(connection, now)
    sessions.forget_old(connection, now)
    visits.forget_idle(connection, now)
    resetting.forget_unconfirmed(connection, now)
