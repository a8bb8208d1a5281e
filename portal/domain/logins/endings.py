"""Ends challenges, tickets and sessions when a device ends or an account is deleted."""

from typing import Final

from sqlalchemy import Connection, Integer, bindparam, delete, or_, update

from crypto.protocol import DeviceState
from portal.domain.devices.devices import DeviceEnded
from portal.domain.logins.challenges import ChallengeEvent, ChallengeState, advance
from portal.domain.logins.starts import forget_browsers
from portal.domain.logins.tables import CHALLENGES, LOGINS, SESSIONS, TICKETS
from portal.domain.logins.tickets import TicketState
from portal.domain.topics import account_topic, challenge_topic, ticket_topic
from portal.platform.database.notifications import notify
from portal.platform.database.statement import Statement

LOCKED_REASON: Final = "locked"
REMOVED_REASON: Final = "removed"
REPORTED_REASON: Final = "reported"

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


def end_logins_of_device(connection: Connection, event: DeviceEnded) -> None:
    """End the challenges, tickets and sessions of a device that ended.

    An open challenge is the account's, not the device's; it ends too, because somebody else may
    have been at it.
    """
    dev, account_id = event.device.id, event.device.account_id
    reason = LOCKED_REASON if event.state is DeviceState.LOCKED else REMOVED_REASON
    # Tickets first, as where a ticket is posted: PostgreSQL must not find a deadlock here.
    for (hash_,) in _END_TICKETS.all(connection, dev=dev):
        notify(connection, ticket_topic(hash_))
    end_challenges(connection, account_id, reason)
    # A computer that was lost has a browser, too.
    forget_browsers(connection, account_id)
    _END_SESSIONS.change(connection, dev=dev)
    notify(connection, account_topic(account_id))


def end_challenges(connection: Connection, account_id: int, reason: str) -> None:
    """End what waits for an answer of the account's devices, or for the browser after it."""
    for (cid,) in _END_CHALLENGES.all(connection, account=account_id, reason_=reason):
        notify(connection, challenge_topic(cid))


_ACCOUNT: Final = bindparam("account", type_=Integer)
_SESSIONS = Statement(delete(SESSIONS).where(SESSIONS.c.account_id == _ACCOUNT))
_TICKETS = Statement(delete(TICKETS).where(TICKETS.c.account_id == _ACCOUNT))
# With their actions; also those that were begun before there was an account.
_CHALLENGES = Statement(
    delete(CHALLENGES).where(
        or_(CHALLENGES.c.account_id == _ACCOUNT, CHALLENGES.c.login == bindparam("login_"))
    )
)
_LOGINS = Statement(delete(LOGINS).where(LOGINS.c.account_id == _ACCOUNT))


def delete_logins(connection: Connection, account_id: int, login: str) -> None:
    """Sessions, tickets, requests with their actions, and the history."""
    # Tickets first, as where a ticket is posted: PostgreSQL must not find a deadlock here.
    _TICKETS.change(connection, account=account_id)
    _CHALLENGES.change(connection, account=account_id, login_=login)
    _SESSIONS.change(connection, account=account_id)
    _LOGINS.change(connection, account=account_id)
