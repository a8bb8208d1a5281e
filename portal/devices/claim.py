"""`claim` and `claimok`: which browser took the ticket, and may it come in?"""

from typing import Final

from sqlalchemy import Connection, bindparam, update

from crypto.encoding import JsonObject, unb64url
from crypto.envelope import Response
from crypto.errors import Malformed
from portal.accounts.tables import ACCOUNTS
from portal.db.statement import Statement
from portal.devices.answers import Decision
from portal.devices.call import Call, DeviceRoom
from portal.devices.poll import wanted_wait
from portal.devices.problems import Name, Problem, Refused
from portal.login.history import Result, note_ticket
from portal.login.keys import ticket_key
from portal.login.ticket_states import TicketEvent, TicketState
from portal.login.tickets import SECONDS, Kind, Ticket, find_ticket, move
from portal.waits import Deadline

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


async def claim(room: DeviceRoom, call: Call) -> Response:
    """Tell who took the ticket; waits while nobody has."""
    call.body({"th": str, "wait": int})
    hash_ = unb64url(call.request.b["th"], size=_HASH_BYTES)
    deadline = Deadline(wanted_wait(call))
    with room.hub.listen(ticket_key(hash_)) as bell:
        while True:
            ticket = await room.database.read(lambda c: _own_ticket(c, call, hash_))
            now = room.clock.now()
            unclaimed = ticket.state_at(now) is TicketState.ISSUED
            if not unclaimed or deadline.passed or room.hub.closed:
                return room.answers.response(call.slot, _told(call, ticket, now))
            await bell.wait(min(deadline.left, ticket.ends_at - now))


async def claimok(room: DeviceRoom, call: Call) -> Response:
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
        return Decision({"state": _NAMES[TicketState(moved.state)]}, (ticket_key(hash_),))

    return await room.answers.conclude(call.slot, decide, reserved=False)


def _own_ticket(connection: Connection, call: Call, hash_: bytes) -> Ticket:
    ticket = find_ticket(connection, hash_)
    if ticket is None or ticket.device_id != call.slot.dev or ticket.kind != Kind.APP:
        raise Refused(Name.GONE)
    return ticket


def _told(call: Call, ticket: Ticket, now: int) -> JsonObject:
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
        return Decision(Problem(Name.GONE))
    return Decision({"state": _NAMES[state]})
