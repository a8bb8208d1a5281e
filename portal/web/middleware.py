"""What is asked of every request before a page answers it, and what every answer has."""

import logging
import time
from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import parse_qs, urlencode

from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from crypto.protocol import APP_LOGIN_PATH, FINISH_PATH
from portal.platform.asgi import HEADERS, Headers, NetworkList, address, header, logged_path
from portal.platform.clock import Clock, Interval
from portal.platform.language import LANGUAGES, preferred, use_language
from portal.platform.logs import FIELDS
from portal.web.cookies import Cookies
from portal.web.forms import FormKeeper

_ALARM: Final = logging.getLogger("portal.alarm")
_INTERVAL_SECONDS: Final = 3600
_OF_PROXIES: Final = frozenset((b"x-forwarded-for", b"forwarded", b"x-real-ip"))


class UntrustedProxyAlarm:
    """Writes a line when a peer that is not trusted forwards requests, once an hour at most.

    It sees the peer of the connection, so it stands before whatever believes such headers. A
    proxy that is missing in `trusted_proxies` makes all users one address to the limits.
    """

    def __init__(self, app: ASGIApp, trusted: tuple[str, ...], clock: Clock) -> None:
        self._app = app
        self._trusted = NetworkList(trusted)
        self._clock = clock
        self._interval = Interval(_INTERVAL_SECONDS)

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["type"] == "http" and not _OF_PROXIES.isdisjoint(scope[HEADERS]):
            self._look_at(address(scope))
        return self._app(scope, receive, send)

    def _look_at(self, peer: str) -> None:
        now = self._clock.now()
        if peer in self._trusted or not self._interval.is_due(now):
            return
        self._interval.begin(now)
        _ALARM.warning(
            "requests come with forwarded addresses from %s, which is not in trusted_proxies: "
            "they all count as one address. If it is your proxy, add it there; "
            "if not, keep it from reaching this port",
            peer,
        )


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
                    "%(address)s %(method)s %(path)s %(status)d %(milliseconds)d ms",
                    said := {
                        "address": address(scope),
                        "method": scope["method"],
                        "path": logged_path(scope),
                        "status": message["status"],
                        "milliseconds": round(spent),
                    },
                    extra={FIELDS: said},
                )
            await send(message)

        await self._app(scope, receive, send_logging)


_PARAMETER: Final = "lang"


def use_asked(scope: Scope, cookies: Cookies) -> None:
    """Set the language of a request: what was chosen in this browser; before that what the address
    says, or the browser.
    """
    asked = cookies.language(scope) or _in_address(scope)
    use_language(asked or preferred(header(scope, b"accept-language")))


def _in_address(scope: Scope) -> str:
    if not scope["query_string"]:
        return ""
    query = parse_qs(scope["query_string"].decode("ascii", "replace"))
    wanted = query.get(_PARAMETER, [""])[0]
    return wanted if wanted in LANGUAGES else ""


_HARMLESS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class OriginCheck:
    """Lets changing requests pass from the portal's own pages only (OWASP: Fetch Metadata, then
    Origin).
    """

    def __init__(self, public_url: str, refuse: ASGIApp) -> None:
        self._public_url = public_url
        self._refuse = refuse

    def __call__(self, scope: Scope) -> ASGIApp | None:
        refused = scope["method"] not in _HARMLESS and not self._is_own(scope)
        return self._refuse if refused else None

    def _is_own(self, scope: Scope) -> bool:
        site, origin = header(scope, b"sec-fetch-site"), header(scope, b"origin")
        if origin not in ("", self._public_url):
            return False
        return site == "same-origin" or (not site and bool(origin))


class AddressCheck:
    """Finds no page at an address with a NUL: no page of ours leads there.

    PostgreSQL takes none in what it is asked for.
    """

    def __init__(self, not_found: Callable[[Scope], Response]) -> None:
        self._not_found = not_found

    def __call__(self, scope: Scope) -> ASGIApp | None:
        has_nul = "\0" in scope["path"] or b"%00" in scope["query_string"]
        return self._not_found(scope) if has_nul else None


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

    def __init__(self, cookies: Cookies, forms: FormKeeper) -> None:
        self._cookies = cookies
        self._forms = forms

    def __call__(self, scope: Scope) -> ASGIApp | None:
        if self._cookies.visit(scope) is not None or _is_open(scope["path"]):
            return None
        return self._sent_away(scope)

    def _sent_away(self, scope: Scope) -> Response:
        if scope["method"] in ("GET", "HEAD"):
            query = scope["query_string"].decode("ascii", "replace")
            return _to_cookies(scope, logged_path(scope) + (f"?{query}" if query else ""))
        # Cookies were deleted, or the browser was closed, while the form was filled in.
        return self._forms.before_cookies(scope, lambda wanted: _to_cookies(scope, wanted))


def _is_open(path: str) -> bool:
    return (
        path.removeprefix("/").partition("/")[0] in _OPEN
        or path in _OPENED_BY_APP
        # Of a script, which could do nothing with a page.
        or path.endswith(_POLL)
    )


def _to_cookies(scope: Scope, wanted: str) -> Response:
    language = {_PARAMETER: asked} if (asked := _in_address(scope)) else {}
    query = urlencode(({"next": wanted} if wanted else {}) | language)
    return RedirectResponse(f"{_PAGE}?{query}" if query else _PAGE, 303)


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


def security_headers(*, secure: bool) -> Headers:
    """What every answer has beside its own headers; `secure` where there is https."""
    headers = [(name.encode(), value.encode()) for name, value in _HEADERS.items()]
    return [*headers, _TRANSPORT] if secure else headers
