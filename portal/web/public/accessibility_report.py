"""`/barrier`: somebody could not use a page (BITV 2.0, § 7; requirement P13)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from crypto.email_address import BadAddress, read_address
from portal.domain.accounts.user_names import address_sentence
from portal.domain.email.outbox import Email, EmailKind, enqueue
from portal.platform.asgi import address, header
from portal.platform.branding import load_branding
from portal.platform.language import translated
from portal.platform.limits import Limit
from portal.web.context import WebContext
from portal.web.forms import BARRIER_FORM, read_form
from portal.web.limits import refusal, told
from portal.web.public.static_pages import START, came_from

_ = translated

LONGEST_TEXT: Final = 2000
_LONGEST_PAGE: Final = 300
_MOST_BYTES: Final = 32_768
_NO_LINE: Final = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")
_NO_TEXT: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]+")


@dataclass(frozen=True)
class Report:
    """What somebody has written; one line each but `text`."""

    page: str
    text: str = ""
    reply_to: str = ""

    @property
    def address(self) -> str | BadAddress:
        """Where an answer can go."""
        return read_address(self.reply_to)

    def faults(self) -> dict[str, str]:
        """A sentence for each field that is wrong."""
        faults = {}
        if not self.text:
            faults["text"] = _("Bitte beschreiben Sie kurz, was nicht geklappt hat.")
        elif len(self.text) > LONGEST_TEXT:
            faults["text"] = _(
                "Ihre Beschreibung ist zu lang. Bitte kürzen Sie sie auf 2.000 Zeichen."
            )
        if self.reply_to and isinstance(bad := self.address, BadAddress):
            faults["reply_to"] = address_sentence(bad)
        return faults


class AccessibilityReportRoutes:
    """The form, and the page that thanks."""

    def __init__(self, context: WebContext) -> None:
        self._context = context

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route("/barrier", self.form, methods=["GET"]),
            Route("/barrier", self.report, methods=["POST"]),
            Route("/barrier/thanks", self.thanks, methods=["GET"]),
        ]

    async def form(self, request: Request) -> Response:
        kept = self._context.forms.kept(request.scope, BARRIER_FORM)
        if kept is not None:
            report = _report(kept.fields)
            wait = refusal(kept.exceeded) if kept.exceeded else ""
            faults = report.faults() if kept.is_checked else {}
            return told(self._form(report, faults, wait), kept.exceeded)
        before = came_from(header(request.scope, b"referer"), self._context.settings.public_url)
        page = _page(request.query_params.get("page", "") or before)
        # Whoever makes a link to here is to put no words into the form.
        return self._form(Report(page if page.startswith("/") and page != START else ""))

    async def report(self, request: Request) -> Response:
        typed, forms = await read_form(request, _MOST_BYTES), self._context.forms
        report = _report(typed)
        if report.faults():
            return forms.again(request.scope, BARRIER_FORM, typed)
        limits, who = self._context.limits, address(request.scope)
        if exceeded := await limits.take(Limit.BARRIERS_BY_ADDRESS, who):
            return forms.again(request.scope, BARRIER_FORM, typed, exceeded)
        await self._send(report)
        return RedirectResponse("/barrier/thanks", 303)

    async def thanks(self, _request: Request) -> Response:
        return self._context.pages.fixed_page("info/barrier_thanks.html")

    async def _send(self, report: Report) -> None:
        facts = vars(report) | {"reply_to": str(report.address) if report.reply_to else ""}
        email = Email(EmailKind.BARRIER, to=load_branding().technical_email, facts=facts)
        now = self._context.clock.now()
        await self._context.database.write(lambda connection: enqueue(connection, email, now))

    def _form(
        self, report: Report, faults: Mapping[str, str] | None = None, wait: str = ""
    ) -> Response:
        return self._context.pages.page(
            "info/barrier.html", report=report, faults=faults or {}, wait=wait, longest=LONGEST_TEXT
        )


def _report(typed: Mapping[str, str]) -> Report:
    return Report(
        page=_page(typed.get("page", "")),
        text=_NO_TEXT.sub("", typed.get("text", "").replace("\r\n", "\n")).strip(),
        reply_to=_NO_LINE.sub(" ", typed.get("reply_to", "")).strip(),
    )


def _page(text: str) -> str:
    """Without what stands behind "?" or "#": links from mails have their secret there."""
    return re.split(r"[?#]", _NO_LINE.sub(" ", text).strip())[0][:_LONGEST_PAGE]
