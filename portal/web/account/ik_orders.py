"""`/iks/new`: a further IK number is added, and what is done with it before a clerk has it."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from portal.domain.institutions.directory import Institution, find_institution
from portal.domain.logins.sessions import Session
from portal.domain.providers.permissions import Action
from portal.domain.providers.providers import IkTaken
from portal.domain.registration.ik_orders import (
    TooManyPending,
    begin_ik,
    earlier_numbers,
    find_order,
    is_in_use,
    withdraw_order,
)
from portal.domain.registration.personal_data import Errors, Number, ik_of, read_number
from portal.domain.registration.registrations import State
from portal.platform.asgi import address
from portal.platform.language import translated as _
from portal.platform.limits import Limit
from portal.web.access import own_provider, permitted
from portal.web.account.iks import IKS, impossible
from portal.web.account.obstacles import HANDED_IN
from portal.web.context import WebContext
from portal.web.forms import IK_FORM, read_form
from portal.web.limits import enforce, refusal, told
from portal.web.registration.certificate import CERTIFICATE, IK_GONE

_NEW: Final = IK_FORM.page
_ONE: Final = f"{IKS}/orders/{{id}}"
_FIELDS: Final = ("ik", "institution", "postal_code")


class IkOrderRoutes:
    """The form, and the way to the page of the certificate, which is that of registrations."""

    def __init__(self, context: WebContext) -> None:
        self._context = context

    @property
    def routes(self) -> list[BaseRoute]:
        context, may = self._context, Action.MANAGE_IKS
        return [
            Route(_NEW, permitted(context, may, self.form), methods=["GET"]),
            Route(_NEW, permitted(context, may, self.begin), methods=["POST"]),
            Route(
                f"{_ONE}/certificate", permitted(context, may, self.certificate), methods=["POST"]
            ),
            Route(f"{_ONE}/withdraw", permitted(context, may, self.withdraw), methods=["POST"]),
        ]

    async def form(self, request: Request, session: Session) -> Response:
        kept = self._context.forms.kept(request.scope, IK_FORM)
        typed = {} if kept is None else kept.fields
        if kept is not None and kept.exceeded is not None:
            errors = {"ik": refusal(kept.exceeded)}
            return told(self._form(session, typed, errors, None, {}), kept.exceeded)
        provider, ik = own_provider(session), ik_of(typed)

        def find(
            connection: Connection,
        ) -> tuple[Institution | None, bool, dict[str, Number]]:
            found, in_use = find_institution(connection, ik), is_in_use(connection, provider, ik)
            return found, in_use, earlier_numbers(connection, provider)

        found, in_use, earlier = await self._context.database.read(find)
        errors = {"ik": _taken()} if in_use else {}
        if kept is not None and kept.is_checked and "look" not in typed and not in_use:
            read = read_number(typed, found)
            errors = read if isinstance(read, dict) else {"ik": _too_many()}
        if ik and found is None and _is_to_be_asked(typed):
            errors = {name: error for name, error in errors.items() if name == "ik"}
            if known := earlier.get(ik):
                typed = {**typed, **vars(known), "ik": typed.get("ik", "")}
        return self._form(session, typed, errors, found, earlier)

    async def begin(self, request: Request, session: Session) -> Response:
        """On to the certificate."""
        context, scope = self._context, request.scope
        typed = await read_form(request)
        provider, ik, now = own_provider(session), ik_of(typed), context.clock.now()
        if ik:
            exceeded = await context.limits.take(Limit.INSTITUTIONS_BY_ADDRESS, address(scope))
            if exceeded:
                return context.forms.again(scope, IK_FORM, typed, exceeded)
        found = await context.database.read(lambda c: find_institution(c, ik))
        number = read_number(typed, found)
        if isinstance(number, dict) or "look" in typed:
            return context.forms.again(scope, IK_FORM, typed)
        visit = context.new_visit(scope)
        try:
            await context.database.write(
                lambda c: visit.bind(c, begin_ik(c, session.login, provider, number, now).id, now)
            )
        except (IkTaken, TooManyPending):
            return context.forms.again(scope, IK_FORM, typed)
        return visit.given_to(RedirectResponse(CERTIFICATE, 303))

    async def certificate(self, request: Request, session: Session) -> Response:
        """Let this browser hand in the certificate; a foreign order is gone as well."""
        context, provider = self._context, own_provider(session)
        id_, now = request.path_params["id"], context.clock.now()
        await enforce(context, Limit.LINKS_BY_ADDRESS, address(request.scope))
        found = await context.database.read(lambda c: find_order(c, provider, id_))
        if found is None:
            return RedirectResponse(IK_GONE, 303)
        if found.state is not State.OPEN:
            return impossible(HANDED_IN, found.ik)
        visit = context.new_visit(request.scope)
        await context.database.write(lambda c: visit.bind(c, found.id, now))
        return visit.given_to(RedirectResponse(CERTIFICATE, 303))

    async def withdraw(self, request: Request, session: Session) -> Response:
        """It is as if it had never been added."""
        provider, id_ = own_provider(session), request.path_params["id"]
        now, database = self._context.clock.now(), self._context.database
        found = await database.read(lambda c: find_order(c, provider, id_))
        if found is None:
            return RedirectResponse(IK_GONE, 303)
        if not await database.write(lambda c: withdraw_order(c, provider, id_, now)):
            return impossible(HANDED_IN, found.ik)
        return RedirectResponse(f"{IKS}?done=withdrawn&ik={found.ik}", 303)

    def _form(
        self,
        session: Session,
        typed: Mapping[str, str],
        errors: Errors,
        found: Institution | None,
        earlier: Mapping[str, Number],
    ) -> Response:
        is_unknown = found is None and bool(ik_of(typed))
        return self._context.pages.page(
            "ik_new.html",
            session=session,
            typed={name: typed.get(name, "") for name in _FIELDS},
            errors=errors,
            fault={name: errors.get(name, "") for name in _FIELDS},
            found=found,
            focus=next(iter(errors), "institution" if is_unknown else "ik"),
            unknown=is_unknown,
            earlier={ik: vars(one) for ik, one in earlier.items()},
        )


def _is_to_be_asked(typed: Mapping[str, str]) -> bool:
    """Whether name and postal code are empty because nobody was asked for them yet."""
    return not any(typed.get(name) for name in ("institution", "postal_code", "asked"))


def _taken() -> str:
    return _(
        "Diese IK‑Nummer steht schon in Ihrer Liste. Sie ist freigeschaltet, oder es gibt schon "
        "einen Antrag."
    )


def _too_many() -> str:
    return _(
        "Für Ihre Einrichtung sind schon viele Anträge offen. Warten Sie bitte, bis die AOK über "
        "einen entschieden hat, oder ziehen Sie einen zurück."
    )
