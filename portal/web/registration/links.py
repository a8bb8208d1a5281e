"""Where the links in mails lead.

A link's secret stands behind the #. Its page has a script that posts it, or a field for the link.
Programs that look for viruses follow links too: whatever a link is for, it happens when a button
on the page after that is pressed.
"""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from crypto.protocol import LONGEST_LOGIN
from portal.domain.accounts.accounts import AccountProblem
from portal.domain.registration.links import DeadLink, Purpose, open_link, token_of
from portal.domain.registration.personal_data import (
    INVITED_FORM,
    Errors,
    Personal,
    read_invited,
)
from portal.domain.registration.progress import invited_names, new_names, reset_names
from portal.domain.registration.registrations import Kind, Registration, end_all
from portal.domain.registration.reset import begin_reset
from portal.domain.registration.start import confirm, fill_in, person_of
from portal.platform.asgi import address
from portal.platform.limits import Limit
from portal.web.context import WebContext
from portal.web.form_states import Kept
from portal.web.forms import Form, read_form
from portal.web.limits import enforce
from portal.web.registration.device import DEVICE
from portal.web.registration.reset import is_own_name, masked, other_name
from portal.web.registration.status import STATUS

CONFIRMED: Final = "/registration/confirmed"
_STATUS_OF_DEAD: Final = {DeadLink.BROKEN: 404}
_GONE: Final = 410
_TEMPLATES: Final = {
    Purpose.CONFIRM: "registration/confirm.html",
    Purpose.STATUS: "registration/change_over.html",
    Purpose.RESET: "registration/reset.html",
}


class LinkRoutes:
    """Confirm an address, come back to a registration, begin a reset."""

    def __init__(self, context: WebContext) -> None:
        self._context = context

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route("/registration/confirm/open", self.ask_confirm, methods=["POST"]),
            Route("/registration/confirm", self.confirm, methods=["POST"]),
            Route("/registration/status/open", self.come_back, methods=["POST"]),
            Route("/registration/status", self.change_over, methods=["POST"]),
            Route("/registration/reset/open", self.ask_reset, methods=["POST"]),
            Route("/registration/reset", self.reset, methods=["POST"]),
            *(route for purpose in Purpose for route in self._link_pages(purpose)),
        ]

    def _link_pages(self, purpose: Purpose) -> tuple[Route, Route]:
        """The same page for every link of a kind, without its secret; and what the link opens."""
        where = f"/registration/{purpose}"

        async def page(_request: Request) -> Response:
            return self._context.pages.fixed_page("registration/link.html", purpose=purpose.value)

        async def opened(request: Request) -> Response:
            kept = self._context.forms.kept(request.scope, _form(purpose))
            return RedirectResponse(where, 303) if kept is None else await self._page(purpose, kept)

        return Route(where, page, methods=["GET"]), Route(_open(purpose), opened, methods=["GET"])

    async def ask_confirm(self, request: Request) -> Response:
        opened = await self._opened(request, Purpose.CONFIRM)
        return self._shown(request, Purpose.CONFIRM, opened)

    async def confirm(self, request: Request) -> Response:
        fields, now = await self._fields(request), self._context.clock.now()
        token, visit = fields.get("t", ""), self._context.new_visit(request.scope)
        shown = await self._look_up(Purpose.CONFIRM, token)
        entered: Personal | Errors | None = None
        if isinstance(shown, Registration) and _is_asked(shown):
            entered = read_invited(fields, person_of(shown))
            if isinstance(entered, dict):
                asked = {name: fields.get(name, "") for name in INVITED_FORM}
                return self._shown(request, Purpose.CONFIRM, shown, wrong="1", **asked)

        def work(connection: Connection) -> DeadLink | None:
            opened = open_link(connection, self._context.links, Purpose.CONFIRM, token, now)
            if isinstance(opened, DeadLink):
                return opened
            if isinstance(entered, Personal):
                opened = fill_in(connection, opened, entered)
            dead = confirm(connection, opened, now)
            if dead is None:
                visit.bind(connection, opened.id, now)
            return dead

        try:
            dead = await self._context.database.write(work)
        except AccountProblem:
            dead = DeadLink.TAKEN
        if dead is not None:
            return self._shown(request, Purpose.CONFIRM, dead)
        is_invited = isinstance(shown, Registration) and shown.kind is Kind.INVITED
        return visit.given_to(RedirectResponse(DEVICE if is_invited else CONFIRMED, 303))

    async def come_back(self, request: Request) -> Response:
        """Work on the registration in this browser."""
        opened = await self._opened(request, Purpose.STATUS)
        if isinstance(opened, DeadLink):
            return self._shown(request, Purpose.STATUS, opened)
        here = await self._context.registration(request.scope)
        if here is not None and here.id == opened.id:
            return RedirectResponse(STATUS, 303)
        if here is not None and here.login != opened.login:
            # Another site may have sent the browser here, for work to be done in the wrong place.
            # A link of the same user name is from the same mailbox.
            return self._shown(request, Purpose.STATUS, opened, here=here.login)
        return await self._bound(request, opened)

    async def change_over(self, request: Request) -> Response:
        opened = await self._look_up(Purpose.STATUS, await self._posted(request))
        if isinstance(opened, DeadLink):
            return self._shown(request, Purpose.STATUS, opened)
        return await self._bound(request, opened)

    async def ask_reset(self, request: Request) -> Response:
        opened = await self._opened(request, Purpose.RESET)
        return self._shown(request, Purpose.RESET, opened)

    async def reset(self, request: Request) -> Response:
        """From this moment on no device of the account can do anything any more.

        A program that presses the buttons of a mail's pages does not type the user name.
        """
        fields, now = await self._fields(request), self._context.clock.now()
        token, typed = fields.get("t", ""), fields.get("login", "")
        shown = await self._look_up(Purpose.RESET, token)
        if isinstance(shown, DeadLink):
            return self._shown(request, Purpose.RESET, shown)
        if shown.confirmed_at is None and not is_own_name(shown, typed):
            return self._shown(request, Purpose.RESET, shown, typed=typed, wrong="1")
        visit = self._context.new_visit(request.scope)

        def work(connection: Connection) -> DeadLink | None:
            opened = open_link(connection, self._context.links, Purpose.RESET, token, now)
            if isinstance(opened, DeadLink):
                return opened
            end_all(connection, opened.id)
            visit.bind(connection, opened.id, now)
            begin_reset(connection, opened, now)
            return None

        dead = await self._context.database.write(work)
        if dead is not None:
            return self._shown(request, Purpose.RESET, dead)
        return visit.given_to(RedirectResponse(STATUS, 303))

    async def _opened(self, request: Request, purpose: Purpose) -> Registration | DeadLink:
        """What the link that was posted opens."""
        return await self._look_up(purpose, token_of((await self._fields(request)).get("link", "")))

    async def _look_up(self, purpose: Purpose, token: str) -> Registration | DeadLink:
        links, now = self._context.links, self._context.clock.now()
        return await self._context.database.read(lambda c: open_link(c, links, purpose, token, now))

    async def _posted(self, request: Request) -> str:
        """The token of a form."""
        return (await self._fields(request)).get("t", "")

    async def _fields(self, request: Request) -> dict[str, str]:
        await enforce(self._context, Limit.LINKS_BY_ADDRESS, address(request.scope))
        return await read_form(request)

    async def _bound(self, request: Request, opened: Registration) -> Response:
        visit, now = self._context.new_visit(request.scope), self._context.clock.now()
        await self._context.database.write(lambda c: visit.bind(c, opened.id, now))
        return visit.given_to(RedirectResponse(STATUS, 303))

    def _shown(
        self,
        request: Request,
        purpose: Purpose,
        opened: Registration | DeadLink,
        **fields: str,
    ) -> Response:
        """Where a link leads, or why it leads nowhere: on a page of its own.

        The link's secret is not kept: that this browser had it is.
        """
        if isinstance(opened, DeadLink):
            fields = {"dead": opened.value}
        else:
            fields |= {"id": opened.id, "bound": opened.login, "kind": opened.kind.value}
        kept = Kept(fields, _form(purpose).action)
        return self._context.forms.shown_on(request.scope, _open(purpose), kept)

    async def _page(self, purpose: Purpose, kept: Kept) -> Response:
        """The page of an opened link; the registration may have changed since."""
        fields = kept.fields
        if "dead" in fields:
            return self._dead(DeadLink(fields["dead"]), purpose)
        is_invited = purpose is Purpose.CONFIRM and fields.get("kind") == Kind.INVITED
        token = self._context.links.token(
            purpose, fields["id"], fields["bound"], invited=is_invited
        )
        opened = await self._look_up(purpose, token)
        if isinstance(opened, DeadLink):
            return self._dead(opened, purpose)
        if opened.kind is Kind.INVITED and purpose is Purpose.CONFIRM:
            return self._invited(opened, token, fields)
        typed = fields.get("typed", "")
        return self._context.pages.page(
            _TEMPLATES[purpose],
            token=token,
            registration=opened,
            here=fields.get("here", ""),
            names=reset_names() if purpose is Purpose.RESET else new_names(),
            masked=masked(opened.login),
            typed=typed[:LONGEST_LOGIN],
            fault=other_name(typed) if "wrong" in fields else "",
        )

    def _invited(self, opened: Registration, token: str, kept: Mapping[str, str]) -> Response:
        """The page that asks an invited user for everything else."""
        known = {"first_name": opened.first_name, "last_name": opened.last_name}
        typed = {name: kept.get(name, known.get(name, "")) for name in INVITED_FORM}
        entered = read_invited(typed, person_of(opened)) if "wrong" in kept else {}
        errors = entered if isinstance(entered, dict) else {}
        return self._context.pages.page(
            "registration/invited.html",
            registration=opened,
            names=invited_names(),
            token=token,
            typed=typed,
            errors=errors,
            fault={name: errors.get(name, "") for name in INVITED_FORM},
        )

    def _dead(self, dead: DeadLink, purpose: Purpose) -> Response:
        status = _STATUS_OF_DEAD.get(dead, _GONE)
        values = {"why": dead.value, "is_reset": purpose is Purpose.RESET}
        link = f"/registration/{purpose}"
        return self._context.pages.page("registration/dead.html", status, link=link, **values)


def _is_asked(registration: Registration) -> bool:
    """Whether its user has still to enter something when the link is followed."""
    return registration.kind is Kind.INVITED and registration.confirmed_at is None


def _open(purpose: Purpose) -> str:
    return f"/registration/{purpose}/open"


def _form(purpose: Purpose) -> Form:
    return Form(_open(purpose), _open(purpose), ())
