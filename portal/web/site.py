"""The application of all pages: what every request passes through, and which page answers it.

All in one pass: a middleware for each check would be a coroutine, a wrapped `send` and an exception
handler more for every request (docs/performance.md).
"""

import inspect
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Route, Router
from starlette.types import ASGIApp, Lifespan, Message, Receive, Scope, Send

from portal.platform.asgi import Disconnected, Headers
from portal.platform.storage_failures import StorageUnavailable
from portal.web.context import WebContext
from portal.web.error_pages import EXPECTED
from portal.web.form_answers import FormAnswers
from portal.web.form_posts import DoubleClicks, LostForms, is_small_form, read_posted_form
from portal.web.form_states import FORM
from portal.web.login.tickets import HOME, LANDING_STATE
from portal.web.middleware import (
    AddressCheck,
    CookieGate,
    OriginCheck,
    security_headers,
    use_asked,
)

Check = Callable[[Scope], ASGIApp | None]
"""What answers instead of the page; None lets the request pass."""
Endpoint = Callable[[Request], Awaitable[Response]]

_CACHE: Final = b"cache-control"
_FORM: Final = FORM.encode()
_NOT_CACHED: Final = ((_CACHE, b"no-store"),)


class Site:
    """Everything that browsers ask for."""

    def __init__(
        self, context: WebContext, routes: Sequence[BaseRoute], lifespan: Lifespan["Site"]
    ) -> None:
        # To redirect "/desk/" would send to "/desk" of the host that the request names.
        self._router = Router(routes, redirect_slashes=False, lifespan=lifespan)
        self._pages = _look_up(routes)
        self._errors = context.errors
        self._cookies = context.cookies
        self._checks: tuple[Check, ...] = (
            AddressCheck(context.errors.not_found),
            OriginCheck(context.settings.public_url, context.errors.refuse),
            CookieGate(context.cookies, context.forms),
            LostForms(context.forms, context.pages),
        )
        self._forms = context.forms
        self._shared = context.shared_forms
        answers = None if self._shared is None else _answers(context)
        self._clicks = DoubleClicks(self._answer, cookies=context.cookies, shared=answers)
        self._headers = security_headers(secure=context.settings.secure)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["app"] = self
        if scope["type"] != "http":
            await self._router(scope, receive, send)
            return
        # Outside of everything, so that the pages of last resort get the headers too.
        strict = _Strict(send, self._headers)
        try:
            use_asked(scope, self._cookies)
            answer: ASGIApp = self._answer
            if is_small_form(scope):
                receive, answer = await read_posted_form(scope, receive), self._clicks
            if self._shared is not None and _may_have_typed(scope):
                await self._shared.load(self._forms.browser(scope))
            for check in self._checks:
                if (instead := check(scope)) is not None:
                    await instead(scope, receive, self._saving(strict))
                    return
            await answer(scope, receive, strict)
        except Disconnected:
            return
        except StorageUnavailable as error:
            if not strict.has_begun:
                await self._errors.of(scope, error)(scope, receive, strict)
        except Exception:
            response = self._errors.of_failure(scope)
            if not strict.has_begun:
                await response(scope, receive, self._saving(strict))
            # The server logs the traceback.
            raise

    def _saving(self, send: Send) -> Send:
        return send if self._shared is None else self._shared.saving(send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        send = self._saving(send)
        endpoint = self._pages.get((scope["method"], scope["path"]))
        try:
            if endpoint is None:
                await self._router.app(scope, receive, send)
                return
            response = await endpoint(Request(scope, receive, send))
        except EXPECTED as error:
            response = self._errors.of(scope, error)
        await response(scope, receive, send)


def _answers(context: WebContext) -> FormAnswers:
    return FormAnswers(context.database, context.notifier, context.clock, context.keys)


def _may_have_typed(scope: Scope) -> bool:
    """Whether a request may have to do with what its browser has typed before."""
    return (
        scope["method"] == "POST"
        or scope["path"] in (HOME, LANDING_STATE)
        or _FORM in scope["query_string"]
    )


def _look_up(routes: Sequence[BaseRoute]) -> dict[tuple[str, str], Endpoint]:
    """The functions of pages by method and path, where the path has no parameters and no route
    before takes it.
    """
    found: dict[tuple[str, str], Endpoint] = {}
    plain = [one for one in routes if isinstance(one, Route) and not one.param_convertors]
    for route in plain:
        for method in route.methods or ():
            scope = {"type": "http", "method": method, "path": route.path}
            first = next(one for one in routes if one.matches(scope)[0] is Match.FULL)
            if first is route and inspect.iscoroutinefunction(route.endpoint):
                found[method, route.path] = route.endpoint
    return found


class _Strict:
    """Sends an answer with the headers that every one has; what may be cached says so itself."""

    def __init__(self, send: Send, headers: Headers) -> None:
        self._send = send
        self._headers = headers
        self.has_begun = False

    def __call__(self, message: Message) -> Awaitable[None]:
        if message["type"] == "http.response.start":
            self.has_begun = True
            headers = message["headers"]
            rest = () if _CACHE in dict(headers) else _NOT_CACHED
            message["headers"] = [*headers, *self._headers, *rest]
        return self._send(message)
