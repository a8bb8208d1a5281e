"""Sends what lies in the outbox."""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from portal.clock import Clock
from portal.db.database import Database
from portal.mail.deliveries import Due, Outcome, claim_next, give_up, mark_sent, postpone
from portal.mail.sending import Never, NotNow, Sender, ServerNotThere, SmtpSender
from portal.mail.server import MailServer
from portal.mail.writing import Unwritable, Writer
from portal.registration.links import Links
from portal.web.branding import load_branding

_LOG: Final = logging.getLogger("portal.mail")
_ALARM: Final = logging.getLogger("portal.alarm")


@dataclass(frozen=True)
class Postman:
    """One of perhaps several that share an outbox: a letter is leased by the one that sends it.

    A letter is sent a second time only if the process dies between the mail server's "250" and
    the commit that notes it; the Message-ID is the same then.
    """

    database: Database
    clock: Clock
    writer: Writer
    sender: Sender

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
        return await self.database.write(lambda connection: claim_next(connection, self._now))

    async def _deliver(self, due: Due) -> tuple[Outcome, bool]:
        """What became of it, and whether the next may be tried."""
        try:
            message = self.writer.write(due, self._now)
            await self.sender.send(message, due.letter.to)
        except (Unwritable, Never) as error:
            return await self._give_up(due, str(error)), True
        except NotNow as error:
            return await self._postpone(due, str(error)), not isinstance(error, ServerNotThere)
        await self.database.write(lambda connection: mark_sent(connection, due, self._now))
        _LOG.info("letter %s (%s) was sent", due.id, due.letter.kind)
        return Outcome.SENT, True

    async def _postpone(self, due: Due, why: str) -> Outcome:
        outcome = await self.database.write(lambda c: postpone(c, due, self._now))
        if outcome is Outcome.GIVEN_UP:
            _ALARM.error("letter %s (%s) was given up: %s", due.id, due.letter.kind, why)
        else:
            _LOG.warning("letter %s (%s) must wait: %s", due.id, due.letter.kind, why)
        return outcome

    async def _give_up(self, due: Due, why: str) -> Outcome:
        _ALARM.error("letter %s (%s) was given up: %s", due.id, due.letter.kind, why)
        return await self.database.write(lambda c: give_up(c, due, self._now))

    @property
    def _now(self) -> int:
        return self.clock.now()


def new_postman(server: MailServer, links: Links, database: Database, clock: Clock) -> Postman:
    """The one that hands in at `server`."""
    writer = Writer(load_branding(), links, server.sender, server.sender_name)
    own_name = urlsplit(links.public_url).hostname or ""
    return Postman(database, clock, writer, SmtpSender(server, own_name))
