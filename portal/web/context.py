"""The context of all pages: what is shared, how pages are made, and who is at the browser."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from sqlalchemy import Connection
from starlette.responses import Response
from starlette.types import Scope

from portal.context import AppContext
from portal.domain.logins.sessions import Session, find_session, needs_touch, touch
from portal.domain.providers.permissions import Action, actor_of, is_permitted
from portal.domain.registration import registrations
from portal.domain.registration.registrations import (
    Kind,
    Registration,
    registration_of_visit,
)
from portal.platform.asgi import EndsWithConnection, cookie_hash, new_cookie
from portal.platform.database.notifications import Deadline, Topic, never
from portal.web.cookies import CookieName, Cookies
from portal.web.error_pages import ErrorPages
from portal.web.form_states import FormStates
from portal.web.forms import FormKeeper
from portal.web.pages import Assets, Pages
from portal.web.shared_forms import SharedForms

POLL_SECONDS: Final = 25
"""How long a page waits for news before it asks again."""
S = TypeVar("S")


@dataclass(frozen=True)
class WebContext(AppContext):
    """The one AppContext, with what every page is made of."""

    assets: Assets
    pages: Pages
    errors: ErrorPages
    cookies: Cookies
    forms: FormKeeper
    shared_forms: SharedForms | None
    """On PostgreSQL, where other processes may serve the same browsers."""

    async def session(self, scope: Scope) -> Session | None:
        """Who is logged in here, if anybody; counts as activity."""
        id_ = self.cookies.read(scope, CookieName.SESSION)
        return None if id_ is None else await self.session_of(scope, id_)

    async def session_of(self, scope: Scope, id_: str) -> Session | None:
        """The same by the session's id, for a browser that does not have it yet."""
        now = self.clock.now()
        found = await self.database.read(lambda connection: find_session(connection, id_, now))
        if found is not None and needs_touch(found, now):
            await self.database.write(lambda connection: touch(connection, found, now))
        if found is not None:
            self.forms.states.note_account(self.visit(scope), found.account_id, found.hash)
        return found

    async def registration(self, scope: Scope) -> Registration | None:
        """The one that this browser works on, if any; counts as activity.

        A further IK number has its certificate here and nothing else: see `work`.
        """
        found = await self.work(scope)
        return None if found is None or found.kind is Kind.IK else found

    async def work(self, scope: Scope) -> Registration | None:
        """The registration, or the further IK number of the provider for which this browser is
        logged in, if its user may add one.
        """
        found, now = await self._visited(scope), self.clock.now()
        if found is None:
            return None
        registration, seen_at = found
        if registration.kind is Kind.IK and not await self._may_add(scope, registration):
            return None
        if seen_at <= now - registrations.TOUCH_SECONDS:
            hash_ = self.visit(scope) or b""
            await self.database.write(lambda c: registrations.touch(c, hash_, now))
        return registration

    async def watched_registration(self, scope: Scope) -> Registration | None:
        """The same for a script that waits for news, which is no activity of anybody."""
        found = await self._visited(scope)
        return None if found is None or found[0].kind is Kind.IK else found[0]

    async def _may_add(self, scope: Scope, registration: Registration) -> bool:
        session = await self.session(scope)
        own = session is not None and session.provider_id == registration.provider_id
        return is_permitted(actor_of(session), Action.MANAGE_IKS, own=own)

    async def _visited(self, scope: Scope) -> tuple[Registration, int] | None:
        hash_, now = self.visit(scope), self.clock.now()
        if hash_ is None:
            return None
        since = now - registrations.IDLE_SECONDS
        found = await self.database.read(lambda c: registration_of_visit(c, hash_, since))
        return None if found is None or found[0].is_over(now) else found

    async def wait_until(
        self,
        scope: Scope,
        topic: Topic,
        look: Callable[[], Awaitable[S]],
        done: Callable[[S], bool],
        ends_in: Callable[[S], float] = never,
    ) -> S:
        """Let a page wait: `Notifier.wait_until`, for 25 seconds at most.

        Raises:
            Disconnected: the browser has gone meanwhile.
        """
        with EndsWithConnection(scope):
            return await self.notifier.wait_until(
                topic, look, done, Deadline(POLL_SECONDS), ends_in
            )

    def visit(self, scope: Scope) -> bytes | None:
        """Hash of this browser's visit cookie."""
        visit = self.cookies.visit(scope)
        return None if visit is None else cookie_hash(visit)

    def new_visit(self, scope: Scope) -> "NewVisit":
        """A fresh cookie for a browser that is about to work on a registration."""
        return NewVisit(new_cookie(), self.visit(scope), self.cookies, self.forms.states)


@dataclass(frozen=True)
class NewVisit:
    """Takes the place of the visit that a browser had."""

    cookie: str
    replaced: bytes | None
    cookies: Cookies
    forms: FormStates

    def __repr__(self) -> str:
        return "NewVisit(…)"

    def bind(self, connection: Connection, registration_id: str, now: int) -> None:
        registrations.bind(
            connection, registration_id, cookie_hash(self.cookie), self.replaced, now
        )

    def given_to(self, response: Response) -> Response:
        """The answer that brings the browser its cookie; what it has typed goes along."""
        self.forms.move(self.replaced, cookie_hash(self.cookie))
        self.cookies.set(response, CookieName.VISIT, self.cookie)
        return response
