"""What users do with payment advices: reading, archiving, deleting and restoring."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from portal.domain.advices.tables import ADVICE_READS, ADVICES, Counted, Folder, Group, count
from portal.domain.audit.log import Event, record_event
from portal.domain.logins.sessions import Session
from portal.platform.database.id_lists import id_list, is_among
from portal.platform.database.statement import Statement

UNDO_SECONDS: Final = 30 * 86_400
"""How long a deleted advice can be restored."""

_A, _R = ADVICES.c, ADVICE_READS.c
_CHOSEN: Final = (is_among(_A.id), _A.provider_id == bindparam("provider"))
"""An advice of another provider is none."""
# In one order, so that two of them never wait for each other.
_LOCK = Statement(select(_A.id).where(*_CHOSEN).order_by(_A.id).with_for_update())
_MOVED: Final = (_A.id, _A.issued_on, _A.ik, _A.sender, _A.amount_cents, _A.invoices)
_MOVE: Final = {
    (source, target): Statement(
        update(ADVICES)
        .where(
            *_CHOSEN,
            _A.folder == source,
            *([_A.deleted_from == target] if source is Folder.DELETED else []),
        )
        .values(
            folder=target,
            deleted_from=source if target is Folder.DELETED else "",
            deleted_at=bindparam("now_") if target is Folder.DELETED else None,
        )
        .returning(*_MOVED)
    )
    for source in Folder
    for target in Folder
    if source is not target
}
_READ = Statement(
    insert(ADVICE_READS)
    .from_select(
        ["account_id", "advice_id"],
        select(bindparam("reader", type_=_R.account_id.type), _A.id)
        .where(*_CHOSEN)
        .order_by(_A.id),
    )
    .on_conflict_do_nothing()
)
_READ_ALL = Statement(
    insert(ADVICE_READS)
    .from_select(
        ["account_id", "advice_id"],
        select(bindparam("reader", type_=_R.account_id.type), _A.id).where(
            _A.provider_id == bindparam("provider"), _A.folder == Folder.CURRENT
        ),
    )
    .on_conflict_do_nothing()
)
_UNREAD = Statement(
    delete(ADVICE_READS).where(_R.account_id == bindparam("reader"), is_among(_R.advice_id))
)


def mark_read(connection: Connection, session: Session, ids: Iterable[int]) -> int:
    """How many the user had not seen before."""
    values = {"reader": session.account_id, "provider": session.provider_id}
    return _READ.change(connection, ids_=id_list(ids), **values)


def mark_all_read(connection: Connection, session: Session) -> int:
    """How many of the current ones the user had not seen before."""
    values = {"reader": session.account_id, "provider": session.provider_id}
    return _READ_ALL.change(connection, **values)


def mark_unread(connection: Connection, session: Session, ids: Iterable[int]) -> int:
    """How many the user had seen."""
    return _UNREAD.change(connection, ids_=id_list(ids), reader=session.account_id)


def archive(connection: Connection, session: Session, ids: Iterable[int], now: int) -> list[int]:
    """Which were current ones of the session's provider, and are in the archive now."""
    return _move(connection, session, ids, now, (Folder.CURRENT, Folder.ARCHIVE))


def bring_back(connection: Connection, session: Session, ids: Iterable[int], now: int) -> list[int]:
    """Which went from the archive to the current ones."""
    return _move(connection, session, ids, now, (Folder.ARCHIVE, Folder.CURRENT))


def delete_advices(
    connection: Connection, session: Session, ids: Iterable[int], now: int
) -> list[int]:
    """Which went to the deleted ones, where they can be restored for 30 days."""
    ways = ((source, Folder.DELETED) for source in (Folder.CURRENT, Folder.ARCHIVE))
    return _move(connection, session, ids, now, *ways)


def restore(connection: Connection, session: Session, ids: Iterable[int], now: int) -> list[int]:
    """Which went back to where they were deleted from."""
    ways = ((Folder.DELETED, target) for target in (Folder.CURRENT, Folder.ARCHIVE))
    return _move(connection, session, ids, now, *ways)


def _move(
    connection: Connection,
    session: Session,
    ids: Iterable[int],
    now: int,
    *ways: tuple[Folder, Folder],
) -> list[int]:
    """Which went one of these ways, from the first folder to the second."""
    values: dict[str, Any] = {"ids_": id_list(ids), "provider": session.provider_id}
    _LOCK.all(connection, **values)
    moved: list[int] = []
    for source, target in ways:
        at = {"now_": now} if target is Folder.DELETED else {}
        rows = _MOVE[source, target].all(connection, **values, **at)
        moved += _noted(connection, session, rows, now, source, target)
    return moved


def _noted(
    connection: Connection,
    session: Session,
    rows: list[tuple[Any, ...]],
    now: int,
    source: Folder,
    target: Folder,
) -> list[int]:
    """Bring totals and audit log in step with what was moved."""
    if not rows or session.provider_id is None:
        return []
    provider = session.provider_id
    count(
        connection,
        (
            Counted(Group(provider, folder, issued_on[:7], ik, sender), cents, invoices, sign)
            for _, issued_on, ik, sender, cents, invoices in rows
            for folder, sign in ((source, -1), (target, 1))
        ),
    )
    record_event(
        connection,
        Event.ADVICES_MOVED,
        now,
        account=session.account_id,
        source=source.value,
        target=target.value,
        number=len(rows),
    )
    return [row[0] for row in rows]
