"""Start page, login page, waiting page; the page behind the login, and the way out."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from crypto.app_link import LoginLink
from crypto.email_address import BadAddress
from crypto.protocol import Mode
from portal.domain.accounts.accounts import is_blocked
from portal.domain.accounts.user_names import read_user_name, user_name_sentence
from portal.domain.logins.challenges import (
    ChallengeEvent,
    find_by_browser,
    move,
)
from portal.domain.logins.redemption import digits_of
from portal.domain.logins.sessions import end_session
from portal.domain.logins.starts import TooManyStarts
from portal.platform.asgi import address, cookie_hash, new_cookie, visitor
from portal.platform.limits import Limit
from portal.web.context import WebContext
from portal.web.cookies import CookieName
from portal.web.form_states import Kept
from portal.web.forms import LOGIN_FORM, Form, read_form, read_query
from portal.web.limits import again_in, enforce, sentence_about, with_retry_after
from portal.web.login.challenge import (
    IN_PROGRESS,
    Stage,
    Wait,
    begin,
    cookie_of_form,
    look,
    session_after,
    wait_for_news,
)
from portal.web.login.tickets import HOME, let_in
from portal.web.pages import ONCE, json_answer, page_at

LOGIN: Final = "/login"
WAIT: Final = "/login/wait"
_TOO_MANY: Final = "/login/too-many"
_AT_ONCE: Final = "at_once"
"""The field by which a form says that its answer may be the waiting page itself."""
LOGGED_OUT: Final = "/logged-out"
DESK: Final = "/desk"
"""Home of the clerks."""


class StartRoutes:
    """The pages from the address line to the waiting app."""

    def __init__(self, context: WebContext) -> None:
        self._context = context

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route(f"{WAIT}/state", self.state, methods=["GET"]),
            Route(WAIT, self.wait, methods=["GET"]),
            Route(LOGIN, self.login, methods=["GET"]),
            Route(LOGIN, self.begin, methods=["POST"]),
            Route("/login/code", self.transfer, methods=["POST"]),
            Route("/login/cancel", self.cancel, methods=["POST"]),
            Route(_TOO_MANY, self.too_many, methods=["GET"]),
            Route("/login/superseded", self.superseded, methods=["GET"]),
            Route("/login/other-tab", self.other_tab, methods=["GET"]),
            Route("/", self.start, methods=["GET"]),
        ]

    async def start(self, request: Request) -> Response:
        if await self._context.session(request.scope) is not None:
            return RedirectResponse(HOME, 303)
        notice = self._context.settings.start_notice
        return self._context.pages.fixed_page("start.html", notice=notice)

    async def login(self, request: Request) -> Response:
        kept = self._context.forms.kept(request.scope, LOGIN_FORM)
        if kept is None and await self._is_blocked(request):
            return self._context.pages.page("login_blocked.html")
        if kept is None and await self._has_ended(request):
            return self._context.pages.page("login.html", wrong="", login="", ended="yes")
        if kept is None:
            return self._context.pages.fixed_page("login.html", wrong="", login="", ended="")
        typed = kept.fields.get("login", "")
        login = read_user_name(typed)
        is_wrong = kept.is_checked and isinstance(login, BadAddress)
        wrong = user_name_sentence(login) if is_wrong and isinstance(login, BadAddress) else ""
        return self._context.pages.page("login.html", wrong=wrong, login=typed, ended="")

    async def _has_ended(self, request: Request) -> bool:
        """Whether this browser was logged in and is not any more, by no click on "Abmelden"."""
        if self._context.cookies.read(request.scope, CookieName.SESSION) is None:
            return False
        return await self._context.session(request.scope) is None

    async def _is_blocked(self, request: Request) -> bool:
        """Whether whoever was logged in last at this browser has been blocked; of anybody else
        nothing is told here.
        """
        account = self._context.forms.states.account_of(self._context.visit(request.scope))
        if account is None or "anew" in request.query_params:
            return False
        return await self._context.database.read(lambda c: is_blocked(c, account))

    async def begin(self, request: Request) -> Response:
        """Begin a login and go to the waiting page; a form that says so gets that page at once."""
        await enforce(self._context, Limit.STARTS_BY_ADDRESS, address(request.scope))
        typed = await read_form(request)
        login = read_user_name(typed.get("login", ""))
        if isinstance(login, BadAddress):
            return self._context.forms.again(request.scope, LOGIN_FORM, typed)
        cookie, at_once = self._cookie_of(request, typed, login), _AT_ONCE in typed
        return await self._begun(request, login, Mode.BROWSER, cookie, at_once=at_once)

    async def wait(self, request: Request) -> Response:
        """The waiting page in whatever stage it is."""
        cookie = self._context.cookies.read(request.scope, CookieName.PRE)
        found = None if cookie is None else await look(self._context, cookie)
        if cookie is None or found is None:
            return RedirectResponse(LOGIN, 303)
        if found.stage is Stage.FINISHED:
            return await self._let_in(request, RedirectResponse(HOME, 303), found, cookie)
        if found.stage in IN_PROGRESS:
            return self._waiting_page(found)
        return self._context.pages.page("ended.html", stage=found.stage)

    async def state(self, request: Request) -> Response:
        """The long poll of the waiting page: `{"stage", "left"}`, the latter in seconds."""
        cookie = self._context.cookies.read(request.scope, CookieName.PRE)
        query, found = read_query(request.scope), None
        cid, known = query.get("cid", ""), query.get("stage", Stage.WAITING)
        if cookie is not None:
            found = await wait_for_news(self._context, request.scope, cookie, cid, known)
        stage = _stage(found, cid)
        left = 0 if found is None else found.seconds_left
        response = json_answer({"stage": stage, "left": left})
        if cookie is not None and found is not None and stage is Stage.FINISHED:
            return await self._let_in(request, response, found, cookie)
        return response

    async def transfer(self, request: Request) -> Response:
        """The app is on another computer: begin anew, with digits to type there."""
        cookie = self._context.cookies.read(request.scope, CookieName.PRE)
        found = None if cookie is None else await look(self._context, cookie)
        if not self._context.settings.code_transfer:
            raise HTTPException(404)
        if found is None or found.stage not in (Stage.WAITING, Stage.SUPERSEDED):
            return RedirectResponse(WAIT, 303)
        login = found.challenge.login
        begun = self._cookie_of(request, await read_form(request), login)
        if found.stage is Stage.WAITING:
            return await self._begun(request, login, Mode.CODE, begun)
        # By this same form, if its answer was lost.
        if await look(self._context, begun) is None:
            return RedirectResponse(WAIT, 303)
        return self._go_wait(begun)

    async def cancel(self, request: Request) -> Response:
        """The user does not want to wait any longer."""
        cookie = self._context.cookies.read(request.scope, CookieName.PRE)
        response = RedirectResponse("/", 303)
        if cookie is not None:
            await self._cancel(cookie)
            self._context.cookies.clear(response, CookieName.PRE)
        return response

    async def too_many(self, request: Request) -> Response:
        """Where there were too many logins; who comes without a reason begins one."""
        kept = self._context.forms.kept(request.scope, Form(_TOO_MANY, _TOO_MANY, ()))
        if kept is None or kept.exceeded is None:
            return RedirectResponse(LOGIN, 303)
        sentence, later = sentence_about(kept.exceeded), again_in(kept.exceeded)
        page = self._context.pages.page("too_many.html", 429, sentence=sentence, later=later)
        return with_retry_after(page, kept.exceeded)

    async def superseded(self, _request: Request) -> Response:
        """For a tab whose browser has begun another login since."""
        return self._context.pages.page("ended.html", stage=Stage.SUPERSEDED)

    async def other_tab(self, request: Request) -> Response:
        """For a tab that waited while the app opened another one, which goes on."""
        if await self._context.session(request.scope) is None:
            return RedirectResponse(LOGIN, 303)
        return self._context.pages.fixed_page("other_tab.html")

    async def _cancel(self, cookie: str) -> None:
        context, now = self._context, self._context.clock.now()
        hash_ = cookie_hash(cookie)
        found = await context.database.read(lambda c: find_by_browser(c, hash_))
        if found is not None:
            await context.database.write(lambda c: move(c, found, ChallengeEvent.CANCEL, now))

    async def _begun(
        self, request: Request, login: str, mode: Mode, cookie: str, *, at_once: bool = False
    ) -> Response:
        context, known = self._context, self._context.cookies.known(request.scope)
        try:
            begun = await begin(context, login, visitor(request.scope), cookie, mode, known)
        except TooManyStarts as error:
            kept = Kept({}, _TOO_MANY, exceeded=error.exceeded)
            return self._context.forms.shown_on(request.scope, _TOO_MANY, kept)
        return self._go_wait(begun.cookie, begun.wait if at_once else None)

    def _cookie_of(self, request: Request, typed: dict[str, str], login: str) -> str:
        visit = self._context.cookies.visit(request.scope)
        return cookie_of_form(self._context.keys, visit, typed.get(ONCE, ""), login)

    def _go_wait(self, cookie: str, found: Wait | None = None) -> Response:
        response: Response
        if found is not None and found.stage in IN_PROGRESS:
            response = page_at(WAIT, self._waiting_page(found))
        else:
            response = RedirectResponse(WAIT, 303)
        self._context.cookies.set(response, CookieName.PRE, cookie)
        return response

    def _waiting_page(self, found: Wait) -> Response:
        context, by_code = self._context, found.challenge.mode == Mode.CODE
        digits = digits_of(context.keys, found.challenge.cid) if by_code else ""
        return context.pages.filled_page(
            "wait.html",
            {
                "stage": found.stage,
                "seconds_left": found.seconds_left,
                "offered": context.settings.code_transfer and not by_code,
            },
            cid=found.challenge.cid,
            login=found.challenge.login,
            digits=digits and f"{digits[:3]} {digits[3:]}",
            link=LoginLink(found.challenge.cid).text,
        )

    async def _let_in(
        self, request: Request, response: Response, found: Wait, cookie: str
    ) -> Response:
        cookies = self._context.cookies
        replaced = cookies.read(request.scope, CookieName.SESSION)
        id_ = await session_after(self._context, found, cookie, replaced)
        session = None if id_ is None else await self._context.session_of(request.scope, id_)
        if id_ is None or session is None:
            return response
        return let_in(self._context, request, response, id_, session)


def _stage(found: Wait | None, cid: str) -> Stage:
    if found is None:
        return Stage.EXPIRED
    # The cookie belongs to a newer login, begun in another tab.
    return found.stage if found.challenge.cid == cid else Stage.SUPERSEDED


def log_in_first(context: WebContext, request: Request) -> Response:
    """The answer to a form whose session has ended: what was typed is there again after the next
    login.
    """
    context.forms.typed(request.scope, resume=True)
    return RedirectResponse(LOGIN, 303)


class SessionRoutes:
    """`/logout`, and the page that confirms it."""

    def __init__(self, context: WebContext) -> None:
        self._context = context

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route("/logout", self.logout, methods=["POST"]),
            Route(LOGGED_OUT, self.logged_out, methods=["GET"]),
        ]

    async def logout(self, request: Request) -> Response:
        """End the session; the cookies stay accepted."""
        response, cookies = RedirectResponse(LOGGED_OUT, 303), self._context.cookies
        id_ = cookies.read(request.scope, CookieName.SESSION)
        if id_ is not None:
            now = self._context.clock.now()
            await self._context.database.write(lambda c: end_session(c, id_, now, reason="logout"))
        cookies.clear(response, CookieName.SESSION)
        cookies.clear(response, CookieName.PRE)
        # What this browser had begun is not for whoever sits here next.
        self._context.forms.states.forget(self._context.visit(request.scope))
        cookies.set(response, CookieName.VISIT, new_cookie())
        return response

    async def logged_out(self, request: Request) -> Response:
        """Says that it is done; who has logged in again since is shown where that led."""
        if await self._context.session(request.scope) is not None:
            return RedirectResponse(HOME, 303)
        return self._context.pages.fixed_page("logged_out.html")
