"""The one way to the pages behind the login, to those of a provider, and to the clerk area."""

from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from portal.domain.accounts.accounts import Role
from portal.domain.clearance.access import Clerk
from portal.domain.logins.sessions import Session
from portal.domain.providers.permissions import Action, NotPermitted, require
from portal.web.context import WebContext
from portal.web.login.start import log_in_first

SessionHandler = Callable[[Request, Session], Awaitable[Response]]
ClerkHandler = Callable[[Request, Clerk], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


def logged_in(context: WebContext, handler: SessionHandler) -> Endpoint:
    """The handler for whoever is logged in; others log in first, and what they typed waits."""

    async def endpoint(request: Request) -> Response:
        session = await context.session(request.scope)
        if session is None:
            return log_in_first(context, request)
        return await handler(request, session)

    return endpoint


def permitted(context: WebContext, action: Action, handler: SessionHandler) -> Endpoint:
    """The handler for those alone who may do this for their own provider.

    Of a thing that the request names the handler asks `require` again, with the thing's provider.
    """

    async def checked(request: Request, session: Session) -> Response:
        require(session, action, session.provider_id)
        return await handler(request, session)

    return logged_in(context, checked)


def own_provider(session: Session) -> int:
    """The provider of somebody whom `permitted` has let in."""
    if session.provider_id is None:
        raise NotPermitted
    return session.provider_id


def for_clerks(context: WebContext, handler: ClerkHandler) -> Endpoint:
    """The handler for clerks alone: whoever is none finds no page here."""

    async def checked(request: Request, session: Session) -> Response:
        if session.role is not Role.CLERK:
            raise HTTPException(404)
        return await handler(request, Clerk(session))

    return logged_in(context, checked)
