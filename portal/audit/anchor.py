"""The head of the log in a file beside the keys, where whoever has the database alone cannot write.

Such a person could compute the whole chain anew, or cut off its end; the file tells.
"""

import asyncio
import logging
from functools import partial
from pathlib import Path
from typing import Final

from portal.audit.verify import START, Head, Verdict, follow, holds
from portal.db.database import Database
from portal.keys.key_file import write_private

NAME: Final = "audit-head"

_LOG: Final = logging.getLogger("portal.alarm")


class AnchorProblem(Exception):
    """Says in one sentence what is wrong with the file, and what to do."""


class Anchor:
    """Remembers how far the log was in order."""

    def __init__(self, data: Path) -> None:
        self._path = data / NAME

    def load(self) -> Head:
        """What was kept last; the start of the log where nothing was.

        Raises:
            AnchorProblem: unreadable or damaged.
        """
        try:
            return Head.parse(self._path.read_text())
        except FileNotFoundError:
            return START
        except (OSError, ValueError) as error:
            raise AnchorProblem(
                f"{self._path} cannot be read: put back the copy from your backup, "
                "or remove it if you know why it is damaged."
            ) from error

    async def bring_up(self, database: Database) -> None:
        """Keep the head of now. What does not follow from the one before is never kept."""
        before = self.load()
        if not await database.read(lambda connection: holds(connection, before)):
            _LOG.error("the audit log was changed or cut off at or before entry %d", before.seq)
            return
        verdict = await _followed(database, before)
        if verdict.broken is not None:
            _LOG.error("the audit log is broken at entry %d", verdict.broken)
        if verdict.head != before:
            await asyncio.to_thread(write_private, self._path, f"{verdict.head}\n")
            # The server's own log is one more place that the database's owner cannot change.
            _LOG.info("audit log: head %s", verdict.head)


async def _followed(database: Database, start: Head) -> Verdict:
    verdict = Verdict(start)
    while True:
        before = verdict.head
        verdict = await database.read(partial(follow, head=before))
        if verdict.broken is not None or verdict.head == before:
            return verdict
