"""Error pages: one sentence, what to do, and a code for the support."""

import logging
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from portal.domain.providers.permissions import MissingRight, NotPermitted
from portal.platform.asgi import header, logged_path
from portal.platform.language import marked as _
from portal.platform.language import translated
from portal.platform.limits import Exceeded
from portal.platform.logs import support_code
from portal.platform.storage_failures import Outage, StorageUnavailable, storage_failure
from portal.web.form_states import Kept
from portal.web.forms import Form, FormKeeper
from portal.web.limits import TooMany, again_in, sentence_about
from portal.web.pages import Pages

_LOG: Final = logging.getLogger("portal.web")

_RETRY_SECONDS: Final = 60
_ERROR: Final = Form("/error", "/error", ())

EXPECTED: Final = (HTTPException, NotPermitted, StorageUnavailable, OSError)
"""What `ErrorPages.of` may have a page for."""

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

    def of(self, scope: Scope, error: Exception) -> Response:
        """The answer to a request that a page or the routing has refused, or whose disk or database
        fails; any other error is raised again.
        """
        if isinstance(error, HTTPException):
            return self._of_refusal(scope, error)
        if isinstance(error, MissingRight):
            return self._of_missing_right(scope, error)
        if isinstance(error, NotPermitted):
            # Just as if it did not exist.
            return self.not_found(scope)
        if isinstance(error, StorageUnavailable):
            return self._of_outage(scope, error)
        failure = storage_failure(error) if isinstance(error, OSError) else None
        if failure is None:
            raise error
        return self._of_outage(scope, self._outage.unavailable(failure))

    def not_found(self, scope: Scope) -> Response:
        """The answer where there can be no page."""
        return self._of_refusal(scope, HTTPException(404))

    def of_failure(self, scope: Scope) -> Response:
        """The answer where nobody caught an error; the server logs the traceback after it."""
        code = support_code(500)
        _LOG.error("%s: %s %s failed", code, scope["method"], logged_path(scope))
        return self._answer(scope, 500, code)

    def _of_refusal(self, scope: Scope, error: HTTPException) -> Response:
        code = support_code(error.status_code)
        _LOG.info("%s: %s %s", code, scope["method"], logged_path(scope))
        exceeded = error.exceeded if isinstance(error, TooMany) else None
        response = self._answer(scope, error.status_code, code, exceeded)
        response.headers.update(error.headers or {})
        return response

    def _of_missing_right(self, scope: Scope, error: MissingRight) -> Response:
        """With the menu that is left, and never by way of another page: nothing was typed."""
        code = support_code(404)
        _LOG.info("%s: %s %s without the right", code, scope["method"], logged_path(scope))
        return self._pages.page("no_right.html", 404, session=error.session, code=code)

    def _of_outage(self, scope: Scope, error: StorageUnavailable) -> Response:
        """The log has the outage once."""
        response = self._answer(scope, 503, error.code)
        response.headers["retry-after"] = str(_RETRY_SECONDS)
        return response

    async def refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application for requests from foreign pages."""
        code = support_code(403)
        _LOG.warning("%s: %s %s from a foreign page", code, scope["method"], logged_path(scope))
        back = "" if _is_foreign(scope) else self._forms.typed(scope)
        await self.page(403, code, back=back)(scope, receive, send)


def _is_by_hand(scope: Scope) -> bool:
    """Whether a form was posted, and not by a script that does something with the status: it says
    that it takes JSON, also where it takes pages.
    """
    accepted = header(scope, b"accept")
    takes_page = "text/html" in accepted and "application/json" not in accepted
    return scope["method"] == "POST" and takes_page


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
