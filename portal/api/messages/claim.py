"""`claim` and `claimok`: which browser took the ticket, and may it come in?"""

from typing import Final

from sqlalchemy import Connection, bindparam, update

from crypto.encoding import JsonObject, unb64url
from crypto.envelope import Response
from crypto.errors import Malformed
from portal.api.messages.poll import wanted_wait
from portal.api.request import ApiContext, AuthenticatedRequest
from portal.api.responses import Decision
from portal.domain.accounts.tables import ACCOUNTS
from portal.domain.devices.problems import Problem, ProblemType, Refused
from portal.domain.logins.history import Result, note_ticket
from portal.domain.logins.tickets import (
    SECONDS,
    Kind,
    Ticket,
    TicketEvent,
    TicketState,
    find_ticket,
    move,
)
from portal.domain.topics import ticket_topic
from portal.platform.database.statement import Statement
from portal.platform.notifications import Deadline

_HASH_BYTES: Final = 32
_NAMES: Final = {
    TicketState.ISSUED: "unclaimed",
    TicketState.CLAIMED: "claimed",
    TicketState.DONE: "done",
    TicketState.VOID: "void",
}
_FORGIVE = Statement(
    update(ACCOUNTS).where(ACCOUNTS.c.id == bindparam("account")).values(reported_at=None)
)


async def claim(room: ApiContext, call: AuthenticatedRequest) -> Response:
    """Tell who took the ticket; waits while nobody has."""
    call.body({"th": str, "wait": int})
    hash_ = unb64url(call.request.b["th"], size=_HASH_BYTES)
    clock = room.clock
    ticket = await room.hub.wait_until(
        ticket_topic(hash_),
        lambda: room.database.read(lambda c: _own_ticket(c, call, hash_)),
        lambda ticket: ticket.state_at(clock.now()) is not TicketState.ISSUED,
        Deadline(wanted_wait(call)),
        ends_in=lambda ticket: ticket.ends_at - clock.now(),
    )
    return room.answers.response(call.slot, _told(call, ticket, clock.now()))


async def claimok(room: ApiContext, call: AuthenticatedRequest) -> Response:
    """Let the browser that took the ticket in, or void it."""
    body = call.body({"th": str, "ok": bool})
    hash_ = unb64url(body["th"], size=_HASH_BYTES)

    def decide(connection: Connection) -> Decision:
        now = room.clock.now()
        ticket = _own_ticket(connection, call, hash_)
        event = TicketEvent.CONFIRM if body["ok"] else TicketEvent.REFUSE
        moved = move(connection, ticket, event, now, seconds=SECONDS)
        if moved is None:
            return _unmoved(ticket.state_at(now), confirmed=body["ok"])
        if body["ok"]:
            _FORGIVE.change(connection, account=ticket.account_id)
        elif ticket.holder_hash is not None:
            note_ticket(connection, ticket, Result.DENIED, now)
        return Decision({"state": _NAMES[TicketState(moved.state)]})

    return await room.answers.conclude(call.slot, decide, reserved=False)


def _own_ticket(connection: Connection, call: AuthenticatedRequest, hash_: bytes) -> Ticket:
    ticket = find_ticket(connection, hash_)
    if ticket is None or ticket.device_id != call.slot.dev or ticket.kind != Kind.APP:
        raise Refused(ProblemType.GONE)
    return ticket


def _told(call: AuthenticatedRequest, ticket: Ticket, now: int) -> JsonObject:
    return {
        "state": _NAMES[ticket.state_at(now)],
        "ip": ticket.ip,
        "browser": ticket.browser,
        "os": ticket.os,
        "same_address": bool(ticket.ip) and ticket.ip == call.address,
    }


def _unmoved(state: TicketState, *, confirmed: bool) -> Decision:
    if state is TicketState.ISSUED:
        # Nobody has taken it: there is no browser that could be let in.
        raise Malformed("confirms a browser that is not there")
    if state is TicketState.DONE and not confirmed:
        return Decision(Problem(ProblemType.GONE))
    return Decision({"state": _NAMES[state]})
