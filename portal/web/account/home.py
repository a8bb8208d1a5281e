"""`/home`: what whoever has logged in wants to know first.

The page is put together from cards. Each is made by a function that says nothing where there is
nothing to say to this user; `CARDS` has their order.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from markupsafe import Markup
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from portal.domain.accounts.accounts import Role
from portal.domain.advices.lists import Advice, Filter, Sort, page_of
from portal.domain.advices.tables import unread_number
from portal.domain.logins.history import PastLogin, login_at
from portal.domain.logins.sessions import Session
from portal.domain.providers.permissions import Action, actor_of, is_permitted
from portal.domain.providers.providers import IkState, iks_of
from portal.domain.registration.ik_orders import ik_orders
from portal.domain.registration.registrations import State
from portal.domain.users.invitations import open_invitations
from portal.platform.language import german_time
from portal.web.access import logged_in
from portal.web.account.advice_files import DOCUMENT
from portal.web.account.advices import shown_amount, shown_day
from portal.web.context import WebContext
from portal.web.login.start import DESK
from portal.web.login.tickets import HOME

_MOST_ROWS: Final = 3
_NO_VALUES: Final[Mapping[str, Any]] = {}


class Card(NamedTuple):
    """One part of the page."""

    template: str
    values: Mapping[str, Any] = _NO_VALUES
    """For the template; without any it is the same card for everybody."""
    is_aside: bool = False
    """At the right, where there is space."""


MakeCard = Callable[[Connection, Session, int], Card | None]


def advices_card(connection: Connection, session: Session, _now: int) -> Card | None:
    """How many payment advices are unread, and the newest of them."""
    if session.provider_id is None:
        return None
    unread = unread_number(connection, session.provider_id, session.account_id)
    advices: list[Advice] = []
    if unread:
        wanted = Filter(session.provider_id, session.account_id, unread=True)
        page = page_of(connection, wanted, Sort.DATE, is_down=True, cursor=None, size=_MOST_ROWS)
        advices = page.rows
    if not advices:
        return Card("home/advices.html")
    values: dict[str, Any] = {"unread": unread, "advices": advices, "amount": shown_amount}
    values |= {"day": shown_day, "document": lambda advice: DOCUMENT.format(id=advice.id)}
    return Card("home/advices.html", values)


def invitations_card(connection: Connection, session: Session, now: int) -> Card | None:
    """Who has not answered yet; for those alone who may invite."""
    may = is_permitted(actor_of(session), Action.INVITE_USER, own=True)
    if not may or session.provider_id is None:
        return None
    found = open_invitations(connection, session.provider_id, now)
    if not found:
        return Card("home/invitations.html", is_aside=True)
    values = {"invitations": found[:_MOST_ROWS], "more": max(len(found) - _MOST_ROWS, 0)}
    return Card("home/invitations.html", values | {"now": now}, is_aside=True)


def iks_card(connection: Connection, session: Session, _now: int) -> Card | None:
    """The provider's IK numbers, and whether each is cleared."""
    if session.provider_id is None:
        return None
    iks, missing = iks_of(connection, session.provider_id), set()
    if not iks:
        return Card("home/iks.html", is_aside=True)
    if any(ik.state is IkState.PENDING for ik in iks):
        orders = ik_orders(connection, session.provider_id)
        missing = {ik for ik, order in orders.items() if order.state is State.OPEN}
    return Card("home/iks.html", {"iks": iks, "missing": missing}, is_aside=True)


CARDS: Final[tuple[MakeCard, ...]] = (advices_card, invitations_card, iks_card)


class HomeRoutes:
    """The page after the login."""

    def __init__(self, context: WebContext, cards: tuple[MakeCard, ...] = CARDS) -> None:
        self._context = context
        self._cards = cards

    @property
    def routes(self) -> list[BaseRoute]:
        return [Route(HOME, logged_in(self._context, self.home), methods=["GET"])]

    async def home(self, request: Request, session: Session) -> Response:
        """Greets whoever is logged in; clerks go to work."""
        visit = self._context.visit(request.scope)
        if waiting := self._context.forms.states.resume(visit, session.account_id):
            return RedirectResponse(waiting, 303)
        if session.role is Role.CLERK:
            return RedirectResponse(DESK, 303)
        return await self._page(session)

    async def _page(self, session: Session) -> Response:
        now, pages = self._context.clock.now(), self._context.pages
        at = session.previous_login_at

        def find(connection: Connection) -> tuple[list[Card], PastLogin | None]:
            made = [make(connection, session, now) for make in self._cards]
            cards = [card for card in made if card is not None]
            return cards, None if at is None else login_at(connection, session.account_id, at)

        found, before = await self._context.database.read(find)
        cards: tuple[list[str], list[str]] = [], []
        for card in found:
            cards[card.is_aside].append(pages.fragment(card.template, **card.values))
        return pages.filled_page(
            "home.html",
            {},
            session.role,
            name=session.name,
            provider=session.provider,
            previous=None if at is None else german_time(at),
            browser=None if before is None else before.browser,
            system=None if before is None else before.os,
            ip=None if before is None else before.ip,
            cards=Markup("".join(cards[False])),  # noqa: S704 (rendered by templates)
            cards_aside=Markup("".join(cards[True])),  # noqa: S704
        )
