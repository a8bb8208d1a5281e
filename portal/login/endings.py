"""What ends when a device does."""

from collections.abc import Hashable
from typing import Final

from sqlalchemy import Connection, bindparam, delete, or_, update

from portal.db.statement import Statement
from portal.login.challenge_states import ChallengeEvent, ChallengeState, advance
from portal.login.keys import account_key, challenge_key, ticket_key
from portal.login.tables import CHALLENGES, SESSIONS, TICKETS
from portal.login.ticket_states import TicketState

LOCKED_REASON: Final = "locked"
REMOVED_REASON: Final = "removed"

_END_CHALLENGES = Statement(
    update(CHALLENGES)
    .where(
        CHALLENGES.c.account_id == bindparam("account"),
        or_(
            CHALLENGES.c.state == ChallengeState.OPEN, CHALLENGES.c.state == ChallengeState.APPROVED
        ),
    )
    .values(
        state=advance(ChallengeState.OPEN, ChallengeEvent.LOCK),
        reason=bindparam("reason_"),
    )
    .returning(CHALLENGES.c.cid)
)
_END_TICKETS = Statement(
    update(TICKETS)
    .where(TICKETS.c.device_id == bindparam("dev"), TICKETS.c.state != TicketState.VOID)
    .values(state=TicketState.VOID)
    .returning(TICKETS.c.hash)
)
_END_SESSIONS = Statement(delete(SESSIONS).where(SESSIONS.c.device_id == bindparam("dev")))


def end_logins(connection: Connection, *, dev: str, account_id: int, reason: str) -> list[Hashable]:
    """End the challenges, tickets and sessions of a device; returns the bells to ring.

    An open challenge is the account's, not the device's; it ends too, because somebody else may
    have been at it.
    """
    # Tickets first, as where a ticket is posted: PostgreSQL must not find a deadlock here.
    tickets = [row[0] for row in _END_TICKETS.all(connection, dev=dev)]
    challenges = [
        row[0] for row in _END_CHALLENGES.all(connection, account=account_id, reason_=reason)
    ]
    _END_SESSIONS.change(connection, dev=dev)
    return [
        account_key(account_id),
        *map(challenge_key, challenges),
        *map(ticket_key, tickets),
    ]
