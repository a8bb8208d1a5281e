"""What a provider has: how many advices in which folder, from whom, for which IK numbers."""

from typing import Final

from sqlalchemy import Connection, bindparam, exists, func, select

from portal.domain.advices.tables import ADVICE_READS, ADVICE_TOTALS, ADVICES, Folder
from portal.platform.database.statement import Statement

UNREAD_COUNTED: Final = 1000
"""Among how many of the newest the unread ones are counted."""

_A, _R = ADVICES.c, ADVICE_READS.c
_T: Final = ADVICE_TOTALS.c
_IN_FOLDERS = Statement(
    select(_T.folder, func.sum(_T.number))
    .where(_T.provider_id == bindparam("provider"))
    .group_by(_T.folder)
)
_SENDERS = Statement(
    select(_T.sender)
    .where(_T.provider_id == bindparam("provider"), _T.number > 0)
    .distinct()
    .order_by(_T.sender)
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
    return [sender for (sender,) in _SENDERS.all(connection, provider=provider_id)]


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
