"""`/reset`: "Zugang zurücksetzen" (requirement P12)."""

from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from crypto.email_address import BadAddress
from crypto.protocol import RESET_PATH
from portal.domain.accounts.user_names import read_user_name, user_name_sentence
from portal.domain.registration.reset import want_reset
from portal.platform.asgi import address
from portal.platform.language import current_language
from portal.web.context import WebContext
from portal.web.forms import read_form
from portal.web.limits import refusal, with_retry_after

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

    async def form(self, _request: Request) -> Response:
        return self._form("", "", 200)

    async def want(self, request: Request) -> Response:
        """Takes the same steps for every user name, whoever it belongs to."""
        context = self._context
        typed = (await read_form(request)).get("login", "")
        login = read_user_name(typed)
        if isinstance(login, BadAddress):
            return self._form(typed, user_name_sentence(login), 422)
        if exceeded := context.limits.take_email(address(request.scope), login):
            return with_retry_after(self._form(typed, refusal(exceeded), 429), exceeded)
        language, now = current_language(), context.clock.now()
        await context.database.write(lambda c: want_reset(c, login, language, now))
        return RedirectResponse(SENT, 303)

    async def sent(self, _request: Request) -> Response:
        return self._context.pages.page("registration/reset_sent.html")

    def _form(self, typed: str, fault: str, status: int) -> Response:
        page = "registration/reset_ask.html"
        return self._context.pages.page(page, status, login=typed, fault=fault)
