"""The browser that the app opened waits for the app's word."""

from dataclasses import dataclass

from sqlalchemy import Connection

from portal.login import sessions, tickets
from portal.login.finish import Finished, Result
from portal.login.keys import ticket_key
from portal.login.room import LoginRoom
from portal.login.ticket_states import TicketState
from portal.login.tickets import Kind, Ticket
from portal.login.waiting import POLL_SECONDS
from portal.waits import Deadline
from portal.web.cookies import cookie_hash


@dataclass(frozen=True)
class Holder:
    """A browser by its cookies."""

    claim: str
    session: str | None
    ticket_hash: bytes

    def __repr__(self) -> str:
        return "Holder(…)"


async def wait_for_app(room: LoginRoom, holder: Holder) -> Finished:
    """Until the app has let this browser in, or 25 seconds are over."""
    deadline = Deadline(POLL_SECONDS)
    with room.hub.listen(ticket_key(holder.ticket_hash)) as bell:
        while True:
            ticket = await room.database.read(lambda c: _held(c, holder))
            now = room.clock.now()
            state = TicketState.VOID if ticket is None else ticket.state_at(now)
            if ticket is None or state is not TicketState.CLAIMED:
                return await _ended(room, holder, ticket, state, now)
            if deadline.passed or room.hub.closed:
                return Finished(Result.CLAIMED, ticket_hash=ticket.hash)
            await bell.wait(min(deadline.left, ticket.ends_at - now))


def _held(connection: Connection, holder: Holder) -> Ticket | None:
    ticket = tickets.find_ticket(connection, holder.ticket_hash)
    if ticket is None or ticket.kind != Kind.APP:
        return None
    return ticket if ticket.holder_hash == cookie_hash(holder.claim) else None


async def _ended(
    room: LoginRoom, holder: Holder, ticket: Ticket | None, state: TicketState, now: int
) -> Finished:
    if ticket is None or (state is TicketState.DONE and ticket.ends_at <= now):
        return Finished(Result.GONE)
    if state is TicketState.DONE:
        return await room.database.write(lambda c: _let_in(c, room, holder, ticket, now))
    return Finished(Result.VOID if ticket.state == TicketState.VOID else Result.GONE)


def _let_in(
    connection: Connection, room: LoginRoom, holder: Holder, ticket: Ticket, now: int
) -> Finished:
    # Looked up again: a second post may have voided it since.
    current = tickets.find_ticket(connection, ticket.hash)
    if current is None or current.state != TicketState.DONE:
        return Finished(Result.VOID)
    id_ = sessions.session_id(room.keys, ticket, holder.claim)
    if not sessions.was_opened(connection, ticket):
        sessions.open_session(connection, ticket, id_, replaced=holder.session, now=now)
    return Finished(Result.DONE, id_)
