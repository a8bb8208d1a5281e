"""What the login pages work with."""

from dataclasses import dataclass

from starlette.types import Scope

from portal.domain.logins.sessions import Session, find_session, needs_touch, touch
from portal.platform.clock import Clock
from portal.platform.database.database import Database
from portal.platform.keys.key_ring import KeyRing
from portal.platform.notifications import Notifier
from portal.platform.rate_limits import Rate, RateLimit
from portal.web.cookies import CookieName, Cookies
from portal.web.pages import Pages


@dataclass(frozen=True)
class LoginContext:
    """Shared by all routes of this room."""

    public_url: str
    keys: KeyRing
    clock: Clock
    database: Database
    hub: Notifier
    pages: Pages
    cookies: Cookies
    starts_by_account: Rate
    starts_by_address: RateLimit
    tickets_by_address: RateLimit
    code_transfer: bool
    """Whether a login may end in a browser on another computer than the app's."""

    async def session(self, scope: Scope) -> Session | None:
        """Who is logged in here, if anybody; counts as activity."""
        id_ = self.cookies.read(scope, CookieName.SESSION)
        if id_ is None:
            return None
        now = self.clock.now()
        found = await self.database.read(lambda connection: find_session(connection, id_, now))
        if found is not None and needs_touch(found, now):
            await self.database.write(lambda connection: touch(connection, found, now))
        return found
