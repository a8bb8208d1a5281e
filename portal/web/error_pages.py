"""Error pages: one sentence, what to do, and a code for the support."""

import logging
import secrets
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from portal.platform.asgi import logged_path
from portal.platform.language import marked as _
from portal.platform.language import translated
from portal.platform.limits import Exceeded
from portal.platform.storage_failures import Outage, StorageUnavailable, storage_failure
from portal.web.limits import TooMany, again_in, sentence_about
from portal.web.pages import Pages

_LOG: Final = logging.getLogger("portal.web")

_RETRY_SECONDS: Final = 60

_TEXTS: Final = {
    403: (
        _("Diese Anfrage wurde zu Ihrer Sicherheit abgelehnt"),
        _("Sie kam nicht von einer Seite dieses Portals."),
        _("Öffnen Sie die Startseite und beginnen Sie dort von vorn."),
    ),
    404: (
        _("Diese Seite gibt es nicht"),
        _("Die Adresse ist nicht vollständig, oder die Seite wurde verschoben."),
        _("Prüfen Sie die Adresse, oder gehen Sie zur Startseite."),
    ),
    405: (
        _("Das geht an dieser Stelle nicht"),
        _("Die Seite wurde auf eine Weise aufgerufen, die nicht vorgesehen ist."),
        _("Gehen Sie zur Startseite und versuchen Sie es von dort."),
    ),
    413: (
        _("Das war zu viel auf einmal"),
        _("Ihre Eingabe ist länger, als sie sein darf."),
        _("Gehen Sie zurück und kürzen Sie Ihre Eingabe."),
    ),
    429: (
        _("Im Augenblick sind es zu viele Versuche"),
        _("Das Portal hat gerade sehr viel zu tun."),
        _("Warten Sie bitte einige Minuten und versuchen Sie es dann noch einmal."),
    ),
    500: (
        _("Das hat leider nicht geklappt"),
        _("Auf unserer Seite ist ein Fehler aufgetreten."),
        _("Versuchen Sie es später noch einmal, oder nennen Sie dem Support den Code unten."),
    ),
    503: (
        _("Das Portal ist im Augenblick gestört"),
        _("Es kann gerade nichts speichern oder nachsehen. Wir wissen davon."),
        _("Versuchen Sie es in einigen Minuten noch einmal."),
    ),
}


class ErrorPages:
    """Makes error pages."""

    def __init__(self, pages: Pages, outage: Outage) -> None:
        self._pages = pages
        self._outage = outage

    def new_code(self, status: int) -> str:
        """Names one occurrence, in log and page."""
        return f"AGP-{status}-{secrets.token_hex(3).upper()}"

    def page(self, status: int, code: str, exceeded: Exceeded | None = None) -> Response:
        """`exceeded` says what was too often, where that is the reason."""
        shown = status if status in _TEXTS else 500
        title, sentence, remedy = map(translated, _TEXTS[shown])
        if exceeded is not None:
            sentence, remedy = sentence_about(exceeded), again_in(exceeded)
        return self._pages.page(
            "error.html", status, title=title, sentence=sentence, remedy=remedy, code=code
        )

    async def on_http(self, request: Request, error: Exception) -> Response:
        """The exception handler for what routes and routing raise."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        headers = error.headers if isinstance(error, HTTPException) else None
        code = self.new_code(status)
        _LOG.info("%s: %s %s", code, request.method, logged_path(request.scope))
        exceeded = error.exceeded if isinstance(error, TooMany) else None
        response = self.page(status, code, exceeded)
        response.headers.update(headers or {})
        return response

    async def on_unavailable(self, _request: Request, error: Exception) -> Response:
        """The handler for a disk or database that fails, which the log has once."""
        code = error.code if isinstance(error, StorageUnavailable) else self.new_code(503)
        response = self.page(503, code)
        response.headers["retry-after"] = str(_RETRY_SECONDS)
        return response

    async def on_file_failure(self, request: Request, error: Exception) -> Response:
        """The handler for files that cannot be written; what else it is goes on."""
        failure = storage_failure(error)
        if failure is None:
            raise error
        return await self.on_unavailable(request, self._outage.unavailable(failure))

    async def on_failure(self, request: Request, _error: Exception) -> Response:
        """The handler for what nobody caught; the server logs the traceback after this line."""
        code = self.new_code(500)
        _LOG.error("%s: %s %s failed", code, request.method, logged_path(request.scope))
        return self.page(500, code)

    async def refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application for requests from foreign pages."""
        code = self.new_code(403)
        _LOG.warning("%s: %s %s from a foreign page", code, scope["method"], logged_path(scope))
        await self.page(403, code)(scope, receive, send)
