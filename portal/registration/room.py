"""What the pages of a registration work with."""

from dataclasses import dataclass

from sqlalchemy import Connection
from starlette.responses import Response
from starlette.types import Scope

from portal.accounts.code_hash import CodeHashes
from portal.clock import Clock
from portal.db.database import Database
from portal.hub import Hub
from portal.keys.key_ring import KeyRing
from portal.login.room import LoginRoom
from portal.registration import visits
from portal.registration.limits import Limits, limits
from portal.registration.links import Links
from portal.registration.store import Registration, registration_of_visit
from portal.settings import Settings
from portal.web.cookies import CookieName, Cookies, cookie_hash, new_cookie
from portal.web.pages import Pages


@dataclass(frozen=True)
class RegistrationRoom:
    """Shared by all routes of this room and of the certificates."""

    public_url: str
    keys: KeyRing
    clock: Clock
    database: Database
    hub: Hub
    pages: Pages
    cookies: Cookies
    links: Links
    codes: CodeHashes
    limits: Limits

    async def registration(self, scope: Scope) -> Registration | None:
        """The one that this browser works on, if any; counts as activity."""
        hash_, now = self.visit(scope), self.clock.now()
        if hash_ is None:
            return None
        since = now - visits.IDLE_SECONDS
        found = await self.database.read(lambda c: registration_of_visit(c, hash_, since))
        if found is None or found[0].is_over(now):
            return None
        registration, seen_at = found
        if seen_at <= now - visits.TOUCH_SECONDS:
            await self.database.write(lambda c: visits.touch(c, hash_, now))
        return registration

    def visit(self, scope: Scope) -> bytes | None:
        """Hash of this browser's visit cookie."""
        visit = self.cookies.read(scope, CookieName.VISIT)
        return None if visit is None else cookie_hash(visit)

    def new_visit(self, scope: Scope) -> "NewVisit":
        """A fresh cookie for a browser that is about to work on a registration."""
        return NewVisit(new_cookie(), self.visit(scope), self.cookies)


@dataclass(frozen=True)
class NewVisit:
    """Takes the place of the visit that a browser had."""

    cookie: str
    replaced: bytes | None
    cookies: Cookies

    def __repr__(self) -> str:
        return "NewVisit(…)"

    def bind(self, connection: Connection, registration_id: str, now: int) -> None:
        visits.bind(connection, registration_id, cookie_hash(self.cookie), self.replaced, now)

    def given_to(self, response: Response) -> Response:
        """The answer that brings the browser its cookie."""
        self.cookies.set(response, CookieName.VISIT, self.cookie)
        return response


def registration_room(settings: Settings, login: LoginRoom, codes: CodeHashes) -> RegistrationRoom:
    """Put one together from what the login pages work with."""
    return RegistrationRoom(
        public_url=login.public_url,
        keys=login.keys,
        clock=login.clock,
        database=login.database,
        hub=login.hub,
        pages=login.pages,
        cookies=login.cookies,
        links=Links(login.keys, settings.public_url),
        codes=codes,
        limits=limits(settings.rates, login.clock),
    )
