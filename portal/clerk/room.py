"""What the pages of the desk work with, and the one door to them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from portal.accounts.service import Role
from portal.clerk.clerk import Clerk
from portal.clerk.viewing import Viewing
from portal.clock import Clock
from portal.db.database import Database
from portal.login.room import LoginRoom
from portal.login.start_routes import LOGIN
from portal.rate_limits import RateLimit
from portal.web.pages import Pages

Handler = Callable[[Request, Clerk], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class ClerkRoom:
    """Shared by all routes of this room."""

    login: LoginRoom
    four_eyes: bool
    """Whether two clerks must clear."""
    pictures_by_session: RateLimit
    viewing: Viewing

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
