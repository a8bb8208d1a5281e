"""`/security`."""

from itertools import groupby
from typing import Final

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from portal.audit.chain import Entry
from portal.audit.log import latest_of
from portal.login.room import LoginRoom
from portal.login.start_routes import LOGIN
from portal.selfcare.devices import names_of
from portal.selfcare.history import history
from portal.web.times import clock_time, german_date

_MOST_ENTRIES: Final = 300
_MOST_LINES: Final = 50


class HistoryRoutes:
    """What happened to the user's account."""

    def __init__(self, room: LoginRoom) -> None:
        self._room = room

    @property
    def routes(self) -> list[BaseRoute]:
        return [Route("/security", self.security, methods=["GET"])]

    async def security(self, request: Request) -> Response:
        """The last logins and events, by day."""
        session = await self._room.session(request.scope)
        if session is None:
            return RedirectResponse(LOGIN, 303)
        account, now = session.account_id, self._room.clock.now()

        def find(connection: Connection) -> tuple[list[Entry], dict[str, str]]:
            return latest_of(connection, account, _MOST_ENTRIES), names_of(connection, account)

        entries, names = await self._room.database.read(find)
        lines = history(entries, names, now)[:_MOST_LINES]
        days = [(day, list(group)) for day, group in groupby(lines, lambda o: german_date(o.at))]
        return self._room.pages.page("security.html", session=session, days=days, when=clock_time)
