"""`/desk/{id}`: one registration, its files, and the decision on it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final
from urllib.parse import quote

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from portal.domain.clearance import decisions
from portal.domain.clearance.access import AttachmentAccess, CaseFile, Clerk, find_case_file
from portal.domain.clearance.cases import Sheet, find_sheet
from portal.domain.clearance.decisions import Case, Result
from portal.domain.clearance.lists import next_waiting
from portal.domain.registration.progress import KEPT_SECONDS
from portal.platform.language import german_date, german_time, megabytes
from portal.platform.limits import Limit
from portal.web.access import Endpoint, for_clerks
from portal.web.clerk import list_page
from portal.web.clerk.list_page import GONE, age
from portal.web.clerk.list_page import reasons as ready_made
from portal.web.context import WebContext
from portal.web.form_states import Kept
from portal.web.forms import ASK_FORM, CHECKS, CLEAR_FORM, REFUSE_FORM, Form, posted_form, read_form
from portal.web.limits import enforce
from portal.web.login.start import DESK

CASE: Final = f"{DESK}/{{id}}"
# Enough for a text that is too long to come back with a sentence about it.
_MOST_BYTES: Final = 65_536

_OVERTAKEN: Final = {"overtaken": "1"}

Decide = Callable[[Connection, Case, int], Result]
_Handler = Callable[[Request, Clerk, Sheet], Awaitable[Response]]


@dataclass(frozen=True)
class Try:
    """A form that did not do what was wanted: shown again with all that was in it."""

    form: str = ""
    ticked: frozenset[str] = frozenset()
    reason: str = ""
    fault: str = ""
    overtaken: bool = False


@dataclass(frozen=True)
class _Posted:
    """A form of this page."""

    case: Case
    fields: dict[str, str] = field(repr=False)

    @property
    def reason(self) -> str:
        return list_page.normalised(self.fields.get("reason", ""))

    @property
    def ticked(self) -> frozenset[str]:
        return frozenset(name for name in CHECKS if self.fields.get(name))


class CaseRoutes:
    """A registration at the desk."""

    def __init__(self, context: WebContext, access: AttachmentAccess) -> None:
        self._context = context
        self._access = access

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route(CASE, self._visible(self.case), methods=["GET"]),
            Route(f"{CASE}/clear", self._visible(self.clear), methods=["POST"]),
            Route(f"{CASE}/ask", self._visible(self.ask), methods=["POST"]),
            Route(f"{CASE}/refuse", self._visible(self.refuse), methods=["POST"]),
            Route(f"{CASE}/refuse", self._visible(self.sure), methods=["GET"]),
        ]

    async def case(self, request: Request, clerk: Clerk, sheet: Sheet) -> Response:
        """Everything that there is to know, and the forms; `fill` names a ready-made reason."""
        kept = self._context.forms.kept(request.scope, CLEAR_FORM, ASK_FORM, REFUSE_FORM)
        if kept is not None:
            return await self._page(clerk, sheet, _again(kept))
        ready = ready_made(sheet.registration.language).get(request.query_params.get("fill", ""))
        filled = Try("ask", reason=ready[1]) if ready else Try()
        done, no_file = request.query_params.get("done", ""), GONE in request.query_params
        return await self._page(clerk, sheet, filled, done=done, no_file=no_file)

    async def clear(self, request: Request, clerk: Clerk, _sheet: Sheet) -> Response:
        posted = await self._posted(request, clerk)
        if posted.ticked != frozenset(CHECKS):
            return self._context.forms.again(request.scope, CLEAR_FORM, posted.fields)
        four_eyes = self._context.settings.four_eyes

        def decide(connection: Connection, case: Case, now: int) -> Result:
            return decisions.clear(connection, case, now, four_eyes=four_eyes)

        return await self._decided(request, posted, decide, CLEAR_FORM)

    async def ask(self, request: Request, clerk: Clerk, _sheet: Sheet) -> Response:
        posted = await self._posted(request, clerk)
        if list_page.fault(posted.reason) is not None:
            return self._context.forms.again(request.scope, ASK_FORM, posted.fields)

        def decide(connection: Connection, case: Case, now: int) -> Result:
            return decisions.ask(connection, case, posted.reason, now)

        return await self._decided(request, posted, decide, ASK_FORM)

    async def refuse(self, request: Request, clerk: Clerk, sheet: Sheet) -> Response:
        """The first time asks whether it is really meant."""
        posted = await self._posted(request, clerk)
        scope, again = request.scope, self._context.forms.again
        is_changed = bool(posted.fields.get("change"))
        is_stale = not sheet.can_be_decided or sheet.shown != posted.case.shown
        if list_page.fault(posted.reason) is not None or is_changed:
            return again(scope, REFUSE_FORM, posted.fields, checked=not is_changed)
        if is_stale:
            return again(scope, REFUSE_FORM, posted.fields | _OVERTAKEN)
        if not posted.fields.get("sure"):
            return again(scope, REFUSE_FORM, posted.fields, page=scope["path"])

        def decide(connection: Connection, case: Case, now: int) -> Result:
            return decisions.refuse(connection, case, posted.reason, now)

        return await self._decided(request, posted, decide, REFUSE_FORM)

    async def sure(self, request: Request, clerk: Clerk, sheet: Sheet) -> Response:
        """Whether the refusal is really meant."""
        kept = self._context.forms.kept(request.scope, REFUSE_FORM)
        if kept is None:
            return RedirectResponse(CASE.format(**request.path_params), 303)
        return self._context.pages.page(
            "desk/refuse.html",
            session=clerk.session,
            sheet=sheet,
            reason=list_page.normalised(kept.fields.get("reason", "")),
            shown=kept.fields.get("shown", ""),
            until=german_date(self._context.clock.now() + KEPT_SECONDS),
        )

    async def _posted(self, request: Request, clerk: Clerk) -> _Posted:
        fields = await read_form(request, _MOST_BYTES)
        return _Posted(Case(request.path_params["id"], clerk, fields.get("shown", "")), fields)

    async def _decided(
        self, request: Request, posted: _Posted, decide: Decide, form: Form
    ) -> Response:
        """On to the next one; or, when somebody else was quicker, back with what was typed."""
        case, now = posted.case, self._context.clock.now()
        result = await self._context.database.write(lambda c: decide(c, case, now))
        if result is Result.NOTHING:
            return self._context.forms.again(request.scope, form, posted.fields | _OVERTAKEN)
        following = await self._context.database.read(lambda c: next_waiting(c, case.clerk))
        where = DESK if following is None else f"{DESK}/{following}"
        return RedirectResponse(f"{where}?done={case.id}", 303)

    def _visible(self, handler: _Handler) -> Endpoint:
        """The handler for a registration that the clerk may see; the list says so of one that is
        gone meanwhile, and alike of one that is not for this clerk.
        """

        async def seen(request: Request, clerk: Clerk) -> Response:
            id_ = request.path_params["id"]
            sheet = await self._context.database.read(lambda c: find_sheet(c, clerk, id_))
            if sheet is None:
                return await self._gone(request)
            return await handler(request, clerk, sheet)

        return for_clerks(self._context, seen)

    async def _gone(self, request: Request) -> Response:
        """Lead to the list, which says so, with the text that was typed for it, if any."""
        form = posted_form(request.url.path) if request.method == "POST" else None
        if form in list_page.WITH_REASON:
            fields = await read_form(request, _MOST_BYTES)
            if fields.get("reason"):
                return self._context.forms.again(request.scope, form, fields, page=DESK)
        return RedirectResponse(f"{DESK}?{GONE}=1", 303)

    async def _page(
        self, clerk: Clerk, sheet: Sheet, again: Try, *, done: str = "", no_file: bool = False
    ) -> Response:
        now, account = self._context.clock.now(), sheet.registration.account_id
        files = [CaseFile(attachment, account) for attachment in sheet.attachments]
        before = None
        if done:
            before = await self._context.database.read(lambda c: find_sheet(c, clerk, done))
        return self._context.pages.page(
            "desk/case.html",
            session=clerk.session,
            clerk=clerk,
            sheet=sheet,
            views=await self._access.views(clerk, files),
            again=again,
            done=before,
            no_file=no_file,
            checks=CHECKS,
            ready=ready_made(sheet.registration.language),
            four_eyes=self._context.settings.four_eyes,
            longest=list_page.LONGEST,
            size=megabytes,
            age=lambda at: age(at, now),
            when=german_time,
            day=german_date,
        )


def _again(kept: Kept) -> Try:
    """A kept form of this page: with what is wrong with it, or overtaken if that is nothing."""
    name = kept.action.rpartition("/")[2]
    ticked = frozenset(check for check in CHECKS if kept.fields.get(check))
    reason = list_page.normalised(kept.fields.get("reason", ""))
    filled = Try(name, ticked, reason)
    if not kept.is_checked:
        return filled
    missing = [check for check in CHECKS if check not in ticked]
    fault = next(iter(missing), None) if name == "clear" else list_page.fault(reason)
    if fault is not None:
        return replace(filled, fault=fault)
    return replace(filled, overtaken="overtaken" in kept.fields)


_FILE: Final = "/desk/{id}/files/{file}"
# Beside the portal's own policy: browsers obey both.
_HARMLESS: Final = "sandbox; default-src 'none'"


class FileRoutes:
    """Nothing of a user's making is ever shown by the browser itself."""

    def __init__(self, context: WebContext, access: AttachmentAccess) -> None:
        self._context = context
        self._access = access

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route(
                f"{_FILE}/{{page:int}}.png",
                for_clerks(self._context, self.picture),
                methods=["GET"],
            ),
            Route(_FILE, for_clerks(self._context, self.original), methods=["GET"]),
        ]

    async def picture(self, request: Request, clerk: Clerk) -> Response:
        """One page of a file, the first is 1: a picture that we made."""
        await enforce(self._context, Limit.PICTURES_BY_SESSION, clerk.session.hash.hex())
        found, page = await self._file(request, clerk), request.path_params["page"]
        picture = None if found is None else await self._access.picture(clerk, found, page)
        if picture is None:
            raise HTTPException(404)
        return Response(picture, media_type="image/png")

    async def original(self, request: Request, clerk: Clerk) -> Response:
        """The file itself; of one that is gone the registration's page says so."""
        found = await self._file(request, clerk)
        path = None if found is None else await self._access.original(clerk, found)
        if found is None or path is None:
            return RedirectResponse(f"{CASE.format(**request.path_params)}?{GONE}=1", 303)
        return download(path, found.attachment.name)

    async def _file(self, request: Request, clerk: Clerk) -> CaseFile | None:
        registration, file = request.path_params["id"], request.path_params["file"]
        return await self._context.database.read(
            lambda c: find_case_file(c, clerk, registration, file)
        )


def download(path: Path, name: str) -> Response:
    """An uploaded file that no browser shows or runs."""
    return FileResponse(
        path,
        media_type="application/octet-stream",
        headers={
            "content-disposition": f"attachment; filename*=UTF-8''{quote(name, '')}",
            "content-security-policy": _HARMLESS,
            "x-content-type-options": "nosniff",
        },
    )
