"""What every request passes through, plain ASGI."""

import logging
import time
from typing import Final
from urllib.parse import parse_qs, urlencode

from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from crypto.protocol import APP_LOGIN_PATH, FINISH_PATH
from portal.platform.asgi import address, header, logged_path
from portal.platform.language import LANGUAGES, preferred, use_language
from portal.web.cookies import CookieName, Cookies
from portal.web.forms import FormKeeper

_LOG: Final = logging.getLogger("portal.access")


class AccessLog:
    """One line for each request: address, method, path, status and milliseconds.

    Query and fragment may hold secrets: the path alone is logged.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.monotonic()

        async def send_logging(message: Message) -> None:
            if message["type"] == "http.response.start":
                spent = (time.monotonic() - begun) * 1000
                _LOG.info(
                    "%s %s %s %d %.0f ms",
                    address(scope),
                    scope["method"],
                    logged_path(scope),
                    message["status"],
                    spent,
                )
            await send(message)

        await self._app(scope, receive, send_logging)


_PARAMETER: Final = "lang"


class LanguageOf:
    """Sets the language of each request: what was chosen in this browser; before that what the
    address says, or the browser.
    """

    def __init__(self, app: ASGIApp, *, cookies: Cookies) -> None:
        self._app = app
        self._cookies = cookies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            use_language(self._cookies.language(scope) or _asked(scope))
        await self._app(scope, receive, send)


def _asked(scope: Scope) -> str:
    return _in_address(scope) or preferred(header(scope, b"accept-language"))


def _in_address(scope: Scope) -> str:
    query = parse_qs(scope["query_string"].decode("ascii", "replace"))
    wanted = query.get(_PARAMETER, [""])[0]
    return wanted if wanted in LANGUAGES else ""


_HARMLESS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class OriginCheck:
    """Lets changing requests pass from the portal's own pages only (OWASP: Fetch Metadata, then
    Origin).
    """

    def __init__(self, app: ASGIApp, *, public_url: str, refuse: ASGIApp) -> None:
        self._app = app
        self._public_url = public_url
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        changing = scope["type"] == "http" and scope["method"] not in _HARMLESS
        refused = changing and not self._is_own(scope)
        await (self._refuse if refused else self._app)(scope, receive, send)

    def _is_own(self, scope: Scope) -> bool:
        site, origin = header(scope, b"sec-fetch-site"), header(scope, b"origin")
        if origin not in ("", self._public_url):
            return False
        return site == "same-origin" or (not site and bool(origin))


_PAGE: Final = "/cookies"
# Pages that set no cookie, and those that the app opens, which set it themselves.
_OPEN: Final = frozenset(
    {
        ".well-known",
        "accessibility",
        "barrier",
        "contact",
        "cookies",
        "download",
        "error",
        "help",
        "language",
        "pa",
        "privacy",
        "static",
        "terms",
    }
)
_OPENED_BY_APP: Final = (APP_LOGIN_PATH, FINISH_PATH)
_POLL: Final = "/state"


class CookieGate:
    """Before anything else a visitor accepts the cookies (requirement P1): sends whoever has not to
    the page that explains them.
    """

    def __init__(self, app: ASGIApp, *, cookies: Cookies, forms: FormKeeper) -> None:
        self._app = app
        self._cookies = cookies
        self._forms = forms

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._may_pass(scope):
            await self._app(scope, receive, send)
            return
        await self._sent_away(scope)(scope, receive, send)

    def _sent_away(self, scope: Scope) -> Response:
        if scope["method"] in ("GET", "HEAD"):
            query = scope["query_string"].decode("ascii", "replace")
            return _to_cookies(scope, logged_path(scope) + (f"?{query}" if query else ""))
        # Cookies were deleted, or the browser was closed, while the form was filled in.
        return self._forms.before_cookies(scope, lambda wanted: _to_cookies(scope, wanted))

    def _may_pass(self, scope: Scope) -> bool:
        path = scope["path"]
        return (
            path.removeprefix("/").partition("/")[0] in _OPEN
            or path in _OPENED_BY_APP
            # Of a script, which could do nothing with a page.
            or path.endswith(_POLL)
            or self._cookies.read(scope, CookieName.VISIT) is not None
        )


def _to_cookies(scope: Scope, wanted: str) -> Response:
    language = {_PARAMETER: asked} if (asked := _in_address(scope)) else {}
    query = urlencode(({"next": wanted} if wanted else {}) | language)
    return RedirectResponse(f"{_PAGE}?{query}" if query else _PAGE, 303)


Headers = list[tuple[bytes, bytes]]

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# "same-origin" and not "no-referrer": the latter turns the Origin of our own forms into null.
_HEADERS: Final = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_TRANSPORT: Final = (b"strict-transport-security", b"max-age=63072000; includeSubDomains")
_CACHE: Final = b"cache-control"


class SecurityHeaders:
    """Adds the headers to every page; what may be cached says so itself."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self._app = app
        self._headers: Headers = [(k.encode(), v.encode()) for k, v in _HEADERS.items()]
        if secure:
            self._headers.append(_TRANSPORT)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_strict(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = self._completed(message["headers"])
            await send(message)

        await self._app(scope, receive, send_strict)

    def _completed(self, headers: Headers) -> Headers:
        cached = any(name == _CACHE for name, _ in headers)
        rest = [] if cached else [(_CACHE, b"no-store")]
        return [*headers, *self._headers, *rest]
