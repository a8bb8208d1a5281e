"""Each request is answered in the language of whoever asks."""

from starlette.types import ASGIApp, Receive, Scope, Send

from portal.web.language import preferred, use_language
from portal.web.visitor import header


class LanguageOf:
    """Takes the browser's word."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            use_language(preferred(header(scope, b"accept-language")))
        await self._app(scope, receive, send)
