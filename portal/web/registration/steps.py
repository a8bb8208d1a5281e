"""Step 1, `/registration/new`, and the page that says where the mail went."""

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from crypto.email_address import BadAddress
from portal.domain.accounts.user_names import address_sentence
from portal.domain.institutions.directory import (
    Institution,
    find_institution,
    ik_fault,
    normalised,
)
from portal.domain.registration.contact_data import PhoneProblem, read_phone
from portal.domain.registration.personal_data import (
    FIELDS,
    Errors,
    ik_of,
    read_email,
    read_personal,
)
from portal.domain.registration.progress import find_progress, new_names
from portal.domain.registration.registrations import Registration
from portal.domain.registration.start import begin, is_begun, write_again
from portal.platform.asgi import address
from portal.platform.language import current_language
from portal.platform.limits import Limit
from portal.web.context import WebContext
from portal.web.forms import ADDRESS_FORM, STEP_ONE_FORM, read_form
from portal.web.limits import refusal, told, with_retry_after
from portal.web.pages import json_answer
from portal.web.registration.status import NEW, STATUS, stage_of

SENT: Final = "/registration/sent"

_MOST_BYTES: Final = 16_384
_MOST_FIELDS: Final = 16


class StepOneRoutes:
    """Personal data, and the mail that confirms the address."""

    def __init__(self, context: WebContext) -> None:
        self._context = context

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route(NEW, self.form, methods=["GET"]),
            Route(NEW, self.begin, methods=["POST"]),
            Route(SENT, self.sent, methods=["GET"]),
            Route("/registration/resend", self.resend, methods=["POST"]),
            Route("/registration/address", self.correct, methods=["POST"]),
        ]

    async def form(self, request: Request) -> Response:
        kept = self._context.forms.kept(request.scope, STEP_ONE_FORM)
        if kept is None:
            return self._form({}, {}, None)
        typed, ik, exceeded = kept.fields, ik_of(kept.fields), kept.exceeded
        if ik and not kept.is_checked:
            # What was posted has been counted then.
            limits = self._context.limits
            exceeded = await limits.take(Limit.INSTITUTIONS_BY_ADDRESS, address(request.scope))
        if exceeded is not None and exceeded.limit is Limit.INSTITUTIONS_BY_ADDRESS:
            return told(self._form(typed, {"ik": refusal(exceeded)}, None), exceeded)
        found = await self._context.database.read(lambda c: find_institution(c, ik))
        if exceeded is not None:
            return told(self._form(typed, {"email": refusal(exceeded)}, found), exceeded)
        if not kept.is_checked or "look" in typed:
            return self._form(typed, {}, found, looked="look" in typed)
        personal = read_personal(typed, found)
        return self._form(typed, personal if isinstance(personal, dict) else {}, found)

    async def begin(self, request: Request) -> Response:
        """Takes the same steps for every address, whoever it belongs to."""
        context, scope = self._context, request.scope
        typed = await read_form(request, _MOST_BYTES, _MOST_FIELDS)
        ik, who = ik_of(typed), address(scope)
        if ik and (exceeded := await context.limits.take(Limit.INSTITUTIONS_BY_ADDRESS, who)):
            return context.forms.again(scope, STEP_ONE_FORM, typed, exceeded)
        found = await context.database.read(lambda c: find_institution(c, ik))
        personal = read_personal(typed, found)
        # The button for browsers without scripts: which institution is that?
        if isinstance(personal, dict) or "look" in typed:
            return context.forms.again(scope, STEP_ONE_FORM, typed)
        here = await context.registration(scope)
        if here is not None and is_begun(here, personal):
            # The same once more, from a second tab or after "back".
            return RedirectResponse(SENT, 303)
        exceeded = await context.limits.take(Limit.REGISTRATIONS_BY_ADDRESS, who)
        exceeded = exceeded or await context.limits.take_email(who, personal.login)
        if exceeded:
            return context.forms.again(scope, STEP_ONE_FORM, typed, exceeded)
        visit, language, now = context.new_visit(scope), current_language(), context.clock.now()
        await context.database.write(
            lambda c: visit.bind(c, begin(c, personal, language, now).id, now)
        )
        return visit.given_to(RedirectResponse(SENT, 303))

    async def sent(self, request: Request) -> Response:
        registration = await self._context.registration(request.scope)
        if registration is None or registration.confirmed_at is not None:
            return RedirectResponse(STATUS, 303)
        kept = self._context.forms.kept(request.scope, ADDRESS_FORM)
        if kept is None:
            return await self._sent(registration, done=request.query_params.get("done", ""))
        typed = kept.fields.get("email", "")
        login, reason = read_email(typed), ""
        if kept.exceeded is not None:
            reason = refusal(kept.exceeded)
        elif kept.is_checked and isinstance(login, BadAddress):
            reason = address_sentence(login)
        return told(await self._sent(registration, typed, reason), kept.exceeded)

    async def resend(self, request: Request) -> Response:
        """The same mail once more."""
        registration = await self._context.registration(request.scope)
        if registration is None or registration.confirmed_at is not None:
            return RedirectResponse(STATUS, 303)
        return await self._write_to(request, registration, registration.login, "again", {})

    async def correct(self, request: Request) -> Response:
        """Another address: links that were sent before are worth nothing any more.

        Where nothing is open here any more, it goes along to a new registration.
        """
        registration = await self._context.registration(request.scope)
        typed = await read_form(request)
        if registration is None:
            begun = {"email": typed.get("email", "")}
            forms = self._context.forms
            return forms.again(request.scope, STEP_ONE_FORM, begun, page=STATUS, checked=False)
        if registration.confirmed_at is not None:
            return RedirectResponse(STATUS, 303)
        login = read_email(typed.get("email", ""))
        if isinstance(login, BadAddress):
            return self._context.forms.again(request.scope, ADDRESS_FORM, typed)
        return await self._write_to(request, registration, login, "changed", typed)

    async def _write_to(
        self,
        request: Request,
        registration: Registration,
        login: str,
        done: str,
        typed: Mapping[str, str],
    ) -> Response:
        context, now = self._context, self._context.clock.now()
        if exceeded := await context.limits.take_email(address(request.scope), login):
            return context.forms.again(request.scope, ADDRESS_FORM, typed, exceeded)
        await context.database.write(lambda c: write_again(c, registration, login, now))
        return RedirectResponse(f"{SENT}?done={done}", 303)

    def _form(
        self,
        typed: Mapping[str, str],
        errors: Errors,
        found: Institution | None,
        *,
        looked: bool = False,
    ) -> Response:
        unknown = found is None and bool(ik_of(typed))
        return self._context.pages.page(
            "registration/new.html",
            names=new_names(),
            typed={name: typed.get(name, "") for name in FIELDS},
            errors=errors,
            fault={name: errors.get(name, "") for name in FIELDS},
            found=found,
            unknown=unknown,
            focus=next(iter(errors), "institution" if looked and unknown else "ik"),
        )

    async def _sent(
        self, registration: Registration, typed: str = "", fault: str = "", done: str = ""
    ) -> Response:
        database = self._context.database
        progress = await database.read(lambda c: find_progress(c, registration))
        return self._context.pages.page(
            "registration/sent.html",
            stage=stage_of(progress),
            names=new_names(),
            login=registration.login,
            phone=registration.phone,
            typed=typed,
            fault=fault,
            done=done,
        )


_NO_IK: Final = "no-ik"
_UNKNOWN: Final = "unknown"


class FieldRoutes:
    """What the form of step 1 asks while it is filled in."""

    def __init__(self, context: WebContext) -> None:
        self._context = context

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route("/institutions/{ik:path}", self.institution, methods=["GET"]),
            Route("/registration/phone", self.phone, methods=["POST"]),
        ]

    async def institution(self, request: Request) -> Response:
        """`{"name", "city"}`, or 404 with `{"problem"}`: `unknown`, or `no-ik` and a `fault`.

        Public data, but one at a time: nobody is to fetch the whole directory.
        """
        limits, who = self._context.limits, address(request.scope)
        if exceeded := await limits.take(Limit.INSTITUTIONS_BY_ADDRESS, who):
            return with_retry_after(json_answer({}, 429), exceeded)
        typed = request.path_params["ik"]
        if fault := ik_fault(typed):
            return json_answer({"problem": _NO_IK, "fault": fault}, 404)
        found = await self._context.database.read(
            lambda connection: find_institution(connection, normalised(typed))
        )
        if found is None:
            return json_answer({"problem": _UNKNOWN}, 404)
        return json_answer({"name": found.name, "city": found.city})

    async def phone(self, request: Request) -> Response:
        """`{"number"}` as it is kept, or `{"fault"}`; stores nothing."""
        typed = (await read_form(request)).get("phone", "")
        try:
            return json_answer({"number": read_phone(typed)})
        except PhoneProblem as problem:
            return json_answer({"fault": str(problem)})
