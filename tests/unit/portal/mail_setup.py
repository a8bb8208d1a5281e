"""An outbox with its mail worker, without a portal around them."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, text

from portal.domain.email import outbox
from portal.domain.email.deliveries import Outcome
from portal.domain.email.outbox import Email, EmailKind
from portal.domain.registration.links import Links
from portal.jobs.email.worker import MailWorker, new_mail_worker
from portal.platform.database.database import open_database
from portal.platform.database.engines import sync_transaction
from portal.platform.keys.key_ring import KeyRing, create_keys
from portal.platform.smtp import MailServer, Security, Sender
from tests.support.clock import ManualClock
from tests.support.portal_server import migrate_cached

T = TypeVar("T")

PUBLIC_URL = "https://portal.example.de"
TO = "max@abc.de"


@dataclass
class MailSetup:
    """A database and keys in a folder; mails go to `port`."""

    url: str
    keys: KeyRing
    port: int
    clock: ManualClock = field(default_factory=ManualClock)
    sender: Sender | None = None
    """In place of SMTP."""

    @property
    def links(self) -> Links:
        return Links(self.keys, PUBLIC_URL)

    def post(self, kind: EmailKind = EmailKind.TAKEN, to: str = TO, **more: Any) -> None:
        email = Email(kind, to, **more)
        self.write(lambda connection: outbox.enqueue(connection, email, self.clock.now()))

    def deliver(self) -> dict[str, int]:
        """One run of the worker; how many e-mails came to what."""

        async def run() -> Counter[Outcome]:
            database = open_database(self.url)
            try:
                worker = new_mail_worker(self._server, self.links, database, self.clock)
                if self.sender is not None:
                    worker = MailWorker(database, self.clock, worker.renderer, self.sender)
                return await worker.deliver()
            finally:
                database.close()

        return {outcome.value: number for outcome, number in asyncio.run(run()).items()}

    def rows(self, columns: str = "*") -> list[Any]:
        """Of the outbox, the oldest first."""
        sql = text(f"SELECT {columns} FROM outbox ORDER BY created_at, id")
        return self.write(lambda connection: [tuple(row) for row in connection.execute(sql)])

    def write(self, work: Callable[[Connection], T]) -> T:
        with sync_transaction(self.url) as connection:
            return work(connection)

    @property
    def _server(self) -> MailServer:
        sender = "portal@example.de"
        return MailServer("127.0.0.1", self.port, Security.NONE, "", "", sender, "")


def open_mail_setup(folder: Path, port: int, url: str | None = None) -> MailSetup:
    url = url or f"sqlite:///{folder / 'portal.sqlite'}"
    migrate_cached(url)
    return MailSetup(url, create_keys(folder, PUBLIC_URL), port)
