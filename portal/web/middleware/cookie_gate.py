"""Before anything else a visitor accepts the portal's cookies (requirement P1)."""

from typing import Final
from urllib.parse import urlencode

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from crypto.protocol import APP_LOGIN_PATH, FINISH_PATH
from portal.platform.asgi import logged_path
from portal.web.cookies import CookieName, Cookies

_PAGE: Final = "/cookies"
# Pages that set no cookie, and those that the app opens, which set it themselves.
_OPEN: Final = frozenset(
    {
        "accessibility",
        "barrier",
        "contact",
        "cookies",
        "download",
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
    """Sends whoever has not accepted them to the page that tells about them."""

    def __init__(self, app: ASGIApp, *, cookies: Cookies) -> None:
        self._app = app
        self._cookies = cookies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._may_pass(scope):
            await self._app(scope, receive, send)
            return
        await RedirectResponse(_address(scope), 303)(scope, receive, send)

    def _may_pass(self, scope: Scope) -> bool:
        path = scope["path"]
        return (
            path.removeprefix("/").partition("/")[0] in _OPEN
            or path in _OPENED_BY_APP
            # Of a script, which could do nothing with a page.
            or path.endswith(_POLL)
            or self._cookies.read(scope, CookieName.VISIT) is not None
        )


def _address(scope: Scope) -> str:
    if scope["method"] not in ("GET", "HEAD"):
        return _PAGE
    query = scope["query_string"].decode("ascii", "replace")
    wanted = logged_path(scope) + (f"?{query}" if query else "")
    return f"{_PAGE}?{urlencode({'next': wanted})}"
