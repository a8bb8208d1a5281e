"""What the address of a list of payment advices says, so that "back" and bookmarks lead to it."""

import calendar
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.datastructures import QueryParams

from portal.domain.advices.lists import Cursor, Filter, Sort
from portal.domain.advices.tables import Folder
from portal.domain.devices.lists import normalised_name
from portal.domain.institutions.directory import is_ik, normalised
from portal.domain.logins.sessions import Session
from portal.platform.language import typed_cents, typed_day

ADVICES: Final = "/advices"
PERIODS: Final = ("month", "last-month", "year", "last-year")
MOST_CHOSEN: Final = 200
"""How many advices an address may name."""
MOST_AT_ONCE: Final = 1000
"""How many of all pages are chosen together, the newest ones."""
_LONGEST: Final = 100
_DOWN: Final = "-down"
_ZONE: Final = ZoneInfo("Europe/Berlin")
_HIGHEST_ID: Final = 2**31 - 1
"""An INTEGER of PostgreSQL has no higher one."""


@dataclass(frozen=True)
class Wanted:
    """Fields are parameters of the address; what is as usual is left out there."""

    folder: str = Folder.CURRENT
    search: str = ""
    period: str = ""
    """One of PERIODS, if no days are given."""
    first: str = ""
    """ISO 8601, or as it was typed where that is no day."""
    last: str = ""
    sender: str = ""
    ik: str = ""
    least: str = ""
    """As it was typed."""
    most: str = ""
    unread: str = ""
    sort: str = f"{Sort.DATE}{_DOWN}"
    after: str = ""
    before: str = ""
    every: str = ""
    """All pages are chosen, as they were when this was the highest id."""

    @property
    def is_narrowed(self) -> bool:
        return self.without_limits != replace(self, after="", before="")

    @property
    def has_more_limits(self) -> bool:
        """Whether any is set that the page folds away."""
        return bool(self.first or self.last or self.least or self.most or self.unread)

    @property
    def has_crossed_days(self) -> bool:
        """Whether the last day is before the first one."""
        first, last = _iso(self.first), _iso(self.last)
        return bool(first and last) and last < first

    @property
    def has_crossed_amounts(self) -> bool:
        """Whether the most is less than the least."""
        least, most = typed_cents(self.least), typed_cents(self.most)
        return least is not None and most is not None and most < least

    @property
    def without_limits(self) -> "Wanted":
        return Wanted(folder=self.folder, sort=self.sort)

    @property
    def column(self) -> Sort:
        return Sort(self.sort.removesuffix(_DOWN))

    @property
    def is_down(self) -> bool:
        return self.sort.endswith(_DOWN)

    @property
    def cursor(self) -> Cursor | None:
        text = self.after or self.before
        value, _, id_ = text.rpartition("~")
        if (number := _id_in(id_)) is None:
            return None
        backwards = not self.after
        if self.column is not Sort.AMOUNT:
            return Cursor(value, number, backwards)
        cents = whole(value)
        return None if cents is None else Cursor(cents, number, backwards)

    def address(self, path: str = ADVICES, **changes: str) -> str:
        """The address of the list, from its first page on, with these changes."""
        values = vars(replace(self, after="", before="")) | changes
        usual = vars(Wanted())
        query = {name: value for name, value in values.items() if value != usual[name]}
        return f"{path}?{urlencode(query)}" if query else path

    def turned(self, column: Sort) -> str:
        """What `sort` is once the heading of this column is clicked."""
        falls = not self.is_down if column is self.column else column is not Sort.SENDER
        return f"{column}{_DOWN if falls else ''}"

    def filter(self, session: Session, now: int) -> Filter:
        """What it means today."""
        first, last = _iso(self.first), _iso(self.last)
        if not first and not last:
            first, last = days_of(self.period, datetime.fromtimestamp(now, UTC))
        return Filter(
            session.provider_id or 0,
            session.account_id,
            Folder(self.folder),
            self.search,
            self.ik,
            self.sender,
            first,
            last,
            typed_cents(self.least),
            typed_cents(self.most),
            bool(self.unread),
            int(self.every or 0),
        )


def read_wanted(query: QueryParams) -> Wanted:
    """What an address asks for; nonsense in it counts as nothing."""
    given = {name: _line(query.get(name, "")) for name in vars(Wanted())}
    usual = Wanted()
    column, ik = given["sort"].removesuffix(_DOWN), normalised(given["ik"])
    wanted = Wanted(**given)
    return replace(
        wanted,
        folder=wanted.folder if wanted.folder in tuple(Folder) else usual.folder,
        period=wanted.period if wanted.period in PERIODS else "",
        first=_day(wanted.first),
        last=_day(wanted.last),
        ik=ik if is_ik(ik) else "",
        unread="1" if wanted.unread else "",
        every=wanted.every if _id_in(wanted.every) else "",
        sort=wanted.sort if column in tuple(Sort) else usual.sort,
    )


def chosen_ids(values: list[str]) -> list[int]:
    """The ids that an address or a form names, each once; nonsense is left out."""
    found = map(_id_in, values[:MOST_CHOSEN])
    return list(dict.fromkeys(one for one in found if one is not None))


def cursor_text(cursor: Cursor) -> str:
    """What `after` and `before` say."""
    return f"{cursor.value}~{cursor.id}"


def days_of(period: str, now: datetime) -> tuple[str, str]:
    """First and last day of a period, ISO 8601; both "" without one."""
    today = now.astimezone(_ZONE).date()
    if period == "month":
        return _month(today.year, today.month)
    if period == "last-month":
        return _month(today.year - (today.month == 1), (today.month - 2) % 12 + 1)
    if period in ("year", "last-year"):
        year = today.year - (period == "last-year")
        return f"{year}-01-01", f"{year}-12-31"
    return "", ""


def _month(year: int, month: int) -> tuple[str, str]:
    last = calendar.monthrange(year, month)[1]
    return date(year, month, 1).isoformat(), date(year, month, last).isoformat()


def _line(text: str) -> str:
    return "".join(filter(str.isprintable, normalised_name(text)))[:_LONGEST]


def _day(text: str) -> str:
    """ISO 8601, or what was typed where it is no day: the page says so."""
    day = typed_day(text)
    return text if day is None else day.isoformat()


def _iso(text: str) -> str:
    return "" if typed_day(text) is None else text


def _id_in(text: str) -> int | None:
    number = whole(text)
    return number if number is not None and 0 <= number <= _HIGHEST_ID else None


def whole(text: str) -> int | None:
    """A whole number of at most 15 digits; None for what is none."""
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 15):
        return None
    return int(text)
