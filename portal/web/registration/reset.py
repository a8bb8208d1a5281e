"""`/reset`: "Zugang zurücksetzen" (requirement P12); the user name is typed once more before
devices end.

Programs that look for viruses open the links of mails and press the buttons behind them; they do
not type. So a page that ends devices asks for what it does not show.
"""

from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from crypto.email_address import BadAddress
from crypto.protocol import RESET_PATH
from portal.domain.accounts.user_names import normalised, read_user_name, user_name_sentence
from portal.domain.registration.registrations import Registration
from portal.domain.registration.reset import want_reset
from portal.platform.asgi import address
from portal.platform.language import current_language
from portal.platform.language import translated as _
from portal.web.context import WebContext
from portal.web.forms import RESET_FORM, read_form
from portal.web.limits import refusal, told


def masked(login: str) -> str:
    """Enough to recognise one's own, and not enough to be copied: ma•••@abc.de."""
    local, at, domain = login.partition("@")
    return f"{local[:2]}•••{at}{domain}"


def is_own_name(registration: Registration, typed: str) -> bool:
    """Whether it is the user name of this registration, in whatever letters."""
    return normalised(typed) == registration.login


def other_name(typed: str) -> str:
    """One sentence on a name that is not."""
    if not typed.strip():
        return _("Bitte geben Sie Ihren Benutzernamen ein. Erst dann werden Geräte gesperrt.")
    return _("Das ist nicht der Benutzername dieses Zugangs. Bitte prüfen Sie die Schreibweise.")


SENT: Final = f"{RESET_PATH}/sent"


class ResetRoutes:
    """Who only knows a user name brings about a mail, and nothing else."""

    def __init__(self, context: WebContext) -> None:
        self._context = context

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route(RESET_PATH, self.form, methods=["GET"]),
            Route(RESET_PATH, self.want, methods=["POST"]),
            Route(SENT, self.sent, methods=["GET"]),
        ]

    async def form(self, request: Request) -> Response:
        kept = self._context.forms.kept(request.scope, RESET_FORM)
        typed = "" if kept is None else kept.fields.get("login", "")
        login, fault = read_user_name(typed), ""
        if kept is not None and kept.exceeded is not None:
            fault = refusal(kept.exceeded)
        elif kept is not None and kept.is_checked and isinstance(login, BadAddress):
            fault = user_name_sentence(login)
        page = "registration/reset_ask.html"
        shown = self._context.pages.page(page, login=typed, fault=fault)
        return told(shown, None if kept is None else kept.exceeded)

    async def want(self, request: Request) -> Response:
        """Takes the same steps for every user name, whoever it belongs to."""
        context = self._context
        typed = await read_form(request)
        login = read_user_name(typed.get("login", ""))
        if isinstance(login, BadAddress):
            return context.forms.again(request.scope, RESET_FORM, typed)
        if exceeded := await context.limits.take_email(address(request.scope), login):
            return context.forms.again(request.scope, RESET_FORM, typed, exceeded)
        language, now = current_language(), context.clock.now()
        await context.database.write(lambda c: want_reset(c, login, language, now))
        return RedirectResponse(SENT, 303)

    async def sent(self, _request: Request) -> Response:
        return self._context.pages.page("registration/reset_sent.html")
