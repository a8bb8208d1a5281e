"""The lists of the clerks: what waits, what was asked, what is decided."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Text, and_, bindparam, case, func, or_, select

from portal.domain.clearance.access import VISIBLE, Clerk
from portal.domain.institutions.directory import searched
from portal.domain.institutions.regions import REGIONS
from portal.domain.registration.registrations import REGISTRATIONS, Kind, State
from portal.platform.database.statement import Statement, like_pattern

PAGE_SIZE: Final = 50
_DAY: Final = 86_400


class Tab(StrEnum):
    WAITING = "waiting"
    """For a clerk, the oldest first."""
    ASKED = "asked"
    """For the user, after a clerk's question."""
    DECIDED = "decided"
    """The newest first."""


@dataclass(frozen=True)
class Wanted:
    """What a clerk wants to see; "" and 0 are no limit."""

    tab: Tab = Tab.WAITING
    kind: str = ""
    region: str = ""
    days: int = 0
    """How long it has waited at least."""
    search: str = ""
    page: int = 1


@dataclass(frozen=True)
class Row:
    """One registration in a list. Times in seconds."""

    id: str
    kind: Kind
    state: State
    first_name: str
    last_name: str
    institution: str
    ik: str
    region: str | None
    """The name of the regional AOK."""
    ordered_at: int
    decided_at: int | None
    expires_at: int
    first_clerk: int | None

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True)
class Listing:
    """One page of a list."""

    rows: list[Row]
    found: int
    """On all pages together."""
    page: int
    counts: dict[Tab, int]
    """In each list, without any limit."""

    @property
    def pages(self) -> int:
        return max(1, -(-self.found // PAGE_SIZE))


_R: Final = REGISTRATIONS.c
_IN_TAB: Final = {
    Tab.WAITING: _R.state == State.ORDERED,
    Tab.ASKED: _R.state == State.OPEN,
    Tab.DECIDED: or_(_R.state == State.CLEARED, _R.state == State.REFUSED),
}
_ORDER: Final = {
    Tab.WAITING: (_R.ordered_at, _R.id),
    Tab.ASKED: (_R.ordered_at, _R.id),
    Tab.DECIDED: (_R.decided_at.desc(), _R.id),
}
_KIND: Final = bindparam("kind_", type_=Text)
_ONLY: Final = bindparam("only_region", type_=Text)
_LIKE: Final = bindparam("like_", type_=Text)
_SEARCHED: Final = (
    _R.ik,
    _R.institution,
    _R.login,
    _R.first_name + " " + _R.last_name,
)
_LIMITS: Final[ColumnElement[bool]] = and_(
    VISIBLE,
    or_(_KIND == "", _R.kind == _KIND),
    or_(_ONLY == "", _R.region == _ONLY),
    _R.ordered_at <= bindparam("ordered_until"),
    or_(_LIKE == "", *(func.lower(column).like(_LIKE, escape="\\") for column in _SEARCHED)),
)
_COLUMNS: Final = (
    _R.id,
    _R.kind,
    _R.state,
    _R.first_name,
    _R.last_name,
    _R.institution,
    _R.ik,
    REGIONS.c.name,
    _R.ordered_at,
    _R.decided_at,
    _R.expires_at,
    _R.first_clerk,
)
_ROWS: Final = {
    tab: Statement(
        select(*_COLUMNS)
        .join_from(REGISTRATIONS, REGIONS, isouter=True)
        .where(_IN_TAB[tab], _LIMITS)
        .order_by(*_ORDER[tab])
        .limit(bindparam("most"))
        .offset(bindparam("skipped"))
    )
    for tab in Tab
}
_FOUND: Final = {tab: Statement(select(func.count()).where(_IN_TAB[tab], _LIMITS)) for tab in Tab}
_COUNTS: Final = Statement(
    select(*(func.count(case((_IN_TAB[tab], 1))) for tab in Tab)).where(VISIBLE)
)
# What this clerk can decide: not their own, nor what waits for the second pair of eyes.
_NEXT: Final = Statement(
    select(_R.id)
    .where(
        _R.state == State.ORDERED,
        VISIBLE,
        _R.account_id != bindparam("clerk"),
        or_(_R.first_clerk.is_(None), _R.first_clerk != bindparam("clerk")),
    )
    .order_by(_R.ordered_at, _R.id)
    .limit(1)
)


def listing(connection: Connection, clerk: Clerk, wanted: Wanted, now: int) -> Listing:
    """The wanted page, or the last one where there are fewer."""
    limits: dict[str, Any] = {
        "region_": clerk.region,
        "kind_": wanted.kind,
        "only_region": wanted.region,
        "ordered_until": now - wanted.days * _DAY,
        "like_": like_pattern(searched(wanted.search)),
    }
    found = _number(_FOUND[wanted.tab].one(connection, **limits))
    page = min(wanted.page, max(1, -(-found // PAGE_SIZE)))
    part = {"most": PAGE_SIZE, "skipped": (page - 1) * PAGE_SIZE}
    rows = [_row(*row) for row in _ROWS[wanted.tab].all(connection, **limits, **part)]
    counts = _COUNTS.one(connection, region_=clerk.region) or ()
    return Listing(rows, found, page, dict(zip(Tab, counts, strict=True)))


def next_waiting(connection: Connection, clerk: Clerk) -> str | None:
    """The oldest one that this clerk can decide."""
    row = _NEXT.one(connection, region_=clerk.region, clerk=clerk.id)
    return None if row is None else str(row[0])


def _row(id_: str, kind: str, state: str, *rest: Any) -> Row:
    return Row(id_, Kind(kind), State(state), *rest)


def _number(row: tuple[Any, ...] | None) -> int:
    return 0 if row is None else int(row[0])
