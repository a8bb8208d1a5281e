"""No other site may send forms here (OWASP: Fetch Metadata, then Origin)."""

from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from portal.platform.asgi import header

_HARMLESS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class OriginCheck:
    """Lets changing requests pass from the portal's own pages only."""

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
