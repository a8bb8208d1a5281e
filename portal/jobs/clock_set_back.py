"""After the clock was set back, nothing lasts longer than what begins now.

What had ended by the clock of before stays deleted, and short-lived things of before would go on
for as long as the clock went back: their ends are brought forward instead. Registrations, codes
of known browsers and what else lasts for days are left alone.
"""

import logging
from typing import Final

from sqlalchemy import Column, Connection, bindparam, update

from portal.domain.accounts import codes
from portal.domain.accounts.tables import CODES
from portal.domain.devices.devices import PROVISIONAL_SECONDS
from portal.domain.devices.tables import DEVICES, PIN_FAILURES, PIN_RESERVATIONS
from portal.domain.email.deliveries import LEASE_SECONDS, LONGEST_PAUSE_SECONDS
from portal.domain.email.outbox import OUTBOX
from portal.domain.logins import challenges, tickets
from portal.domain.logins.tables import CHALLENGES, SESSIONS, TICKETS
from portal.domain.registration.tables import REGISTRATION_VISITS
from portal.platform.database.statement import Statement

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
