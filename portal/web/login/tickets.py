"""The cookie by which a browser is known that has finished a login."""

from collections.abc import Awaitable, Callable
from typing import Final, NamedTuple

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Scope

from crypto.encoding import b64url, unb64url
from crypto.errors import Malformed
from crypto.protocol import APP_LOGIN_PATH, FINISH_PATH
from portal.domain.logins import sessions, tickets
from portal.domain.logins.redemption import Finished, Poster, Result, finish, land
from portal.domain.logins.sessions import Session
from portal.domain.logins.starts import binding, renewed
from portal.domain.logins.tickets import Kind, Ticket, TicketState, ticket_hash
from portal.domain.topics import ticket_topic
from portal.platform.asgi import address, cookie_hash, header, new_cookie, visitor
from portal.platform.limits import Limit
from portal.web.context import WebContext
from portal.web.cookies import CookieName
from portal.web.forms import read_form, read_query
from portal.web.limits import enforce
from portal.web.pages import json_answer, page_at

HOME: Final = "/home"
LANDING_STATE: Final = f"{APP_LOGIN_PATH}/state"


def let_in(
    context: WebContext, request: Request, response: Response, session_id: str, session: Session
) -> Response:
    """The answer that brings a browser its session, and makes it known for the account."""
    context.cookies.set(response, CookieName.SESSION, session_id)
    bound_to = binding(session.account_id, session.account_created_at, session.browsers_epoch)
    known, now = context.cookies.known(request.scope), context.clock.now()
    context.cookies.set_known(response, renewed(context.keys, bound_to, known, now))
    return response


class Holder(NamedTuple):
    """A browser by its cookies."""

    claim: str
    session: str | None
    ticket_hash: bytes

    def __repr__(self) -> str:
        return "Holder(…)"


async def wait_for_app(context: WebContext, scope: Scope, holder: Holder) -> Finished:
    """Until the app has let this browser in, or 25 seconds are over."""
    clock = context.clock

    def is_waiting(ticket: Ticket | None) -> bool:
        return ticket is not None and ticket.state_at(clock.now()) is TicketState.CLAIMED

    ticket = await context.wait_until(
        scope,
        ticket_topic(holder.ticket_hash),
        lambda: context.database.read(lambda c: _held(c, holder)),
        lambda ticket: not is_waiting(ticket),
        ends_in=lambda ticket: 0 if ticket is None else ticket.ends_at - clock.now(),
    )
    if ticket is not None and is_waiting(ticket):
        return Finished(Result.CLAIMED, ticket_hash=ticket.hash)
    return await _ended(context, holder, ticket, clock.now())


def _held(connection: Connection, holder: Holder) -> Ticket | None:
    ticket = tickets.find_ticket(connection, holder.ticket_hash)
    if ticket is None or ticket.kind != Kind.APP:
        return None
    return ticket if ticket.holder_hash == cookie_hash(holder.claim) else None


async def _ended(context: WebContext, holder: Holder, ticket: Ticket | None, now: int) -> Finished:
    state = None if ticket is None else ticket.state_at(now)
    if ticket is None or (state is TicketState.DONE and ticket.ends_at <= now):
        return Finished(Result.GONE)
    if state is TicketState.DONE:
        return await context.database.write(lambda c: _let_in(c, context, holder, ticket, now))
    return Finished(Result.VOID if ticket.state == TicketState.VOID else Result.GONE)


def _let_in(
    connection: Connection, context: WebContext, holder: Holder, ticket: Ticket, now: int
) -> Finished:
    tickets.hold_ticket(connection, ticket.hash)
    id_ = sessions.session_id(context.keys, ticket.hash, holder.claim)
    if sessions.open_session(connection, ticket, id_, replaced=holder.session, now=now):
        return Finished(Result.DONE, id_)
    # A second post may have voided it since, or its session have ended; else its answer was lost.
    current = tickets.find_ticket(connection, ticket.hash)
    if current is None or current.state != TicketState.DONE:
        return Finished(Result.VOID)
    return Finished(Result.GONE) if current.ends_at <= now else Finished(Result.DONE, id_)


_OWN: Final = frozenset({"none", "same-origin"})
_HTML: Final = "text/html"
MakeHome = Callable[[Request, Session], Awaitable[Response]]


class TicketRoutes:
    """`/login/finish` and `/login/app`.

    Their scripts ask for HTML: once the browser is in, the answer is the page behind the login
    itself. Others get JSON, at once: `{"result", "to", "login", "th"}`.
    """

    def __init__(self, context: WebContext, home: MakeHome) -> None:
        """`home` makes the page behind the login, or says where to go instead."""
        self._context = context
        self._home = home

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route(FINISH_PATH, self.finish_page, methods=["GET"]),
            Route(FINISH_PATH, self.finish, methods=["POST"]),
            Route(APP_LOGIN_PATH, self.app_page, methods=["GET"]),
            Route(APP_LOGIN_PATH, self.land, methods=["POST"]),
            Route(LANDING_STATE, self.state, methods=["GET"]),
        ]

    async def finish_page(self, request: Request) -> Response:
        return self._page(request, "finish.html")

    async def app_page(self, request: Request) -> Response:
        return self._page(request, "app.html")

    async def finish(self, request: Request) -> Response:
        """The script of `/login/finish` posts the ticket."""
        hash_, poster, now = await self._posted(request)
        context = self._context
        found = await context.database.write(lambda c: finish(c, context.keys, hash_, poster, now))
        return await self._answer(request, found)

    async def land(self, request: Request) -> Response:
        """The script of `/login/app` posts the ticket, and waits for the app as in `state`."""
        hash_, poster, now = await self._posted(request)
        found = await self._context.database.write(lambda c: land(c, hash_, poster, now))
        if found.result is Result.CLAIMED and _takes_page(request):
            holder = Holder(poster.claim, poster.session, hash_)
            found = await wait_for_app(self._context, request.scope, holder)
        return await self._answer(request, found)

    async def state(self, request: Request) -> Response:
        """The long poll of `/login/app` until the app has answered."""
        poster = self._poster(request)
        hash_ = _read_hash(read_query(request.scope).get("th", ""))
        holder = Holder(poster.claim, poster.session, hash_)
        return await self._answer(request, await wait_for_app(self._context, request.scope, holder))

    def _page(self, request: Request, name: str) -> Response:
        # Not from a link on a foreign page: it could carry somebody else's ticket.
        if header(request.scope, b"sec-fetch-site") not in _OWN:
            raise HTTPException(403)
        response = self._context.pages.fixed_page(name)
        if self._context.cookies.visit(request.scope) is None:
            self._context.cookies.set(response, CookieName.VISIT, new_cookie())
        return response

    async def _posted(self, request: Request) -> tuple[bytes, Poster, int]:
        poster = self._poster(request)
        await enforce(self._context, Limit.TICKETS_BY_ADDRESS, address(request.scope))
        ticket = (await read_form(request)).get("ticket", "")
        return ticket_hash(ticket), poster, self._context.clock.now()

    def _poster(self, request: Request) -> Poster:
        cookies = self._context.cookies
        claim = cookies.visit(request.scope)
        if claim is None or header(request.scope, b"sec-fetch-site") != "same-origin":
            raise HTTPException(403)
        return Poster(
            pre=cookies.read(request.scope, CookieName.PRE),
            claim=claim,
            session=cookies.read(request.scope, CookieName.SESSION),
            visitor=visitor(request.scope),
        )

    async def _answer(self, request: Request, found: Finished) -> Response:
        if found.session_id is not None and found.result is Result.DONE:
            return await self._entered(request, found.session_id)
        body: dict[str, str] = {"result": found.result}
        if found.login is not None:
            body["login"] = found.login
        if found.ticket_hash is not None:
            body["th"] = b64url(found.ticket_hash)
        return json_answer(body)

    async def _entered(self, request: Request, session_id: str) -> Response:
        session = await self._context.session_of(request.scope, session_id)
        if session is None:
            return _go_to(HOME)
        if not _takes_page(request):
            return let_in(self._context, request, _go_to(HOME), session_id, session)
        page = await self._home(request, session)
        elsewhere = page.headers.get("location")
        response = page_at(HOME, page) if elsewhere is None else _go_to(elsewhere)
        return let_in(self._context, request, response, session_id, session)


def _go_to(path: str) -> Response:
    return json_answer({"result": Result.DONE, "to": path})


def _takes_page(request: Request) -> bool:
    return _HTML in header(request.scope, b"accept")


def _read_hash(text: str) -> bytes:
    try:
        return unb64url(text)
    except Malformed:
        return b""
