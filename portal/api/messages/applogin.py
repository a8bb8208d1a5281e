"""`applogin`: a login that begins in the app."""

from sqlalchemy import Connection

from crypto.envelope import Response
from crypto.statements import Kind
from portal.api.request import ApiContext, AuthenticatedRequest
from portal.api.responses import Decision
from portal.domain.devices.problems import ProblemType, Refused
from portal.domain.logins import tickets
from portal.domain.logins.history import Result, note_app


async def applogin(room: ApiContext, call: AuthenticatedRequest) -> Response:
    """A ticket for a browser, after the PIN. Earlier unused ones of the device become void."""
    call.body({"st": str, "pp": str})
    statement, _ = call.statement(Kind.APPLOGIN)
    if not call.known.cleared:
        raise Refused(ProblemType.NOT_CLEARED)
    ticket = tickets.new_ticket()

    def issue(connection: Connection) -> Decision:
        tickets.void_earlier(connection, call.slot.dev)
        tickets.issue(
            connection,
            ticket,
            kind=tickets.Kind.APP,
            account_id=call.known.account_id,
            dev=call.slot.dev,
            cid=None,
            now=room.clock.now(),
        )
        return Decision({"ticket": ticket, "expires_in": tickets.SECONDS})

    def note_wrong(connection: Connection) -> None:
        device = call.known
        note_app(
            connection,
            device.account_id,
            Result.WRONG_PIN,
            call.address,
            device.device_name,
            room.clock.now(),
        )

    return await room.pins.judge(call.proof(statement), issue, note_wrong=note_wrong)
