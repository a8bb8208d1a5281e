"""`/iks`: the IK numbers of a provider, which can be removed, and the electronic payment advice
(eAvis) of each.
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from portal.domain.eavis import changes
from portal.domain.eavis.changes import removable, removal
from portal.domain.eavis.obstacles import IkObstacle, NotOrdered
from portal.domain.eavis.orders import (
    EavisOfIk,
    EavisState,
    Target,
    check,
    eavis_of,
    first_day,
    is_possible_day,
    last_day,
)
from portal.domain.institutions.directory import is_ik
from portal.domain.logins.sessions import Session
from portal.domain.providers.permissions import Action, actor_of, is_permitted
from portal.domain.providers.providers import IkState, ProviderIk, iks_of
from portal.domain.registration.ik_orders import ik_orders
from portal.domain.registration.registrations import Registration
from portal.platform.language import field_day, german_date, german_time, typed_day
from portal.web.access import own_provider, permitted
from portal.web.account.advices import shown_day
from portal.web.account.confirmation import ask
from portal.web.account.obstacles import ik_sentence
from portal.web.context import WebContext
from portal.web.forms import EAVIS_END_FORM, EAVIS_FORM, Form, read_form

IKS: Final = "/iks"


class IkRoutes:
    """The list, and the orders of eAvis."""

    def __init__(self, context: WebContext) -> None:
        self._context = context

    @property
    def routes(self) -> list[BaseRoute]:
        context, manage = self._context, Action.MANAGE_EAVIS
        return [
            Route(IKS, permitted(context, Action.SEE_IKS, self.iks), methods=["GET"]),
            Route(
                EAVIS_FORM.action, permitted(context, manage, self.request_eavis), methods=["POST"]
            ),
            Route(
                EAVIS_END_FORM.action, permitted(context, manage, self.end_eavis), methods=["POST"]
            ),
            Route(
                f"{IKS}/eavis/withdraw",
                permitted(context, manage, self.withdraw_eavis),
                methods=["POST"],
            ),
            Route(
                f"{IKS}/remove",
                permitted(context, Action.MANAGE_IKS, self.remove),
                methods=["POST"],
            ),
        ]

    async def iks(self, request: Request, session: Session) -> Response:
        """All numbers, the cleared ones with what was ordered; what was typed wrongly again."""
        provider, now = own_provider(session), self._context.clock.now()

        def find(
            connection: Connection,
        ) -> tuple[list[EavisOfIk], list[ProviderIk], dict[str, Registration]]:
            iks = iks_of(connection, provider)
            cleared = eavis_of(connection, provider, iks, now)
            return cleared, _not_cleared(iks), ik_orders(connection, provider)

        cleared, others, orders = await self._context.database.read(find)
        kept = self._context.forms.kept(request.scope, EAVIS_FORM, EAVIS_END_FORM)
        typed = {} if kept is None else kept.fields
        named = request.query_params.get("ik", "")
        named = named if is_ik(named) else ""
        return self._context.pages.page(
            "iks.html",
            session=session,
            cleared=cleared,
            others=others,
            orders=orders,
            manages=is_permitted(actor_of(session), Action.MANAGE_EAVIS, own=True),
            removes=is_permitted(actor_of(session), Action.MANAGE_IKS, own=True),
            sees_receipts=is_permitted(actor_of(session), Action.SEE_RECEIPTS, own=True),
            wrong=typed.get("ik", "") if kept is not None and kept.is_checked else "",
            typed_ik=typed.get("ik", ""),
            typed_day=typed.get("day", ""),
            done=request.query_params.get("done", ""),
            done_ik=named,
            why=ik_sentence(request.query_params.get("why", ""), named),
            first=first_day(now),
            last=last_day(now),
            in_field=field_day,
            day=shown_day,
            date=german_date,
            when=german_time,
        )

    async def request_eavis(self, request: Request, session: Session) -> Response:
        """Order it from the day on that was typed."""
        provider, now = own_provider(session), self._context.clock.now()
        form = await read_form(request)
        ik, day = form.get("ik", ""), _day_in(form)
        if not is_possible_day(day, now):
            return self._again(request, EAVIS_FORM, form)
        try:
            await self._context.database.write(
                lambda c: changes.request(c, session.account_id, provider, ik, day, now)
            )
        except NotOrdered as error:
            return impossible(error.obstacle, ik)
        return RedirectResponse(f"{IKS}?done={ik}", 303)

    async def withdraw_eavis(self, request: Request, session: Session) -> Response:
        """Take a request or an end back whose day has not come."""
        provider, now = own_provider(session), self._context.clock.now()
        form = await read_form(request)
        ik, is_end = form.get("ik", ""), form.get("state") == EavisState.ENDING
        state = EavisState.ENDING if is_end else EavisState.REQUESTED
        try:
            await self._context.database.write(
                lambda c: changes.withdraw(c, session.account_id, provider, ik, state, now)
            )
        except NotOrdered as error:
            return impossible(error.obstacle, ik)
        done = "end-withdrawn" if is_end else "eavis-withdrawn"
        return RedirectResponse(f"{IKS}?done={done}&ik={ik}", 303)

    async def end_eavis(self, request: Request, session: Session) -> Response:
        """Ask in the app before it is ended for the day that was typed."""
        provider, now = own_provider(session), self._context.clock.now()
        form = await read_form(request)
        ik, day = form.get("ik", ""), _day_in(form)
        if not is_possible_day(day, now):
            return self._again(request, EAVIS_END_FORM, form)
        try:
            await self._context.database.read(
                lambda c: check(c, provider, ik, Target.OFF, day, now)
            )
        except NotOrdered as error:
            return impossible(error.obstacle, ik)
        change = changes.requested_end(ik, day, shown_day(day))
        return await ask(self._context, request, session, [change])

    async def remove(self, request: Request, session: Session) -> Response:
        """Ask in the app before an IK number is removed; not the last one, nor a foreign one."""
        provider, ik = own_provider(session), (await read_form(request)).get("ik", "")
        found = await self._context.database.read(lambda c: removable(c, provider, ik))
        if isinstance(found, IkObstacle):
            return impossible(found, ik)
        return await ask(self._context, request, session, [removal(found)])

    def _again(self, request: Request, form: Form, fields: dict[str, str]) -> Response:
        return self._context.forms.again(request.scope, form, fields)


def impossible(obstacle: str, ik: str) -> Response:
    """Lead to the list, which says what keeps something from being done with an IK number."""
    return RedirectResponse(f"{IKS}?{urlencode({'why': obstacle, 'ik': ik})}", 303)


def _day_in(form: Mapping[str, str]) -> str:
    """ISO 8601; "" where what was typed is no day."""
    day = typed_day(form.get("day", ""))
    return "" if day is None else day.isoformat()


def _not_cleared(iks: list[ProviderIk]) -> list[ProviderIk]:
    """The newest of each number that is pending or refused, and not added anew since."""
    newest = {one.ik: one for one in sorted(iks, key=lambda one: one.id)}
    return [one for one in newest.values() if one.state is not IkState.CLEARED]
