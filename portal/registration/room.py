"""What the pages of a registration work with."""

from dataclasses import dataclass

from starlette.types import Scope

from portal.clock import Clock
from portal.db.database import Database
from portal.hub import Hub
from portal.keys.key_ring import KeyRing
from portal.registration.links import Links
from portal.registration.store import Registration, registration_of_visit
from portal.web.cookies import CookieName, Cookies, cookie_hash
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

    async def registration(self, scope: Scope) -> Registration | None:
        """The one that this browser works on, if any."""
        visit = self.cookies.read(scope, CookieName.VISIT)
        if visit is None:
            return None
        hash_ = cookie_hash(visit)
        return await self.database.read(lambda c: registration_of_visit(c, hash_))
