"""The cookie by which a browser is known that has finished a login."""

from starlette.requests import Request
from starlette.responses import Response

from portal.domain.logins.known_browsers import find_binding, renewed
from portal.domain.logins.sessions import session_hash
from portal.web.context import WebContext
from portal.web.cookies import CookieName


async def let_in(
    context: WebContext, request: Request, response: Response, session_id: str
) -> Response:
    """The answer that brings a browser its session, and makes it known for the account."""
    context.cookies.set(response, CookieName.SESSION, session_id)
    hash_, now = session_hash(session_id), context.clock.now()
    bound_to = await context.database.read(lambda c: find_binding(c, hash_))
    if bound_to is not None:
        tokens = renewed(context.keys, bound_to, context.cookies.known(request.scope), now)
        context.cookies.set_known(response, tokens)
    return response
