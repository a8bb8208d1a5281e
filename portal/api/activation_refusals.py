"""What is recorded, and whom it is told, when an activation code is refused."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, bindparam, select

from portal.context import AppContext
from portal.domain.accounts.codes import CodeToCheck
from portal.domain.accounts.tables import ACCOUNTS
from portal.domain.audit.events import Event
from portal.domain.audit.log import record_event
from portal.domain.email.notices import Notice, notify_suspicious
from portal.domain.topics import account_topic
from portal.platform.database.notifications import notify
from portal.platform.database.statement import Statement

_ACCOUNT = Statement(select(ACCOUNTS.c.id).where(ACCOUNTS.c.login == bindparam("login_")))


class Reason(StrEnum):
    """The fact `reason` of an audit entry."""

    NO_CODE = "no-code"
    """Nobody has this name, or its account has no code that could be tried from there."""
    WRONG_CODE = "wrong-code"
    DEVICE = "device"
    """The code is right, but was used meanwhile, or the device is in use."""


@dataclass(frozen=True)
class RefusedActivation:
    """A code that a device was refused for."""

    login: str
    """Normalised; recorded nowhere, for people type passwords there."""
    ip: str
    dev: str
    code: CodeToCheck | None
    """What it was compared with."""
    is_right: bool


def record_refusal(
    connection: Connection, context: AppContext, refused: RefusedActivation, now: int
) -> None:
    """Record it, last in the transaction; the wrong code that was the last try is mailed, too."""
    code = refused.code
    if code is None:
        _record_nothing_to_try(connection, context, refused, now)
        return
    reason = Reason.DEVICE if refused.is_right else Reason.WRONG_CODE
    if reason is Reason.WRONG_CODE and code.left == 0:
        notify_suspicious(connection, code.account_id, "", _last_try(code), now)
        notify(connection, account_topic(code.account_id))
    record_event(
        connection,
        Event.CODE_REFUSED,
        now,
        account=code.account_id,
        device=refused.dev,
        reason=reason,
        left=code.left,
        elsewhere=not code.here,
        ip=refused.ip,
    )


def _record_nothing_to_try(
    connection: Connection, context: AppContext, refused: RefusedActivation, now: int
) -> None:
    found = _ACCOUNT.one(connection, login_=refused.login)
    context.strangers.record(
        connection,
        Event.CODE_REFUSED,
        now,
        ip=refused.ip,
        account=None if found is None else found[0],
        reason=Reason.NO_CODE,
    )


def _last_try(code: CodeToCheck) -> Notice:
    return Notice.CODE_USED_UP if code.here else Notice.CODE_GUESSED
