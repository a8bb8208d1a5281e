"""What the pages of a registration share, and their rate limits."""

from dataclasses import dataclass

from sqlalchemy import Connection
from starlette.responses import Response
from starlette.types import Scope

from portal.domain.accounts.codes import CodeHashes
from portal.domain.registration import visits
from portal.domain.registration.links import Links
from portal.domain.registration.registrations import Registration, registration_of_visit
from portal.platform.asgi import cookie_hash, new_cookie
from portal.platform.clock import Clock
from portal.platform.database.database import Database
from portal.platform.keys.key_ring import KeyRing
from portal.platform.notifications import Notifier
from portal.platform.rate_limits import RateLimit, Rates
from portal.platform.settings import Settings
from portal.web.cookies import CookieName, Cookies
from portal.web.login.context import LoginContext
from portal.web.pages import Pages


@dataclass(frozen=True)
class Limits:
    """Counts names that have an account and names that have none alike."""

    registrations_by_address: RateLimit
    institutions_by_address: RateLimit
    letters_by_address: RateLimit
    letters_in_an_hour: RateLimit
    letters_in_a_day: RateLimit
    links_by_address: RateLimit
    codes_by_registration: RateLimit

    def letter(self, address: str, login: str) -> int:
        """Count a letter to `login` that somebody at `address` caused: seconds to wait, or 0."""
        return (
            self.letters_by_address.take(address)
            or self.letters_in_an_hour.take(login)
            or self.letters_in_a_day.take(login)
        )


def limits(rates: Rates, clock: Clock) -> Limits:
    return Limits(
        registrations_by_address=RateLimit(rates.registrations_by_address, clock),
        institutions_by_address=RateLimit(rates.institutions_by_address, clock),
        letters_by_address=RateLimit(rates.letters_by_address, clock),
        letters_in_an_hour=RateLimit(rates.letters_in_an_hour, clock),
        letters_in_a_day=RateLimit(rates.letters_in_a_day, clock),
        links_by_address=RateLimit(rates.links_by_address, clock),
        codes_by_registration=RateLimit(rates.codes_by_registration, clock),
    )


@dataclass(frozen=True)
class RegistrationContext:
    """Shared by all routes of this room and of the certificates."""

    public_url: str
    keys: KeyRing
    clock: Clock
    database: Database
    hub: Notifier
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


def registration_context(
    settings: Settings, login: LoginContext, codes: CodeHashes
) -> RegistrationContext:
    """Put one together from what the login pages work with."""
    return RegistrationContext(
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
