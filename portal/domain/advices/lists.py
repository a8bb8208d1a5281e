"""Lists of payment advices: one page of them, and the totals of all that fit."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    bindparam,
    exists,
    func,
    or_,
    select,
    tuple_,
)

from portal.domain.advices.tables import ADVICE_READS, ADVICE_TOTALS, ADVICES, Folder
from portal.domain.institutions.directory import searched
from portal.platform.database.id_lists import id_list, is_among
from portal.platform.database.statement import Statement, like_pattern
from portal.platform.language import typed_cents

PAGE_SIZE: Final = 50


class Sort(StrEnum):
    """A column; what is wanted from its end has `-down` behind it."""

    DATE = "date"
    SENDER = "sender"
    AMOUNT = "amount"


@dataclass(frozen=True)
class Filter:
    """Which advices of a provider are wanted; "" and None are no limit."""

    provider_id: int
    account_id: int
    """Whose reading counts."""
    folder: Folder = Folder.CURRENT
    search: str = ""
    ik: str = ""
    sender: str = ""
    first: str = ""
    """The first day of issue, ISO 8601."""
    last: str = ""
    least_cents: int | None = None
    most_cents: int | None = None
    unread: bool = False
    up_to: int = 0
    """The highest id: what has arrived since was not seen."""

    @property
    def is_whole_months(self) -> bool:
        """Whether its totals can be put together from those of months."""
        narrow = (
            self.search
            or self.unread
            or self.up_to
            or (self.least_cents, self.most_cents) != (None, None)
        )
        return not narrow and self.first[8:] in ("", "01") and _ends_month(self.last)


@dataclass(frozen=True)
class Cursor:
    """Where a page begins or ends: behind (or before) the row with these values."""

    value: str | int
    id: int
    is_backwards: bool = False


@dataclass(frozen=True)
class Advice:
    """A row of a list. Days in ISO 8601, amount in cents."""

    id: int
    ik: str
    sender: str
    reference: str
    issued_on: str
    period_from: str
    period_to: str
    amount_cents: int
    currency: str
    invoices: int
    digest: str
    size: int
    folder: Folder
    deleted_at: int | None
    is_unread: bool

    def cursor(self, sort: Sort, *, is_backwards: bool = False) -> Cursor:
        """Where the page behind (or before) this row begins."""
        values: dict[Sort, str | int] = {
            Sort.DATE: self.issued_on,
            Sort.SENDER: self.sender,
            Sort.AMOUNT: self.amount_cents,
        }
        return Cursor(values[sort], self.id, is_backwards)


@dataclass(frozen=True)
class Totals:
    """Of all advices that fit."""

    number: int = 0
    amount_cents: int = 0
    invoices: int = 0


@dataclass(frozen=True)
class Page:
    """Some of the advices that fit."""

    rows: list[Advice]
    has_previous: bool
    has_next: bool


_A, _T, _R = ADVICES.c, ADVICE_TOTALS.c, ADVICE_READS.c
_IS_READ: Final = exists().where(_R.account_id == bindparam("reader"), _R.advice_id == _A.id)
COLUMNS: Final = (
    *(_A.id, _A.ik, _A.sender, _A.reference, _A.issued_on, _A.period_from, _A.period_to),
    *(_A.amount_cents, _A.currency, _A.invoices, _A.digest, _A.size, _A.folder, _A.deleted_at),
)
_NAMES: Final = (*(column.name for column in COLUMNS), "is_unread")
_SORTED: Final[dict[Sort, Column[Any]]] = {
    Sort.DATE: _A.issued_on,
    Sort.SENDER: _A.sender,
    Sort.AMOUNT: _A.amount_cents,
}
_MINE: Final = (_A.provider_id == bindparam("provider"), _A.folder == bindparam("folder_"))
_SEARCHED: Final = or_(
    func.lower(_A.sender + " " + _A.reference + " " + _A.ik).like(bindparam("like_"), escape="\\"),
    _A.amount_cents.between(bindparam("cents"), bindparam("cents_up_to")),
)
_LIMITS: Final[dict[str, ColumnElement[bool]]] = {
    "search": _SEARCHED,
    "ik": _A.ik == bindparam("ik_"),
    "sender": _A.sender == bindparam("sender_"),
    "first": _A.issued_on >= bindparam("first_"),
    "last": _A.issued_on <= bindparam("last_"),
    "least": _A.amount_cents >= bindparam("least_"),
    "most": _A.amount_cents <= bindparam("most_"),
    "unread": ~_IS_READ,
    "up_to": _A.id <= bindparam("up_to_"),
}


def _given(wanted: Filter) -> dict[str, dict[str, Any]]:
    """The limits that are set, by the names in `_LIMITS`, with their parameters."""
    cents = typed_cents(wanted.search)
    # Whole euros are what an amount begins with.
    up_to = cents + 99 if cents and cents > 0 and cents % 100 == 0 else cents
    like = like_pattern(searched(wanted.search))
    found_by = {"like_": like, "cents": cents, "cents_up_to": up_to}
    all_ = {
        "search": found_by if wanted.search else None,
        "ik": {"ik_": wanted.ik} if wanted.ik else None,
        "sender": {"sender_": wanted.sender} if wanted.sender else None,
        "first": {"first_": wanted.first} if wanted.first else None,
        "last": {"last_": wanted.last} if wanted.last else None,
        "least": None if wanted.least_cents is None else {"least_": wanted.least_cents},
        "most": None if wanted.most_cents is None else {"most_": wanted.most_cents},
        "unread": {"reader": wanted.account_id} if wanted.unread else None,
        "up_to": {"up_to_": wanted.up_to} if wanted.up_to else None,
    }
    return {name: values for name, values in all_.items() if values is not None}


@cache
def _page_statement(
    limits: frozenset[str], sort: Sort, is_down: bool, backwards: bool | None, size: int
) -> Statement:
    """`backwards` is None for the first page, which has no cursor."""
    column = _SORTED[sort]
    found = select(*COLUMNS, ~_IS_READ).where(*_MINE, *(_LIMITS[name] for name in sorted(limits)))
    falls = is_down != bool(backwards)
    if backwards is not None:
        here = tuple_(column, _A.id)
        there = tuple_(bindparam("value", type_=column.type), bindparam("id_"))
        found = found.where(here < there if falls else here > there)
    order = (column.desc(), _A.id.desc()) if falls else (column, _A.id)
    return Statement(found.order_by(*order).limit(size + 1))


def page_of(
    connection: Connection,
    wanted: Filter,
    sort: Sort,
    *,
    is_down: bool,
    cursor: Cursor | None,
    size: int = PAGE_SIZE,
) -> Page:
    """One page of so many rows, found from its cursor and not by counting (keyset paging)."""
    given = _given(wanted)
    backwards = None if cursor is None else cursor.is_backwards
    statement = _page_statement(frozenset(given), sort, is_down, backwards, size)
    values = _values(wanted, given) | {"reader": wanted.account_id}
    if cursor is not None:
        values |= {"value": cursor.value, "id_": cursor.id}
    rows = [_advice(*row) for row in statement.all(connection, **values)]
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        return Page(rows[::-1], more, has_next=True)
    return Page(rows, backwards is not None, more)


@cache
def _ids_statement(limits: frozenset[str]) -> Statement:
    found = select(_A.id).where(*_MINE, *(_LIMITS[name] for name in sorted(limits)))
    order = (_A.issued_on.desc(), _A.id.desc())
    return Statement(found.order_by(*order).limit(bindparam("most_ids")))


def ids_of(connection: Connection, wanted: Filter, most: int) -> list[int]:
    """Those of all pages, the newest first, at most so many."""
    given = _given(wanted)
    values = _values(wanted, given) | {"most_ids": most}
    return [id_ for (id_,) in _ids_statement(frozenset(given)).all(connection, **values)]


_SUMS: Final = (func.count(), func.sum(_A.amount_cents), func.sum(_A.invoices))
_MONTH_SUMS: Final = (func.sum(_T.number), func.sum(_T.amount_cents), func.sum(_T.invoices))
_MONTH_LIMITS: Final[dict[str, ColumnElement[bool]]] = {
    "ik": _T.ik == bindparam("ik_"),
    "sender": _T.sender == bindparam("sender_"),
    "first": _T.month >= func.substr(bindparam("first_"), 1, 7),
    "last": _T.month <= func.substr(bindparam("last_"), 1, 7),
}


@cache
def _totals_statement(limits: frozenset[str], whole_months: bool) -> Statement:
    names = sorted(limits)
    if not whole_months:
        return Statement(select(*_SUMS).where(*_MINE, *(_LIMITS[name] for name in names)))
    mine = (_T.provider_id == bindparam("provider"), _T.folder == bindparam("folder_"))
    return Statement(select(*_MONTH_SUMS).where(*mine, *(_MONTH_LIMITS[name] for name in names)))


def totals_of(connection: Connection, wanted: Filter) -> Totals:
    """Of whole months they are kept, and of anything else counted."""
    given = _given(wanted)
    statement = _totals_statement(frozenset(given), wanted.is_whole_months)
    row = statement.one(connection, **_values(wanted, given)) or ()
    return Totals(*(int(number or 0) for number in row))


_CHOSEN = Statement(
    select(*COLUMNS, ~_IS_READ).where(is_among(_A.id), _A.provider_id == bindparam("provider"))
)


def find_advices(
    connection: Connection, provider_id: int, account_id: int, ids: Sequence[int]
) -> list[Advice]:
    """Those of these ids that are this provider's, in the order of the ids."""
    values = {"ids_": id_list(ids), "provider": provider_id, "reader": account_id}
    found = {row[0]: _advice(*row) for row in _CHOSEN.all(connection, **values)}
    return [found[id_] for id_ in ids if id_ in found]


def _values(wanted: Filter, given: dict[str, dict[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {"provider": wanted.provider_id, "folder_": wanted.folder}
    for limit in given.values():
        values |= limit
    return values


def _advice(*row: Any) -> Advice:
    known = dict(zip(_NAMES, row, strict=True))
    folder, is_unread = Folder(known.pop("folder")), bool(known.pop("is_unread"))
    return Advice(**known, folder=folder, is_unread=is_unread)


def _ends_month(day: str) -> bool:
    if not day:
        return True
    year, month, number = (int(part) for part in day.split("-"))
    return number == calendar.monthrange(year, month)[1]
