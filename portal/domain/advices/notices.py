"""Tells users by e-mail that advices have arrived: once a day at most, unless they want none."""

from typing import Final

from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert as upsert

from portal.domain.accounts.accounts import Role
from portal.domain.accounts.tables import ACCOUNTS
from portal.domain.advices.tables import ADVICE_NOTICES, ADVICES, Folder
from portal.domain.email.outbox import Email, EmailKind, enqueue
from portal.platform.database.statement import Statement

BETWEEN_SECONDS: Final = 86_400
_LATEST_SECONDS: Final = 7 * 86_400
"""Nobody is told of what arrived longer ago; a portal that stood still for a week begins anew."""
_AT_ONCE: Final = 200

_A: Final = ADVICES.c
_C, _N = ACCOUNTS.c, ADVICE_NOTICES.c
_TOLD: Final = func.coalesce(_N.told_until, 0)
_DUE = Statement(
    select(_C.id, _C.login, _C.language, func.count())
    .select_from(
        ACCOUNTS.join(ADVICES, _A.provider_id == _C.provider_id).outerjoin(
            ADVICE_NOTICES, _N.account_id == _C.id
        )
    )
    .where(
        _C.cleared.is_(True),
        _C.blocked_at.is_(None),
        _C.role != Role.CLERK,
        func.coalesce(_N.is_wanted, True),
        bindparam("told_before") >= _TOLD,
        # What was there before somebody came is not new.
        _A.received_at > func.coalesce(_N.told_until, _C.created_at),
        _A.received_at > bindparam("since"),
        _A.received_at < bindparam("now_"),
        _A.folder == Folder.CURRENT,
    )
    .group_by(_C.id, _C.login, _C.language)
    .order_by(_C.id)
    .limit(_AT_ONCE)
)
_NEW: Final = upsert(ADVICE_NOTICES)
_NOTE_TOLD = Statement(
    _NEW.on_conflict_do_update(
        index_elements=[_N.account_id], set_={"told_until": _NEW.excluded.told_until}
    ),
    columns=["account_id", "is_wanted", "told_until"],
)
_CHOOSE = Statement(
    _NEW.on_conflict_do_update(
        index_elements=[_N.account_id], set_={"is_wanted": _NEW.excluded.is_wanted}
    ),
    columns=["account_id", "is_wanted", "told_until"],
)
_IS_WANTED = Statement(select(_N.is_wanted).where(_N.account_id == bindparam("account")))


def email_new_advices(connection: Connection, now: int) -> int:
    """Tell those for whom something has arrived since they were told; how many at once."""
    due = _DUE.all(
        connection, told_before=now - BETWEEN_SECONDS, since=now - _LATEST_SECONDS, now_=now
    )
    for account, login, language, number in due:
        facts = {"number": str(number)}
        enqueue(connection, Email(EmailKind.ADVICES, login, language, facts=facts), now)
        # What arrives in this second is told the next time.
        _NOTE_TOLD.change(connection, account_id=account, is_wanted=True, told_until=now - 1)
    return len(due)


def is_wanted(connection: Connection, account_id: int) -> bool:
    """Whether the user gets these e-mails."""
    row = _IS_WANTED.one(connection, account=account_id)
    return row is None or bool(row[0])


def choose(connection: Connection, account_id: int, *, wanted: bool, now: int) -> None:
    """Whoever wants them again is told of what arrives from now on."""
    _CHOOSE.change(connection, account_id=account_id, is_wanted=wanted, told_until=now)
