"""`/advices`: the list of payment advices, and what is done to those that are chosen."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final
from urllib.parse import parse_qsl, urlencode

from babel.numbers import format_currency, format_decimal
from sqlalchemy import Connection
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from portal.domain.advices import arrivals, changes, lists, tables
from portal.domain.advices.lists import Page, Totals
from portal.domain.advices.tables import Folder
from portal.domain.logins.sessions import Session
from portal.domain.providers.permissions import Action, actor_of, is_permitted, require
from portal.platform.asgi import read_body
from portal.platform.language import (
    field_day,
    german_date,
    number_locale,
    short_date,
    typed_cents,
    typed_day,
)
from portal.web.access import permitted
from portal.web.account.advice_address import (
    ADVICES,
    MOST_AT_ONCE,
    MOST_CHOSEN,
    PERIODS,
    Wanted,
    chosen_ids,
    cursor_text,
    read_wanted,
    whole,
)
from portal.web.account.advice_files import CSV, DOCUMENT, GONE, ZIP, own_advices
from portal.web.context import WebContext

CHANGE: Final = f"{ADVICES}/change"
_MOST_BYTES: Final = 16_384
_MOST_FIELDS: Final = MOST_CHOSEN + 20
_NOTHING: Final = "nothing"

Do = Callable[[Connection, Session, list[int], int], list[int]]
"""Gives the ids of those for which it holds now."""


@dataclass(frozen=True)
class Deed:
    """What a button of the list does to the chosen advices."""

    action: Action
    do: Do
    undone_by: str = ""


def _mark_read(connection: Connection, session: Session, ids: list[int], _now: int) -> list[int]:
    there = _there(connection, session, ids)
    changes.mark_read(connection, session, there)
    return there


def _mark_unread(connection: Connection, session: Session, ids: list[int], _now: int) -> list[int]:
    there = _there(connection, session, ids)
    changes.mark_unread(connection, session, there)
    return there


def _there(connection: Connection, session: Session, ids: list[int]) -> list[int]:
    return [advice.id for advice in own_advices(connection, session, ids)]


_DEEDS: Final = {
    "read": Deed(Action.MARK_ADVICES, _mark_read),
    "unread": Deed(Action.MARK_ADVICES, _mark_unread),
    "archive": Deed(Action.MANAGE_ADVICES, changes.archive, "back"),
    "back": Deed(Action.MANAGE_ADVICES, changes.bring_back, "archive"),
    "delete": Deed(Action.MANAGE_ADVICES, changes.delete_advices, "restore"),
    "restore": Deed(Action.MANAGE_ADVICES, changes.restore),
}
_FETCHED: Final = {"download": ZIP, "table": CSV}


@dataclass(frozen=True)
class _Found:
    """What one page of the list shows."""

    page: Page
    totals: Totals
    numbers: dict[Folder, int]
    unread: int
    senders: list[str]
    iks: list[str]
    is_told: bool
    highest: int
    """Of all advices there are: what arrives later is not chosen unseen."""


class AdviceRoutes:
    """The list."""

    def __init__(self, context: WebContext) -> None:
        self._context = context

    @property
    def routes(self) -> list[BaseRoute]:
        read, mark = Action.READ_ADVICES, Action.MARK_ADVICES
        return [
            Route(ADVICES, permitted(self._context, read, self.list), methods=["GET"]),
            Route(CHANGE, permitted(self._context, read, self.change), methods=["POST"]),
            Route(
                f"{ADVICES}/read-all",
                permitted(self._context, mark, self.read_all),
                methods=["POST"],
            ),
            Route(
                f"{ADVICES}/notices", permitted(self._context, mark, self.notices), methods=["POST"]
            ),
        ]

    async def list(self, request: Request, session: Session) -> Response:
        """One page, as the address says."""
        wanted, query = read_wanted(request.query_params), request.query_params
        if wanted.folder == Folder.DELETED:
            # Nobody else could restore anything there.
            require(session, Action.MANAGE_ADVICES, session.provider_id)
        found = await self._context.database.read(lambda c: self._found(c, session, wanted))
        done = query.get("done", "")
        return self._context.pages.page(
            "advices.html",
            session=session,
            wanted=wanted,
            found=found,
            rows=found.page.rows,
            periods=PERIODS,
            manages=is_permitted(actor_of(session), Action.MANAGE_ADVICES, own=True),
            done=done if done in (*_DEEDS, _NOTHING, GONE) else "",
            undo=_DEEDS[done].undone_by if done in _DEEDS else "",
            done_ids=chosen_ids(query.getlist("id")),
            done_number=whole(query.get("number", "")),
            file=_FETCHED.get(query.get("task", "")),
            missed=whole(query.get("missed", "")) or 0,
            most=MOST_AT_ONCE,
            cursor=lambda row: cursor_text(row.cursor(wanted.column)),
            document=lambda row: DOCUMENT.format(id=row.id),
            day=shown_day,
            is_amount=lambda typed: typed_cents(typed) is not None,
            is_day=lambda typed: typed_day(typed) is not None,
            in_field=_in_field,
            amount=shown_amount,
            number=lambda one: format_decimal(one, locale=number_locale()),
            csv=wanted.address(CSV),
            here_address=_back(wanted),
            pairs=_pairs,
            gone_on=lambda row: german_date((row.deleted_at or 0) + changes.UNDO_SECONDS),
        )

    async def change(self, request: Request, session: Session) -> Response:
        """Do to the chosen advices what the pressed button says."""
        fields = await _fields(request)
        ids = chosen_ids([value for name, value in fields if name == "id"])
        given = dict(fields)
        wanted, task = _wanted_of(given.get("from", "")), given.get("do", "")
        if task not in _DEEDS and task not in _FETCHED:
            return RedirectResponse(wanted.address(), 303)
        if task in _DEEDS:
            require(session, _DEEDS[task].action, session.provider_id)
        if given.get("every"):
            every = read_wanted(QueryParams({**vars(wanted), "every": given["every"]}))
            return await self._change_every(session, wanted, every, task)
        if not ids:
            return RedirectResponse(_with(_back(wanted), done=_NOTHING), 303)
        if task in _FETCHED:
            return RedirectResponse(_with(_FETCHED[task], id=ids), 303)
        deed, now = _DEEDS[task], self._context.clock.now()
        done = await self._context.database.write(lambda c: deed.do(c, session, ids, now))
        missed = {"missed": len(ids) - len(done)} if len(done) < len(ids) else {}
        return RedirectResponse(_with(_back(wanted), done=task, id=done, **missed), 303)

    async def _change_every(
        self, session: Session, wanted: Wanted, every: Wanted, task: str
    ) -> Response:
        """The same to those of all pages, as they were when they were chosen."""
        if task in _FETCHED:
            return RedirectResponse(every.address(_FETCHED[task]), 303)
        deed, now = _DEEDS[task], self._context.clock.now()
        if wanted.folder == Folder.DELETED:
            require(session, Action.MANAGE_ADVICES, session.provider_id)

        def do(connection: Connection) -> list[int]:
            ids = lists.ids_of(connection, every.filter(session, now), MOST_AT_ONCE)
            return deed.do(connection, session, ids, now)

        done = await self._context.database.write(do)
        # So many can be named by an address, and be taken back from there.
        told = {"number": len(done)} if len(done) > MOST_CHOSEN else {"id": done}
        return RedirectResponse(_with(wanted.address(), done=task, **told), 303)

    async def read_all(self, request: Request, session: Session) -> Response:
        """Nothing is new any more."""
        fields = dict(await _fields(request))
        await self._context.database.write(lambda c: changes.mark_all_read(c, session))
        return RedirectResponse(_wanted_of(fields.get("from", "")).address(), 303)

    async def notices(self, request: Request, session: Session) -> Response:
        """Whether this user gets an e-mail when advices have arrived."""
        fields, now = dict(await _fields(request)), self._context.clock.now()
        account, is_wanted = session.account_id, fields.get("wanted") == "1"
        await self._context.database.write(
            lambda c: arrivals.choose(c, account, wanted=is_wanted, now=now)
        )
        return RedirectResponse(_wanted_of(fields.get("from", "")).address() + "#mails", 303)

    def _found(self, connection: Connection, session: Session, wanted: Wanted) -> _Found:
        limits = wanted.filter(session, self._context.clock.now())
        provider, account = limits.provider_id, limits.account_id
        find = partial(lists.page_of, connection, limits, wanted.column, is_down=wanted.is_down)
        page = find(cursor=wanted.cursor)
        if not page.rows and wanted.cursor is not None:
            # What the address goes on from is gone, and all behind it.
            page = find(cursor=None)
        return _Found(
            page,
            lists.totals_of(connection, limits),
            tables.numbers_in_folders(connection, provider),
            tables.unread_number(connection, provider, account),
            tables.senders_of(connection, provider),
            tables.iks_of_advices(connection, provider),
            arrivals.is_wanted(connection, account),
            tables.highest_id(connection),
        )


def shown_day(iso: str) -> str:
    """As in 28.11.2026, in the language of this request."""
    return short_date(date.fromisoformat(iso))


def shown_amount(cents: int) -> str:
    """As in 12.480,55 €, in the language of this request."""
    return format_currency(cents / 100, "EUR", locale=number_locale())


def _in_field(text: str) -> str:
    day = typed_day(text)
    return text if day is None else field_day(day)


def _pairs(texts: list[str], chosen: str) -> list[tuple[str, str]]:
    """Options of a filter. What the address alone has chosen is shown as chosen, too."""
    return [(text, text) for text in dict.fromkeys((*texts, chosen)) if text]


def _wanted_of(address: str) -> Wanted:
    """A list that a form names, read as any other address, so that it leads nowhere else."""
    return read_wanted(QueryParams(address.partition("?")[2]))


def _back(wanted: Wanted) -> str:
    return wanted.address(after=wanted.after, before=wanted.before)


def _with(address: str, **more: object) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(more, doseq=True)}"


async def _fields(request: Request) -> list[tuple[str, str]]:
    """Of a form in which one name comes often.

    Raises:
        HTTPException: 413 when it is too long.
    """
    body = await read_body(request.receive, _MOST_BYTES)
    if body is None:
        raise HTTPException(413)
    try:
        return parse_qsl(body.decode("ascii"), max_num_fields=_MOST_FIELDS)
    except ValueError:
        return []
