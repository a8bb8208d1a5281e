"""The one way to the clerk area."""

from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from portal.domain.accounts.accounts import Role
from portal.domain.clearance.clerk import Clerk
from portal.web.context import WebContext
from portal.web.login.start import log_in_first

ClerkHandler = Callable[[Request, Clerk], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


def for_clerks(context: WebContext, handler: ClerkHandler) -> Endpoint:
    """The handler for clerks alone: whoever is none finds no page here."""

    async def endpoint(request: Request) -> Response:
        session = await context.session(request.scope)
        if session is None:
            return log_in_first(context, request)
        if session.role is not Role.CLERK:
            raise HTTPException(404)
        return await handler(request, Clerk(session))

    return endpoint
