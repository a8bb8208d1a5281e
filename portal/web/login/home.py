"""The page behind the login, and the way out."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from portal.domain.accounts.accounts import Role
from portal.domain.logins.sessions import end_session
from portal.platform.asgi import new_cookie
from portal.platform.language import german_time
from portal.web.cookies import CookieName
from portal.web.login.context import LoginContext
from portal.web.login.start import DESK, HOME, LOGIN


class SessionRoutes:
    """`/home` and `/logout`."""

    def __init__(self, room: LoginContext) -> None:
        self._room = room

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route(HOME, self.home, methods=["GET"]),
            Route("/logout", self.logout, methods=["POST"]),
        ]

    async def home(self, request: Request) -> Response:
        """Greets whoever is logged in; clerks go to work."""
        session = await self._room.session(request.scope)
        if session is None:
            return RedirectResponse(LOGIN, 303)
        if session.role is Role.CLERK:
            return RedirectResponse(DESK, 303)
        before = session.previous_login_at
        previous = None if before is None else german_time(before)
        return self._room.pages.framed_page("home.html", session=session, previous=previous)

    async def logout(self, request: Request) -> Response:
        """End the session; the cookies stay accepted."""
        response, cookies = RedirectResponse("/", 303), self._room.cookies
        id_ = cookies.read(request.scope, CookieName.SESSION)
        if id_ is not None:
            now = self._room.clock.now()
            await self._room.database.write(lambda c: end_session(c, id_, now, reason="logout"))
        cookies.clear(response, CookieName.SESSION)
        cookies.clear(response, CookieName.PRE)
        # What this browser had begun is not for whoever sits here next.
        cookies.set(response, CookieName.VISIT, new_cookie())
        return response
