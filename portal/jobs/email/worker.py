"""The mail worker: leases e-mails from the outbox and sends them."""

import asyncio
import contextlib
import logging
import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from portal.domain.email.deliveries import (
    Due,
    Outcome,
    Owner,
    claim_next,
    free_leases_of_dead_server,
    give_up,
    mark_sent,
    postpone,
)
from portal.domain.registration.links import Links
from portal.domain.topics import OUTBOX_TOPIC
from portal.jobs.email.rendering import CannotRender, EmailRenderer
from portal.jobs.failures import Failures
from portal.platform.branding import load_branding
from portal.platform.clock import Clock
from portal.platform.database.database import Database
from portal.platform.database.notifications import Deadline, Notifier
from portal.platform.smtp import MailServer, Never, NotNow, Sender, ServerNotThere, SmtpSender

_LOG: Final = logging.getLogger("portal.mail")
_ALARM: Final = logging.getLogger("portal.alarm")


@dataclass(frozen=True)
class MailWorker:
    """One of perhaps several that share an outbox: an e-mail is leased by the one that sends it.

    An e-mail is sent a second time only if the process dies, or the mail server falls silent,
    between the handing over and the commit that notes it; the Message-ID is the same then.
    """

    database: Database
    clock: Clock
    renderer: EmailRenderer
    sender: Sender
    owner: Owner = Owner.SERVER
    handover: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held from when the mail server may take an e-mail until that is noted."""

    async def deliver(self, is_over: Callable[[], bool] = lambda: False) -> Counter[Outcome]:
        """Send all that is due; ends early when the mail server is not there, or `is_over`."""
        counts: Counter[Outcome] = Counter()
        while not is_over() and (due := await self._next()) is not None:
            outcome, go_on = await self._deliver(due)
            counts[outcome] += 1
            if not go_on:
                break
        return counts

    async def _next(self) -> Due | None:
        return await self.database.write(
            lambda connection: claim_next(connection, self._now, self.owner)
        )

    async def _deliver(self, due: Due) -> tuple[Outcome, bool]:
        """What became of it, and whether the next may be tried."""
        try:
            message = self.renderer.render(due, self._now)
            async with self.sender.connected() as connection, self.handover:
                await connection.hand_over(message, due.email.to)
                await self.database.write(lambda c: mark_sent(c, due, self._now))
        except (CannotRender, Never) as error:
            return await self._give_up(due, str(error)), True
        except NotNow as error:
            return await self._postpone(due, str(error)), not isinstance(error, ServerNotThere)
        _LOG.info("e-mail %s (%s) was sent", due.id, due.email.kind)
        return Outcome.SENT, True

    async def _postpone(self, due: Due, why: str) -> Outcome:
        outcome = await self.database.write(lambda c: postpone(c, due, self._now))
        if outcome is Outcome.GIVEN_UP:
            _ALARM.error("e-mail %s (%s) was given up: %s", due.id, due.email.kind, why)
        else:
            _LOG.warning("e-mail %s (%s) must wait: %s", due.id, due.email.kind, why)
        return outcome

    async def _give_up(self, due: Due, why: str) -> Outcome:
        _ALARM.error("e-mail %s (%s) was given up: %s", due.id, due.email.kind, why)
        return await self.database.write(lambda c: give_up(c, due, self._now))

    @property
    def _now(self) -> int:
        return self.clock.now()


def new_mail_worker(
    server: MailServer,
    links: Links,
    database: Database,
    clock: Clock,
    owner: Owner = Owner.SERVER,
) -> MailWorker:
    """The one that hands in at `server`."""
    renderer = EmailRenderer(load_branding(), links, server.sender, server.sender_name)
    own_name = urlsplit(links.public_url).hostname or ""
    return MailWorker(database, clock, renderer, SmtpSender(server, own_name), owner)


_LOOP_LOG: Final = logging.getLogger("portal")
_SECONDS: Final = 60
_LAST_EMAIL_SECONDS: Final = 20


@dataclass(frozen=True)
class MailLoop:
    """Sends e-mails as soon as they are written, and looks once a minute anyway."""

    worker: MailWorker | None
    notifier: Notifier

    async def for_ever(self) -> None:
        """Until the server closes."""
        if self.worker is None:
            _LOOP_LOG.warning("mail_host is not set: e-mails are kept, and none is sent")
            return
        worker = self.worker
        await self.notifier.wait_until(
            OUTBOX_TOPIC,
            lambda: self._deliver(worker),
            lambda _: False,
            Deadline(math.inf),
            ends_in=lambda _: _SECONDS,
        )

    async def free_leases(self) -> None:
        """What an earlier server was sending is due again; for a server that is the only one."""
        if self.worker is not None:
            await self.worker.database.write(free_leases_of_dead_server)

    async def handed_over(self) -> None:
        """Wait until no e-mail is half handed over, and let none begin; to be called at the end.

        A mail server that is silent for longer makes the next start send its e-mail again.
        """
        if self.worker is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LAST_EMAIL_SECONDS):
                    await self.worker.handover.acquire()

    async def _deliver(self, worker: MailWorker) -> None:
        with Failures().logged("sending e-mails"):
            await worker.deliver(lambda: self.notifier.closed)
