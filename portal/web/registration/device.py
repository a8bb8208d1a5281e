"""Step 3: introduction, download, activation code and its QR code (requirement P8)."""

from typing import Any, Final

import qrcode
from markupsafe import Markup
from qrcode.image.svg import SvgPathFillImage
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Scope

from crypto.app_link import ActivationLink
from crypto.protocol import LONGEST_LOGIN
from portal.domain.accounts.codes import SECONDS, code_for
from portal.domain.registration.devices import (
    IN_PROGRESS,
    Look,
    Stage,
    give_code,
    look,
    may_have_device,
    replace_device,
)
from portal.domain.registration.progress import find_progress
from portal.domain.registration.registrations import Kind, Registration, find_registration
from portal.domain.topics import account_topic
from portal.platform.asgi import address, cookie_hash
from portal.platform.limits import Limit
from portal.web.context import WebContext
from portal.web.form_states import Kept
from portal.web.forms import REPLACE_FORM, Form, read_form
from portal.web.limits import enforce
from portal.web.pages import json_answer
from portal.web.registration.reset import is_own_name, other_name
from portal.web.registration.status import STATUS

_BORDER: Final = 4  # modules, ISO/IEC 18004


def qr_svg(text: str) -> Markup:
    """An `svg` element without any style, dark on light in both colour schemes."""
    image = qrcode.make(text, image_factory=SvgPathFillImage, border=_BORDER)
    return Markup(image.to_string(encoding="unicode"))  # noqa: S704  made of modules, not of text


DEVICE: Final = "/registration/device"
CODE: Final = f"{DEVICE}/code"
DONE: Final = "/registration/done"
_INTRO: Final = "registration/device.html"
_ASK: Final = "registration/code_ask.html"
_CODE: Final = Form(CODE, CODE, ())


class DeviceRoutes:
    """The pages of the device; before or after step 3 they lead to the status page."""

    def __init__(self, context: WebContext) -> None:
        self._context = context

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route(DEVICE, self.intro, methods=["GET"]),
            Route(f"{DEVICE}/download", self.download, methods=["GET"]),
            Route(f"{DEVICE}/replace", self.replace, methods=["POST"]),
            Route(f"{CODE}/state", self.state, methods=["GET"]),
            Route(CODE, self.ask, methods=["GET"]),
            Route(CODE, self.give, methods=["POST"]),
        ]

    async def intro(self, request: Request) -> Response:
        registration = await self._context.registration(request.scope)
        kept = self._context.forms.kept(request.scope, REPLACE_FORM)
        if registration is None or kept is None:
            return await self._page(request, _INTRO, typed="", fault="")
        typed = kept.fields.get("login", "")
        wrong = kept.is_checked and not is_own_name(registration, typed)
        fault = other_name(typed) if wrong else ""
        return await self._page(request, _INTRO, typed=typed[:LONGEST_LOGIN], fault=fault)

    async def download(self, request: Request) -> Response:
        return await self._page(request, "registration/download.html")

    async def ask(self, request: Request) -> Response:
        """The code that this browser was given, as long as it is good; else where one is asked for.

        The code is stored nowhere: it is made again from the browser's cookie.
        """
        kept = self._context.forms.kept(request.scope, _CODE)
        registration = await self._registration(request)
        visit = self._context.cookies.visit(request.scope)
        if kept is None or registration is None or visit is None:
            return await self._page(request, _ASK)
        until, now = int(kept.fields["until"]), self._context.clock.now()
        # With another cookie another code would be made.
        is_same = kept.fields["visit"] == cookie_hash(visit).hex()
        if not is_same or not await self._is_good(registration, until):
            return await self._page(request, _ASK)
        code = code_for(self._context.keys, visit, registration.id, until)
        link = ActivationLink(self._context.settings.public_url, registration.login, code).text
        return await self._page(
            request,
            "registration/code.html",
            code=code,
            link=link,
            qr=qr_svg(link),
            until=until,
            left=max(until - now, 0),
            full=SECONDS,
        )

    async def _is_good(self, registration: Registration, until: int) -> bool:
        """Whether the account's newest code, used or not, is the one that ends at `until`."""
        account_id, now = registration.account_id, self._context.clock.now()
        if account_id is None:
            return False
        found = await self._context.database.read(lambda c: look(c, account_id, now))
        return found.stage is Stage.PROVISIONAL or (
            found.stage is Stage.WAITING and found.until == until
        )

    async def give(self, request: Request) -> Response:
        """A fresh code; the page that shows it is another request."""
        registration = await self._registration(request)
        visit = self._context.cookies.visit(request.scope)
        if registration is None or visit is None:
            return RedirectResponse(STATUS, 303)
        context = self._context
        await enforce(context, Limit.CODES_BY_REGISTRATION, registration.id)
        now = context.clock.now()
        code = code_for(context.keys, visit, registration.id, now + SECONDS)
        hash_ = await context.codes.made(code)
        here = context.limits.subscriber(address(request.scope))
        if not await context.database.write(lambda c: _give(c, registration.id, hash_, here, now)):
            return RedirectResponse(DEVICE, 303)
        fields = {"until": str(now + SECONDS), "visit": cookie_hash(visit).hex()}
        kept = Kept(fields, _CODE.action)
        return context.forms.shown_on(request.scope, CODE, kept)

    async def replace(self, request: Request) -> Response:
        """The device is lost before anybody was cleared: revoke it, and activate another."""
        registration = await self._registration(request)
        if registration is None or registration.kind is Kind.RESET:
            return RedirectResponse(STATUS, 303)
        typed = await read_form(request)
        if not is_own_name(registration, typed.get("login", "")):
            return self._context.forms.again(request.scope, REPLACE_FORM, typed)
        id_, now = registration.id, self._context.clock.now()
        await self._context.database.write(lambda c: replace_device(c, id_, now))
        return RedirectResponse(DEVICE, 303)

    async def state(self, request: Request) -> Response:
        """The long poll of the page with the code: `{"stage", "left"}`, the latter in seconds."""
        registration = await self._context.registration(request.scope)
        if registration is None or registration.account_id is None:
            return json_answer({"stage": Stage.EXPIRED.value, "left": 0})
        known = request.query_params.get("stage", Stage.WAITING.value)
        until = request.query_params.get("until", "")
        found = await self._news(request.scope, registration.account_id, known, until)
        left = found.seconds_left(self._context.clock.now())
        return json_answer({"stage": found.stage.value, "left": left})

    async def _news(self, scope: Scope, account_id: int, known: str, until: str) -> Look:
        """How far the device is, once that is another stage than the page knows, or after 25
        seconds.
        """
        context = self._context

        async def look_again() -> Look:
            now = context.clock.now()
            found = await context.database.read(lambda c: look(c, account_id, now))
            outdated = found.stage is Stage.WAITING and str(found.until) != until
            return Look(Stage.SUPERSEDED) if outdated else found

        return await context.wait_until(
            scope,
            account_topic(account_id),
            look_again,
            lambda found: found.stage.value != known or found.stage not in IN_PROGRESS,
            ends_in=lambda found: found.seconds_left(context.clock.now()),
        )

    async def _registration(self, request: Request) -> Registration | None:
        """The one of this browser, if it is time for step 3."""
        found = await self._context.registration(request.scope)
        now = self._context.clock.now()
        return found if found is not None and may_have_device(found, now) else None

    async def _page(self, request: Request, template: str, **values: Any) -> Response:
        registration = await self._context.registration(request.scope)
        if registration is None:
            return RedirectResponse(STATUS, 303)
        progress = await self._context.database.read(lambda c: find_progress(c, registration))
        now = self._context.clock.now()
        if not progress.has_device and not may_have_device(registration, now):
            return RedirectResponse(STATUS, 303)
        if progress.has_device and template != _INTRO:
            return RedirectResponse(DONE, 303)
        here = len(progress.steps) if registration.kind is Kind.RESET else 3
        lost = registration.kind is not Kind.RESET and may_have_device(registration, now)
        return self._context.pages.page(template, progress=progress, here=here, lost=lost, **values)


def _give(connection: Connection, id_: str, hash_: bytes, here: str, now: int) -> bool:
    registration = find_registration(connection, id_)
    return registration is not None and give_code(connection, registration, hash_, here, now)
