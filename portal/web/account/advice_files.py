"""Documents of payment advices: one to look at or to save, several as a ZIP, a list as a table."""

import csv
import io
import zipfile
from collections.abc import AsyncIterator, Iterator, Sequence
from functools import partial
from typing import Final
from urllib.parse import quote, urlencode

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from portal.domain.advices import lists
from portal.domain.advices.changes import mark_read
from portal.domain.advices.lists import Advice, Cursor, Filter, Sort
from portal.domain.advices.storage import DocumentStorage
from portal.domain.advices.tables import Folder
from portal.domain.certificates.attachments import cleaned
from portal.domain.logins.sessions import Session
from portal.domain.providers.permissions import Action, actor_of, is_permitted, require
from portal.platform.language import german_day, translated
from portal.web.access import permitted
from portal.web.account.advice_address import (
    ADVICES,
    MOST_AT_ONCE,
    Wanted,
    chosen_ids,
    read_wanted,
)
from portal.web.context import WebContext

DOCUMENT: Final = f"{ADVICES}/{{id}}/document"
ZIP: Final = f"{ADVICES}/zip"
CSV: Final = f"{ADVICES}/csv"
GONE: Final = "gone"
"""What the list then says of those that were chosen."""
POLICY: Final = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""A document is shown without scripts, forms, an origin or anything that it could fetch."""
_PDF: Final = "application/pdf"
_BYTE_ORDER_MARK: Final = "\ufeff"
_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")


class AdviceFileRoutes:
    """What a browser gets of payment advices beside the list."""

    def __init__(self, context: WebContext, storage: DocumentStorage) -> None:
        self._context = context
        self._storage = storage

    @property
    def routes(self) -> list[BaseRoute]:
        context, read = self._context, Action.READ_ADVICES
        return [
            Route(ZIP, permitted(context, read, self.zip), methods=["GET"]),
            Route(CSV, permitted(context, read, self.csv), methods=["GET"]),
            Route(
                f"{ADVICES}/{{id:int}}/document",
                permitted(context, read, self.document),
                methods=["GET"],
            ),
        ]

    async def document(self, request: Request, session: Session) -> Response:
        """One PDF, to be looked at, or saved with `?save`."""
        ids = chosen_ids([str(request.path_params["id"])])
        found = await self._context.database.read(lambda c: own_advices(c, session, ids))
        if not found:
            return _gone(1)
        return await self._document(session, found[0], save="save" in request.query_params)

    async def zip(self, request: Request, session: Session) -> Response:
        """The chosen documents in one file, made while it is sent; of one its PDF."""
        wanted = read_wanted(request.query_params)
        if wanted.every:
            advices = await self._every(wanted, session)
        else:
            advices = await self._chosen(request, session)
            if missing := len(_ids(request)) - len(advices):
                return _gone(missing, advices, "download")
        if not advices:
            return _gone(0)
        if len(advices) == 1:
            return await self._document(session, advices[0], save=True)
        await self._note_read(session, advices)
        return StreamingResponse(
            zipped(self._storage, advices),
            media_type="application/zip",
            headers={"content-disposition": self._attachment("zip")},
        )

    async def csv(self, request: Request, session: Session) -> Response:
        """The chosen advices, or all that the address asks for, as a table."""
        wanted, now = read_wanted(request.query_params), self._context.clock.now()
        if wanted.every:
            pages = _once(await self._every(wanted, session))
        elif "id" in request.query_params:
            advices = await self._chosen(request, session)
            if missing := len(_ids(request)) - len(advices):
                return _gone(missing, advices, "table")
            pages = _once(advices)
        else:
            if wanted.folder == Folder.DELETED:
                require(session, Action.MANAGE_ADVICES, session.provider_id)
            pages = self._pages(wanted.filter(session, now))
        return StreamingResponse(
            table(pages),
            media_type="text/csv; charset=utf-8",
            headers={"content-disposition": self._attachment("csv")},
        )

    def _attachment(self, ending: str) -> str:
        day, name = german_day(self._context.clock.now()), translated("Zahlungsavise")
        return f"attachment; filename*=utf-8''{quote(f'{day} {name}.{ending}')}"

    async def _document(self, session: Session, advice: Advice, *, save: bool) -> Response:
        await self._note_read(session, [advice])
        return FileResponse(
            self._storage.path(advice.digest),
            media_type=_PDF,
            filename=file_name(advice),
            content_disposition_type="attachment" if save else "inline",
            headers={"content-security-policy": POLICY},
        )

    async def _every(self, wanted: Wanted, session: Session) -> list[Advice]:
        """Those of all pages, the newest first, up to `MOST_AT_ONCE`."""
        if wanted.folder == Folder.DELETED:
            require(session, Action.MANAGE_ADVICES, session.provider_id)
        found: list[Advice] = []
        async for rows in self._pages(wanted.filter(session, self._context.clock.now())):
            found += rows
            if len(found) >= MOST_AT_ONCE:
                break
        return found[:MOST_AT_ONCE]

    async def _chosen(self, request: Request, session: Session) -> list[Advice]:
        ids = _ids(request)
        return await self._context.database.read(lambda c: own_advices(c, session, ids))

    async def _note_read(self, session: Session, advices: list[Advice]) -> None:
        new = [advice.id for advice in advices if advice.is_unread]
        if new:
            await self._context.database.write(lambda c: mark_read(c, session, new))

    async def _pages(self, wanted: Filter) -> AsyncIterator[list[Advice]]:
        cursor: Cursor | None = None
        while True:
            newest = partial(lists.page_of, wanted=wanted, sort=Sort.DATE, is_down=True)
            page = await self._context.database.read(partial(newest, cursor=cursor))
            yield page.rows
            if not page.has_next:
                return
            cursor = page.rows[-1].cursor(Sort.DATE)


def own_advices(connection: Connection, session: Session, ids: Sequence[int]) -> list[Advice]:
    """Those of the session's provider, deleted ones for its LE-Admins; others' there are none."""
    provider, account = session.provider_id or 0, session.account_id
    found = lists.find_advices(connection, provider, account, ids)
    manages = is_permitted(actor_of(session), Action.MANAGE_ADVICES, own=True)
    return [one for one in found if manages or one.folder is not Folder.DELETED]


def _ids(request: Request) -> list[int]:
    return chosen_ids(request.query_params.getlist("id"))


def _gone(number: int, others: Sequence[Advice] = (), task: str = "") -> Response:
    """Lead to the list, which says that so many advices are not there; 0 of an unknown number.

    A file that lacks some would not say so: the list offers one of the `others`.
    """
    said: dict[str, object] = {"done": GONE, "number": number}
    if others:
        said |= {"task": task, "id": [advice.id for advice in others]}
    return RedirectResponse(f"{ADVICES}?{urlencode(said, doseq=True)}", 303)


def file_name(advice: Advice) -> str:
    """As it is saved: day, AOK and number, without what a file system has a use of its own for."""
    number = advice.reference.replace("/", "-")
    return cleaned(f"{advice.issued_on} {advice.sender} {number}.pdf")


def zipped(storage: DocumentStorage, advices: list[Advice]) -> Iterator[bytes]:
    """A ZIP file piece by piece; PDF files are packed already."""
    sink, names = _Sink(), set[str]()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as packed:
        for advice in advices:
            name = file_name(advice)
            # Two names of capitals and small letters are one file on Windows.
            if name.casefold() in names:
                name = f"{name.removesuffix('.pdf')} ({advice.ik}, {advice.id}).pdf"
            names.add(name.casefold())
            year, month, day = (int(part) for part in advice.issued_on.split("-"))
            head = zipfile.ZipInfo(name, (year, month, day, 0, 0, 0))
            with packed.open(head, "w") as target:
                for piece in storage.pieces(advice.digest):
                    target.write(piece)
                    yield sink.taken()
        # The list of contents follows.
    yield sink.taken()


class _Sink(io.RawIOBase):
    """A file that can only be written on, and gives away what it was given."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: bytes) -> int:  # type: ignore[override]
        self._pieces.append(bytes(piece))
        return len(piece)

    def taken(self) -> bytes:
        taken, self._pieces = b"".join(self._pieces), []
        return taken


async def table(pages: AsyncIterator[list[Advice]]) -> AsyncIterator[bytes]:
    """A CSV file as a German Excel opens it: byte order mark, semicolons, decimal commas."""
    yield (_BYTE_ORDER_MARK + _csv_lines([_headings()])).encode()
    async for rows in pages:
        yield _csv_lines([_cells(advice) for advice in rows]).encode()


def plain_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula (OWASP: CSV injection)."""
    return f"'{text}" if text.startswith(_FORMULAS) else text


def _headings() -> list[str]:
    return [
        translated("Datum"),
        translated("AOK"),
        translated("Avisnummer"),
        translated("IK‑Nummer").replace("\N{NON-BREAKING HYPHEN}", "-"),
        translated("Zeitraum von"),
        translated("Zeitraum bis"),
        translated("Rechnungen"),
        translated("Betrag"),
        translated("Währung"),
    ]


def _cells(advice: Advice) -> list[str]:
    days = (advice.issued_on, advice.period_from, advice.period_to)
    issued, first, last = (".".join(reversed(day.split("-"))) for day in days)
    sign, cents = "-" if advice.amount_cents < 0 else "", abs(advice.amount_cents)
    # Days and numbers are made here, and a minus before digits is no formula.
    amount = f"{sign}{cents // 100},{cents % 100:02d}"
    texts = (advice.sender, advice.reference, advice.ik)
    return [
        issued,
        *map(plain_cell, texts),
        first,
        last,
        str(advice.invoices),
        amount,
        advice.currency,
    ]


def _csv_lines(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return text.getvalue()


async def _once(rows: list[Advice]) -> AsyncIterator[list[Advice]]:
    yield rows
