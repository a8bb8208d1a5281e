"""Each request is answered in the language of whoever asks."""

from typing import Final
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Receive, Scope, Send

from portal.platform.asgi import header
from portal.platform.language import LANGUAGES, preferred, use_language
from portal.web.cookies import Cookies

_PARAMETER: Final = "lang"


class LanguageOf:
    """What was chosen in this browser; before that what the address says, or the browser."""

    def __init__(self, app: ASGIApp, *, cookies: Cookies) -> None:
        self._app = app
        self._cookies = cookies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            use_language(self._cookies.language(scope) or _asked(scope))
        await self._app(scope, receive, send)


def _asked(scope: Scope) -> str:
    query = parse_qs(scope["query_string"].decode("ascii", "replace"))
    wanted = query.get(_PARAMETER, [""])[0]
    return wanted if wanted in LANGUAGES else preferred(header(scope, b"accept-language"))
