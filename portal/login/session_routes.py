"""The page behind the login, and the way out."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from portal.login.room import LoginRoom
from portal.login.sessions import end_session
from portal.login.start_routes import HOME, LOGIN
from portal.web.cookies import CookieName

_ZONE: Final = ZoneInfo("Europe/Berlin")


class SessionRoutes:
    """`/home` and `/logout`."""

    def __init__(self, room: LoginRoom) -> None:
        self._room = room

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route(HOME, self.home, methods=["GET"]),
            Route("/logout", self.logout, methods=["POST"]),
        ]

    async def home(self, request: Request) -> Response:
        """Greets whoever is logged in."""
        session = await self._room.session(request.scope)
        if session is None:
            return RedirectResponse(LOGIN, 303)
        before = session.previous_login_at
        previous = None if before is None else german_time(before)
        return self._room.pages.framed_page("home.html", session=session, previous=previous)

    async def logout(self, request: Request) -> Response:
        response = RedirectResponse("/", 303)
        id_ = self._room.cookies.read(request.scope, CookieName.SESSION)
        if id_ is not None:
            await self._room.database.write(lambda connection: end_session(connection, id_))
        for name in CookieName:
            self._room.cookies.clear(response, name)
        return response


def german_time(seconds: int) -> str:
    """As in "24. November 2025 um 7:05 Uhr"."""
    moment = datetime.fromtimestamp(seconds, _ZONE)
    month = _MONTHS[moment.month - 1]
    return f"{moment.day}. {month} {moment.year} um {moment.hour}:{moment.minute:02} Uhr"


_MONTHS: Final = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)
