"""`claim` and `claimok`: which browser took the ticket, and may it come in?"""

from typing import Final

from sqlalchemy import Connection

from crypto.encoding import JsonObject, unb64url
from crypto.envelope import Response
from crypto.errors import Malformed
from crypto.protocol import LONGEST_CLAIM, ClaimState, LoginResult, ProblemType
from portal.api.long_polls import refuse_if_closing
from portal.api.messages.poll import wanted_wait
from portal.api.request import AuthenticatedRequest
from portal.api.responses import Decision
from portal.context import AppContext
from portal.domain.accounts.accounts import forgive_report
from portal.domain.devices.problems import Problem, Refused
from portal.domain.logins import tickets
from portal.domain.logins.history import note_ticket
from portal.domain.logins.tickets import (
    SECONDS,
    Ticket,
    TicketEvent,
    TicketState,
    find_ticket,
    move,
)
from portal.domain.topics import ticket_topic
from portal.platform.database.notifications import Deadline
from portal.platform.networks import compare_lines

_HASH_BYTES: Final = 32
_NAMES: Final = {
    TicketState.ISSUED: ClaimState.UNCLAIMED,
    TicketState.CLAIMED: ClaimState.CLAIMED,
    TicketState.DONE: ClaimState.DONE,
    TicketState.VOID: ClaimState.VOID,
}


async def claim(context: AppContext, request: AuthenticatedRequest) -> Response:
    """Say which browser took the ticket; waits while none has."""
    request.body({"th": str, "wait": int})
    hash_ = unb64url(request.envelope.b["th"], size=_HASH_BYTES)
    clock = context.clock
    ticket = await context.notifier.wait_until(
        ticket_topic(hash_),
        lambda: context.database.read(lambda c: _own_ticket(c, request, hash_)),
        lambda ticket: ticket.state_at(clock.now()) is not TicketState.ISSUED,
        Deadline(wanted_wait(request, LONGEST_CLAIM)),
        ends_in=lambda ticket: ticket.ends_at - clock.now(),
    )
    if ticket.state_at(clock.now()) is TicketState.ISSUED:
        refuse_if_closing(context.notifier)
    return request.response(_as_json(request, ticket, clock.now()))


async def claimok(context: AppContext, request: AuthenticatedRequest) -> Response:
    """Let the browser that took the ticket in, or void it."""
    body = request.body({"th": str, "ok": bool})
    hash_ = unb64url(body["th"], size=_HASH_BYTES)

    def decide(connection: Connection) -> Decision:
        now = context.clock.now()
        ticket = _own_ticket(connection, request, hash_)
        event = TicketEvent.CONFIRM if body["ok"] else TicketEvent.REFUSE
        moved = move(connection, ticket, event, now, seconds=SECONDS)
        if moved is None:
            return _unmoved(ticket.state_at(now), confirmed=body["ok"])
        if body["ok"] and request.known.reported_at is not None:
            forgive_report(connection, ticket.account_id)
        if not body["ok"] and ticket.holder_hash is not None:
            note_ticket(connection, ticket, LoginResult.DENIED, now)
        return Decision({"state": _NAMES[TicketState(moved.state)]})

    return await request.commit(decide)


def _own_ticket(connection: Connection, request: AuthenticatedRequest, hash_: bytes) -> Ticket:
    ticket = find_ticket(connection, hash_)
    if ticket is None or ticket.device_id != request.slot.dev or ticket.kind != tickets.Kind.APP:
        raise Refused(ProblemType.GONE)
    return ticket


def _as_json(request: AuthenticatedRequest, ticket: Ticket, now: int) -> JsonObject:
    return {
        "state": _NAMES[ticket.state_at(now)],
        "ip": ticket.ip,
        "browser": ticket.browser,
        "os": ticket.os,
        "line": compare_lines(ticket.ip, request.address),
    }


def _unmoved(state: TicketState, *, confirmed: bool) -> Decision:
    if state is TicketState.ISSUED:
        # Nobody has taken it: there is no browser that could be let in.
        raise Malformed("confirms a browser that is not there")
    if state is TicketState.DONE and not confirmed:
        return Decision(Problem(ProblemType.GONE))
    return Decision({"state": _NAMES[state]})
