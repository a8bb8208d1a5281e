"""What the pages of the desk work with, and the one door to them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from portal.domain.accounts.accounts import Role
from portal.domain.clearance.access_log import AttachmentAccess
from portal.domain.clearance.clerk import Clerk
from portal.platform.clock import Clock
from portal.platform.database.database import Database
from portal.platform.rate_limits import RateLimit
from portal.web.login.context import LoginContext
from portal.web.login.start import LOGIN
from portal.web.pages import Pages

Handler = Callable[[Request, Clerk], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class ClerkContext:
    """Shared by all routes of this room."""

    login: LoginContext
    four_eyes: bool
    """Whether two clerks must clear."""
    pictures_by_session: RateLimit
    viewing: AttachmentAccess

    @property
    def clock(self) -> Clock:
        return self.login.clock

    @property
    def database(self) -> Database:
        return self.login.database

    @property
    def pages(self) -> Pages:
        return self.login.pages

    def for_clerks(self, handler: Handler) -> Endpoint:
        """The handler behind the door: whoever is no clerk finds no page here."""

        async def endpoint(request: Request) -> Response:
            session = await self.login.session(request.scope)
            if session is None:
                return RedirectResponse(LOGIN, 303)
            if session.role is not Role.CLERK:
                raise HTTPException(404)
            return await handler(request, Clerk(session))

        return endpoint
