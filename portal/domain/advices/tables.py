"""Payment advices, who has read them, who is told of new ones; totals of each month, kept in step
in the same transaction, and what a provider has.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    bindparam,
    exists,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import insert

from portal.platform.database.engines import METADATA
from portal.platform.database.statement import Statement
from portal.platform.language import german_order


class Folder(StrEnum):
    """Where a provider keeps an advice; the same for all its users."""

    CURRENT = "current"
    ARCHIVE = "archive"
    DELETED = "deleted"
    """For 30 days; until then it can be restored."""


# Days are ISO 8601 texts (2026-11-28), which sort as they should; amounts are whole cents.
ADVICES: Final = Table(
    "advices",
    METADATA,
    # In the order in which they arrived.
    Column("id", Integer, primary_key=True),
    # Who had the IK number cleared when it arrived; empty until somebody has (ADR 37).
    Column("provider_id", Integer, ForeignKey("providers.id", ondelete="SET NULL")),
    Column("folder", Text, nullable=False),
    Column("ik", Text, nullable=False),
    # The AOK that pays.
    Column("sender", Text, nullable=False),
    # The sender's number of the advice.
    Column("reference", Text, nullable=False),
    Column("issued_on", Text, nullable=False),
    Column("period_from", Text, nullable=False),
    Column("period_to", Text, nullable=False),
    Column("amount_cents", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    # How many of the provider's invoices are paid by it.
    Column("invoices", Integer, nullable=False),
    # SHA-256 of the document, hexadecimal: its name on the disk.
    Column("digest", Text, nullable=False, index=True),
    # In bytes.
    Column("size", Integer, nullable=False),
    # When it was stored, or given to its provider.
    Column("received_at", BigInteger, nullable=False, index=True),
    Column("deleted_at", BigInteger, index=True),
    # Where it goes back to when it is restored.
    Column("deleted_from", Text, nullable=False, server_default=""),
    Index("uq_advices_ik_reference", "ik", "reference", unique=True),
    # It has all that a list is searched and summed by.
    Index(
        "ix_advices_listed",
        *("provider_id", "folder", "issued_on", "id"),
        *("ik", "sender", "amount_cents", "invoices", "reference"),
    ),
    Index("ix_advices_amount", "provider_id", "folder", "amount_cents", "id"),
    Index("ix_advices_sender", "provider_id", "folder", "sender", "id"),
)

# What a list's totals are made of, so that they need not be counted (ADR 38).
ADVICE_TOTALS: Final = Table(
    "advice_totals",
    METADATA,
    Column(
        "provider_id", Integer, ForeignKey("providers.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("folder", Text, primary_key=True),
    # Year and month of the issue, as in 2026-11.
    Column("month", Text, primary_key=True),
    Column("ik", Text, primary_key=True),
    Column("sender", Text, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("amount_cents", BigInteger, nullable=False),
    Column("invoices", Integer, nullable=False),
)

# A row for each advice that a user has seen.
ADVICE_READS: Final = Table(
    "advice_reads",
    METADATA,
    Column("account_id", Integer, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    Column(
        "advice_id",
        Integer,
        ForeignKey("advices.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
)

# Of users who have got an e-mail about new advices, or want none.
ADVICE_NOTICES: Final = Table(
    "advice_notices",
    METADATA,
    Column(
        "account_id",
        Integer,
        ForeignKey("accounts.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("is_wanted", Boolean, nullable=False, server_default=text("true")),
    # Until when what arrived is told; 0 before the first e-mail.
    Column("told_until", BigInteger, nullable=False, server_default=text("0")),
)

# Hashes of those that are gone for good: the same delivery does not bring them back.
GONE_ADVICES: Final = Table(
    "gone_advices",
    METADATA,
    Column("hash", Text, primary_key=True),
    Column("gone_at", BigInteger, nullable=False, index=True),
)


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


UNREAD_COUNTED: Final = 1000
"""Among how many of the newest the unread ones are counted."""

_A, _R = ADVICES.c, ADVICE_READS.c

_IN_FOLDERS = Statement(
    select(_T.folder, func.sum(_T.number))
    .where(_T.provider_id == bindparam("provider"))
    .group_by(_T.folder)
)
_SENDERS = Statement(
    select(_T.sender).where(_T.provider_id == bindparam("provider"), _T.number > 0).distinct()
)
_IKS = Statement(
    select(_T.ik)
    .where(_T.provider_id == bindparam("provider"), _T.number > 0)
    .distinct()
    .order_by(_T.ik)
)
_NEWEST: Final = (
    select(_A.id)
    .where(_A.provider_id == bindparam("provider"), _A.folder == bindparam("folder_"))
    .order_by(_A.issued_on.desc(), _A.id.desc())
    .limit(UNREAD_COUNTED)
    .subquery()
)
_UNREAD = Statement(
    select(func.count())
    .select_from(_NEWEST)
    .where(~exists().where(_R.account_id == bindparam("reader"), _R.advice_id == _NEWEST.c.id))
)


def numbers_in_folders(connection: Connection, provider_id: int) -> dict[Folder, int]:
    rows = _IN_FOLDERS.all(connection, provider=provider_id)
    return dict.fromkeys(Folder, 0) | {Folder(folder): int(number) for folder, number in rows}


def senders_of(connection: Connection, provider_id: int) -> list[str]:
    """From whom a provider has advices, by name."""
    found = (sender for (sender,) in _SENDERS.all(connection, provider=provider_id))
    return sorted(found, key=german_order)


def iks_of_advices(connection: Connection, provider_id: int) -> list[str]:
    """The IK numbers that a provider has advices of, also of those that it has removed since."""
    return [ik for (ik,) in _IKS.all(connection, provider=provider_id)]


def unread_number(connection: Connection, provider_id: int, account_id: int) -> int:
    """How many of the newest `UNREAD_COUNTED` current ones a user has not seen."""
    values = {"provider": provider_id, "folder_": Folder.CURRENT, "reader": account_id}
    row = _UNREAD.one(connection, **values)
    return 0 if row is None else int(row[0])


_HIGHEST = Statement(select(func.max(ADVICES.c.id)))


def highest_id(connection: Connection) -> int:
    """Of all advices there are: what arrives later has a higher one."""
    row = _HIGHEST.one(connection)
    return 0 if row is None else int(row[0] or 0)
