"""`/registration`: how far it is, and what comes next (requirement P10); the last step."""

from hashlib import sha256
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from crypto.protocol import STATUS_PATH
from portal.domain.registration.progress import Progress, deleted_at, find_progress
from portal.domain.registration.registrations import Kind, State, end
from portal.domain.topics import registration_topic
from portal.platform.asgi import new_cookie
from portal.platform.language import german_date
from portal.web.context import WebContext
from portal.web.cookies import CookieName
from portal.web.form_states import FORM, with_form
from portal.web.forms import STEP_ONE_FORM
from portal.web.pages import json_answer

STATUS: Final = STATUS_PATH
NEW: Final = "/registration/new"
_STAGE_DIGITS: Final = 16


def stage_of(progress: Progress) -> str:
    """Names all that its pages show of a registration, so that they notice a change."""
    registration = progress.registration
    shown = (
        registration.state.value,
        registration.confirmed_at,
        registration.certificate_at,
        registration.ordered_at,
        registration.reason,
        progress.devices,
        progress.account_cleared,
        progress.has_newer,
        progress.uploaded,
    )
    return sha256(repr(shown).encode()).hexdigest()[:_STAGE_DIGITS]


class StatusRoutes:
    """Pages about the whole registration."""

    def __init__(self, context: WebContext) -> None:
        self._context = context

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route(STATUS, self.status, methods=["GET"]),
            Route(f"{STATUS}/state", self.state, methods=["GET"]),
            Route("/registration/confirmed", self.confirmed, methods=["GET"]),
            Route("/registration/done", self.done, methods=["GET"]),
            Route("/registration/leave", self.leave, methods=["POST"]),
        ]

    async def status(self, request: Request) -> Response:
        progress = await self._progress(request)
        if progress is None:
            id_ = request.query_params.get(FORM)
            kept = self._context.forms.kept(request.scope, STEP_ONE_FORM)
            new = with_form(NEW, None if kept is None else id_)
            return self._context.pages.page("registration/unknown.html", new=new, kept=kept)
        return self._page("registration/status.html", progress, here=progress.current)

    async def state(self, request: Request) -> Response:
        """The long poll of these pages: `{"stage"}`, once it is another than the page has."""
        known = request.query_params.get("stage", "")
        watched = await self._context.watched_registration(request.scope)
        topic = registration_topic("" if watched is None else watched.id)
        stage = await self._context.wait_until(
            request.scope, topic, lambda: self._stage(request), lambda found: found != known
        )
        return json_answer({"stage": stage})

    async def _stage(self, request: Request) -> str:
        found = await self._context.watched_registration(request.scope)
        if found is None:
            return ""
        return stage_of(await self._context.database.read(lambda c: find_progress(c, found)))

    async def confirmed(self, request: Request) -> Response:
        progress = await self._progress(request)
        if progress is None or progress.registration.confirmed_at is None:
            return RedirectResponse(STATUS, 303)
        if progress.registration.kind is not Kind.NEW:
            return RedirectResponse(STATUS, 303)
        return self._page("registration/confirmed.html", progress, here=progress.current)

    async def done(self, request: Request) -> Response:
        """The last step: all is there, or what is missing."""
        progress = await self._progress(request)
        if progress is None or progress.registration.confirmed_at is None:
            return RedirectResponse(STATUS, 303)
        return self._page("registration/done.html", progress, here=len(progress.steps))

    async def leave(self, request: Request) -> Response:
        """Others use this computer too: end the work on the registration in this browser."""
        hash_ = self._context.visit(request.scope)
        self._context.forms.states.forget(hash_)
        await self._context.database.write(lambda c: end(c, hash_))
        response = RedirectResponse("/", 303)
        self._context.cookies.set(response, CookieName.VISIT, new_cookie())
        return response

    async def _progress(self, request: Request) -> Progress | None:
        found = await self._context.registration(request.scope)
        if found is None:
            return None
        return await self._context.database.read(lambda c: find_progress(c, found))

    def _page(self, name: str, progress: Progress, **values: Any) -> Response:
        registration = progress.registration
        expires = german_date(registration.expires_at)
        is_open = registration.state is State.OPEN
        return self._context.pages.page(
            name,
            progress=progress,
            stage=stage_of(progress),
            expires=expires if is_open else "",
            deleted=german_date(deleted_at(registration)),
            **values,
        )
