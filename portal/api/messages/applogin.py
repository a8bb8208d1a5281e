"""`applogin`: a login that begins in the app."""

from sqlalchemy import Connection

from crypto.envelope import Response
from crypto.protocol import LoginResult, ProblemType
from crypto.statements import Kind
from portal.api.request import AuthenticatedRequest
from portal.api.responses import Decision
from portal.context import AppContext
from portal.domain.devices.problems import Refused
from portal.domain.logins import tickets
from portal.domain.logins.history import note_app


async def applogin(context: AppContext, request: AuthenticatedRequest) -> Response:
    """A ticket for a browser, after the PIN. Earlier unused ones of the device become void."""
    request.body({"st": str, "pp": str})
    statement, _ = request.statement(Kind.APPLOGIN)
    if not request.known.cleared:
        raise Refused(ProblemType.NOT_CLEARED)
    ticket = tickets.new_ticket()

    def issue(connection: Connection) -> Decision:
        tickets.void_earlier(connection, request.slot.dev)
        tickets.issue(
            connection,
            ticket,
            kind=tickets.Kind.APP,
            account_id=request.known.account_id,
            dev=request.slot.dev,
            cid=None,
            now=context.clock.now(),
        )
        return Decision({"ticket": ticket, "expires_in": tickets.SECONDS})

    def note_wrong(connection: Connection) -> None:
        device = request.known
        note_app(
            connection,
            device.account_id,
            LoginResult.WRONG_PIN,
            request.address,
            device.device_name,
            context.clock.now(),
        )

    return await request.verify_pin(statement, issue, note_wrong=note_wrong)
