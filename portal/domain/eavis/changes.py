"""What LE-Admins approve for an IK number: eAvis requested and ended, and its removal (P11).

What has arrived for the number stays with the provider; what arrives later waits for whoever has it
cleared next.
"""

from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, bindparam, select, update

from portal.domain.accounts.tables import ACCOUNTS
from portal.domain.audit.log import Event, record_event
from portal.domain.devices.lists import quotable
from portal.domain.eavis import orders
from portal.domain.eavis.obstacles import IkObstacle, NotOrdered
from portal.domain.eavis.orders import EavisState, Target, check, end_at_once, order
from portal.domain.email.outbox import Email, EmailKind, enqueue
from portal.domain.logins.actions import Action, ChangeHandler, RequestedChange
from portal.domain.providers.providers import (
    IkState,
    ProviderIk,
    cleared_iks,
    decide_ik,
    is_le_admin,
    le_admins,
    lock_iks,
    provider_of,
)
from portal.platform.database.statement import Statement
from portal.platform.language import translated


class EavisChange(StrEnum):
    """The kind, as it is stored."""

    END = "eavis-end"


_A = ACCOUNTS.c
_WHO = Statement(select(_A.name, _A.login, _A.language).where(_A.id == bindparam("account")))


def requested_end(ik: str, effective_on: str, shown_day: str) -> RequestedChange:
    """The change that the app shows; `shown_day` is the day as people read it."""
    words = translated("eAvis für IK‑Nummer {ik} beenden: ab {day} wieder auf Papier")
    facts = {"ik": ik, "day": effective_on, "shown_day": shown_day}
    return RequestedChange(EavisChange.END, words.format(ik=ik, day=shown_day), facts=facts)


def request(
    connection: Connection, account_id: int, provider_id: int, ik: str, day: str, now: int
) -> None:
    """Order it, and confirm it by e-mail.

    Raises:
        NotOrdered
    """
    _ordered(connection, account_id, provider_id, ik, Target.ON, day, now)


def withdraw(
    connection: Connection,
    account_id: int,
    provider_id: int,
    ik: str,
    state: EavisState,
    now: int,
) -> None:
    """Take a request or an end back before its day, and confirm it by e-mail. As a request does, it
    takes a click alone.

    Raises:
        NotOrdered
    """
    row = _WHO.one(connection, account=account_id)
    if row is None:
        raise NotOrdered(IkObstacle.UNLISTED)
    name, login, language = row
    day = orders.withdraw(connection, provider_id, ik, state, now, by=name)
    what = "withdrawn" if state is EavisState.REQUESTED else "end-withdrawn"
    facts = {"ik": ik, "what": what, "day": day}
    _tell(connection, account_id, (login, language), facts, now)


def _is_possible(connection: Connection, action: Action, now: int) -> bool:
    provider = provider_of(connection, action.account_id)
    if provider is None or not is_le_admin(connection, action.account_id, provider.id):
        return False
    facts = action.change.facts
    try:
        check(connection, provider.id, facts["ik"], Target.OFF, facts["day"], now)
    except NotOrdered:
        return False
    return True


def _end(connection: Connection, action: Action, now: int) -> bool:
    provider, facts = provider_of(connection, action.account_id), action.change.facts
    if provider is None:
        return False
    try:
        _ordered(
            connection, action.account_id, provider.id, facts["ik"], Target.OFF, facts["day"], now
        )
    except NotOrdered:
        return False
    return True


def _ordered(
    connection: Connection,
    account_id: int,
    provider_id: int,
    ik: str,
    target: Target,
    day: str,
    now: int,
) -> None:
    row = _WHO.one(connection, account=account_id)
    if row is None:
        raise NotOrdered(IkObstacle.UNLISTED)
    name, login, language = row
    order(connection, provider_id, ik, target, day, now, by=name)
    facts = {"ik": ik, "what": target.value, "day": day}
    _tell(connection, account_id, (login, language), facts, now)


def _tell(
    connection: Connection, account_id: int, to: tuple[str, str], facts: dict[str, str], now: int
) -> None:
    """Log and e-mail; `to` is user name and language."""
    record_event(connection, Event.EAVIS_ORDERED, now, account=account_id, **facts)
    login, language = to
    email = Email(EmailKind.EAVIS, login, language, facts=facts | {"at": str(now)})
    enqueue(connection, email, now)


EAVIS_CHANGES: Final[dict[str, ChangeHandler]] = {
    EavisChange.END: ChangeHandler(_is_possible, _end)
}


REMOVAL: Final = "ik-remove"
"""The kind of change."""


_NAME = Statement(select(_A.name).where(_A.id == bindparam("account")))
# The number of a reset's certificate has to be one that the provider has.
_CHANGE_IK = Statement(
    update(ACCOUNTS)
    .where(_A.provider_id == bindparam("provider"), _A.ik == bindparam("ik_"))
    .values(ik=bindparam("other"))
)


def removable(connection: Connection, provider_id: int, ik: str) -> ProviderIk | IkObstacle:
    """The cleared IK number of this provider, if it has another one besides."""
    cleared = cleared_iks(connection, provider_id)
    found = next((one for one in cleared if one.ik == ik), IkObstacle.UNLISTED)
    return IkObstacle.LAST if found in cleared and len(cleared) == 1 else found


def removal(ik: ProviderIk) -> RequestedChange:
    """The change that the app shows."""
    words = translated("IK‑Nummer {ik} ({institution}) entfernen")
    sentence = words.format(ik=ik.ik, institution=quotable(ik.institution))
    return RequestedChange(REMOVAL, sentence, facts={"ik": ik.ik})


def _target(connection: Connection, action: Action) -> ProviderIk | None:
    """What is to be removed, by an LE-Admin of its provider; None where that is not so."""
    provider = provider_of(connection, action.account_id)
    if provider is None:
        return None
    lock_iks(connection, provider.id)
    if not is_le_admin(connection, action.account_id, provider.id):
        return None
    found = removable(connection, provider.id, action.change.facts["ik"])
    return None if isinstance(found, IkObstacle) else found


def _is_removable(connection: Connection, action: Action, _now: int) -> bool:
    return _target(connection, action) is not None


def _remove(connection: Connection, action: Action, now: int) -> bool:
    ik, row = _target(connection, action), _NAME.one(connection, account=action.account_id)
    if ik is None or row is None:
        return False
    provider, by = ik.provider_id, str(row[0])
    ends_on = end_at_once(connection, provider, ik.ik, now, by=by)
    if not decide_ik(connection, ik, IkState.REMOVED, now):
        return False
    other = cleared_iks(connection, provider)[0].ik
    _CHANGE_IK.change(connection, provider=provider, ik_=ik.ik, other=other)
    account, removed = action.account_id, Event.IK_REMOVED
    record_event(connection, removed, now, account=account, ik=ik.ik, provider=provider)
    facts = {"ik": ik.ik, "institution": ik.institution, "what": "removed"}
    facts |= {"by": by, "at": str(now)} | ({"day": ends_on} if ends_on else {})
    for login, language in le_admins(connection, provider):
        enqueue(connection, Email(EmailKind.IK, login, language, facts=facts), now)
    return True


IK_CHANGES: Final[dict[str, ChangeHandler]] = {REMOVAL: ChangeHandler(_is_removable, _remove)}
