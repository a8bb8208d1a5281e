"""Keeps the totals of each month in step with the advices, in the same transaction."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from portal.domain.advices.tables import ADVICE_TOTALS, Folder
from portal.platform.database.statement import Statement


@dataclass(frozen=True, order=True)
class Group:
    """Advices that are counted together."""

    provider_id: int
    folder: Folder
    month: str
    ik: str
    sender: str


@dataclass(frozen=True)
class Counted:
    """One advice as it counts, in (`sign` 1) or out (-1) of its group."""

    group: Group
    amount_cents: int
    invoices: int
    sign: int = 1


_T: Final = ADVICE_TOTALS.c
# SQLite reads PostgreSQL's words for it.
_NEW: Final = insert(ADVICE_TOTALS)
_SUMMED: Final = ("number", "amount_cents", "invoices")
_ADD = Statement(
    _NEW.on_conflict_do_update(
        index_elements=[column.name for column in ADVICE_TOTALS.primary_key],
        set_={name: _T[name] + _NEW.excluded[name] for name in _SUMMED},
    ),
    columns=_T.keys(),
)


def count(connection: Connection, changes: Iterable[Counted]) -> None:
    """Add what came and take off what went."""
    sums: dict[Group, list[int]] = defaultdict(lambda: [0, 0, 0])
    for change in changes:
        parts = (1, change.amount_cents, change.invoices)
        for place, part in enumerate(parts):
            sums[change.group][place] += change.sign * part
    # In one order, so that two transactions never wait for each other.
    for group in sorted(sums):
        row = zip(_T.keys(), (*astuple(group), *sums[group]), strict=True)
        _ADD.change(connection, **dict(row))
