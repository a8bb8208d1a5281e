"""Error pages: one sentence, what to do, and a code for the support."""

import logging
import secrets
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from portal.platform.asgi import header, logged_path
from portal.platform.language import marked as _
from portal.platform.language import translated
from portal.platform.limits import Exceeded
from portal.platform.storage_failures import Outage, StorageUnavailable, storage_failure
from portal.web.form_states import Kept
from portal.web.forms import Form, FormKeeper
from portal.web.limits import TooMany, again_in, sentence_about
from portal.web.pages import Pages

_LOG: Final = logging.getLogger("portal.web")

_RETRY_SECONDS: Final = 60
_ERROR: Final = Form("/error", "/error", ())

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
        _("Das hat nicht geklappt"),
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

    def __init__(self, pages: Pages, outage: Outage, forms: FormKeeper) -> None:
        self._pages = pages
        self._outage = outage
        self._forms = forms

    def new_code(self, status: int) -> str:
        """Names one occurrence, in log and page."""
        return f"AGP-{status}-{secrets.token_hex(3).upper()}"

    def page(
        self, status: int, code: str, exceeded: Exceeded | None = None, back: str = ""
    ) -> Response:
        """`exceeded` says what was too often, where that is the reason; `back` is the address of a
        form with what was typed.
        """
        shown = status if status in _TEXTS else 500
        title, sentence, remedy = map(translated, _TEXTS[shown])
        if exceeded is not None:
            sentence, remedy = sentence_about(exceeded), again_in(exceeded)
        return self._pages.page(
            "error.html",
            status,
            title=title,
            sentence=sentence,
            remedy=remedy,
            code=code,
            back=back,
            severe=shown >= 500,
        )

    def kept_page(self, scope: Scope) -> Response | None:
        """The page of a POST that failed, at an address of its own."""
        kept = self._forms.kept(scope, _ERROR)
        if kept is None:
            return None
        status, code = int(kept.fields["status"]), kept.fields["code"]
        return self.page(status, code, kept.exceeded, kept.fields.get("back", ""))

    def _answer(
        self, scope: Scope, status: int, code: str, exceeded: Exceeded | None = None
    ) -> Response:
        """The page itself; a form that was sent by hand is led to it, so that "back" and "reload"
        send nothing again.
        """
        if not _is_by_hand(scope) or not self._forms.accepts_cookies(scope):
            return self.page(status, code, exceeded)
        fields = {"status": str(status), "code": code, "back": self._forms.typed(scope)}
        kept = Kept(fields, _ERROR.action, exceeded=exceeded)
        return self._forms.shown_on(scope, _ERROR.page, kept)

    async def on_http(self, request: Request, error: Exception) -> Response:
        """The exception handler for what routes and routing raise."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        headers = error.headers if isinstance(error, HTTPException) else None
        code = self.new_code(status)
        _LOG.info("%s: %s %s", code, request.method, logged_path(request.scope))
        exceeded = error.exceeded if isinstance(error, TooMany) else None
        response = self._answer(request.scope, status, code, exceeded)
        response.headers.update(headers or {})
        return response

    async def on_not_permitted(self, request: Request, _error: Exception) -> Response:
        """The handler for what `permissions.require` refuses: just as if it did not exist."""
        return await self.on_http(request, HTTPException(404))

    async def on_unavailable(self, request: Request, error: Exception) -> Response:
        """The handler for a disk or database that fails, which the log has once."""
        code = error.code if isinstance(error, StorageUnavailable) else self.new_code(503)
        response = self._answer(request.scope, 503, code)
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
        return self._answer(request.scope, 500, code)

    async def refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application for requests from foreign pages."""
        code = self.new_code(403)
        _LOG.warning("%s: %s %s from a foreign page", code, scope["method"], logged_path(scope))
        back = "" if _is_foreign(scope) else self._forms.typed(scope)
        await self.page(403, code, back=back)(scope, receive, send)


def _is_by_hand(scope: Scope) -> bool:
    """Whether a form was posted, and not by a script that does something with the status."""
    return scope["method"] == "POST" and "text/html" in header(scope, b"accept")


def _is_foreign(scope: Scope) -> bool:
    """Whether the browser says that the form was on a foreign page: its words are not the user's.

    Programs on the way may have taken both headers out of a request of our own pages.
    """
    site, origin = header(scope, b"sec-fetch-site"), header(scope, b"origin")
    return site not in ("", "same-origin") or origin not in ("", "null")


class ErrorRoutes:
    """`/error`: the pages of POSTs that failed."""

    def __init__(self, errors: ErrorPages) -> None:
        self._errors = errors

    @property
    def routes(self) -> list[BaseRoute]:
        return [Route(_ERROR.page, self.error, methods=["GET"])]

    async def error(self, request: Request) -> Response:
        return self._errors.kept_page(request.scope) or RedirectResponse("/", 303)
