"""Orders to switch the electronic payment advice (eAvis) of an IK number on or off (P11)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any, Final

from sqlalchemy import Connection, bindparam, insert, select, update

from portal.domain.eavis.obstacles import IkObstacle, NotOrdered
from portal.domain.eavis.tables import EAVIS_ORDERS
from portal.domain.providers.providers import IkState, ProviderIk, iks_of
from portal.domain.providers.tables import PROVIDER_IKS
from portal.platform.database.statement import Statement, advisory_lock_of
from portal.platform.language import german_day

_LONGEST: Final = timedelta(days=366)


class Target(StrEnum):
    """What an order is to bring about."""

    ON = "on"
    OFF = "off"


class EavisState(StrEnum):
    """Of an IK number, today."""

    OFF = "off"
    """Never requested, or ended."""
    REQUESTED = "requested"
    """Requested for a later day."""
    ON = "on"
    ENDING = "ending"
    """On, and ended for a later day."""


@dataclass(frozen=True)
class Order:
    """A row of the table, whose comments say what the fields mean. Times in seconds."""

    id: int
    provider_id: int
    ik: str
    target: Target
    effective_on: str
    ordered_at: int
    ordered_by: str
    exported_at: int | None


@dataclass(frozen=True)
class EavisOfIk:
    """An IK number of a provider with what was ordered for it."""

    ik: ProviderIk
    state: EavisState
    history: list[Order]
    """The newest first."""
    day: str = ""
    """From when on the state holds, or changes where it is to."""
    withdrawals: frozenset[int] = frozenset()
    """Ids of those orders that take back the one before them."""


_NEEDLESS: Final = {Target.ON: IkObstacle.ORDERED, Target.OFF: IkObstacle.ENDED}
_OPPOSITE: Final = {EavisState.REQUESTED: Target.OFF, EavisState.ENDING: Target.ON}
_O, _I = EAVIS_ORDERS.c, PROVIDER_IKS.c
_INSERT = Statement(
    insert(EAVIS_ORDERS),
    columns=["provider_id", "ik", "target", "effective_on", "ordered_at", "ordered_by"],
)
_OF_PROVIDER = Statement(
    select(EAVIS_ORDERS).where(_O.provider_id == bindparam("provider")).order_by(_O.id.desc())
)
_INSTITUTION: Final = (
    select(_I.institution)
    .where(_I.provider_id == _O.provider_id, _I.ik == _O.ik)
    .order_by(_I.id.desc())
    .limit(1)
    .scalar_subquery()
)
_ALL = Statement(select(EAVIS_ORDERS, _INSTITUTION).order_by(_O.id))
_NOTE_EXPORT = Statement(
    update(EAVIS_ORDERS)
    .where(_O.id == bindparam("id_"), _O.exported_at.is_(None))
    .values(exported_at=bindparam("now_"))
)


def today(now: int) -> date:
    """The day in Germany."""
    return german_day(now)


def first_day(now: int) -> date:
    """The earliest day of effect: the day after."""
    return today(now) + timedelta(days=1)


def last_day(now: int) -> date:
    """The latest one: within a year."""
    return today(now) + _LONGEST


def eavis_of(
    connection: Connection, provider_id: int, iks: list[ProviderIk], now: int
) -> list[EavisOfIk]:
    """Of each cleared one of a provider's IK numbers, by number."""
    rows = _OF_PROVIDER.all(connection, provider=provider_id)
    orders = [_order(*row) for row in rows]
    return [
        _of_ik(ik, [order for order in orders if order.ik == ik.ik], now)
        for ik in iks
        if ik.state is IkState.CLEARED
    ]


def _eavis_of_ik(connection: Connection, provider_id: int, ik: str, now: int) -> EavisOfIk | None:
    """The same of one number; None where the provider has it not cleared."""
    iks = [one for one in iks_of(connection, provider_id) if one.ik == ik]
    return next(iter(eavis_of(connection, provider_id, iks, now)), None)


def can_order(found: EavisOfIk, target: Target) -> bool:
    """Whether this can be ordered: what is ordered for a later day can still be turned."""
    on = found.state in (EavisState.ON, EavisState.REQUESTED)
    return on is (target is Target.OFF)


def order(
    connection: Connection,
    provider_id: int,
    ik: str,
    target: Target,
    effective_on: str,
    now: int,
    *,
    by: str,
) -> None:
    """Order it for a day from tomorrow on; of two orders at a time the second finds the first.

    Raises:
        NotOrdered
    """
    lock(connection, provider_id)
    check(connection, provider_id, ik, target, effective_on, now)
    _insert(connection, provider_id, ik, target, effective_on, now, by)


def withdraw(
    connection: Connection, provider_id: int, ik: str, state: EavisState, now: int, *, by: str
) -> str:
    """Take back a request or an end, as the state says, whose day has not come: the opposite for
    the same day, so that who has exported the order hears of it.

    Returns:
        That day.

    Raises:
        NotOrdered
    """
    lock(connection, provider_id)
    found, opposite = _eavis_of_ik(connection, provider_id, ik, now), _OPPOSITE.get(state)
    if found is None:
        raise NotOrdered(IkObstacle.UNLISTED)
    if found.state is not state or opposite is None:
        raise NotOrdered(IkObstacle.SETTLED)
    _insert(connection, provider_id, ik, opposite, found.day, now, by)
    return found.day


def end_at_once(connection: Connection, provider_id: int, ik: str, now: int, *, by: str) -> str:
    """Order the end from tomorrow on, unless it is off then; to be called while the provider has
    the IK number.

    Returns:
        That day, from which on advices come on paper; "" where it was off.
    """
    lock(connection, provider_id)
    tomorrow = first_day(now).isoformat()
    found = _eavis_of_ik(connection, provider_id, ik, now)
    if found is None or found.state is EavisState.OFF:
        return ""
    ends = found.day if found.state is EavisState.ENDING else ""
    if ends != tomorrow:
        _insert(connection, provider_id, ik, Target.OFF, tomorrow, now, by)
    return tomorrow


def check(
    connection: Connection, provider_id: int, ik: str, target: Target, effective_on: str, now: int
) -> None:
    """Whether `order` would do it.

    Raises:
        NotOrdered
    """
    found = _eavis_of_ik(connection, provider_id, ik, now)
    if found is None:
        raise NotOrdered(IkObstacle.UNLISTED)
    if not can_order(found, target):
        raise NotOrdered(_NEEDLESS[target])
    if not is_possible_day(effective_on, now):
        raise NotOrdered(IkObstacle.DAY)


def is_possible_day(text: str, now: int) -> bool:
    """Whether this is a day, ISO 8601, for which something can be ordered."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    return text == day.isoformat() and first_day(now) <= day <= last_day(now)


def lock(connection: Connection, provider_id: int) -> None:
    """Let the orders of a provider come one after the other."""
    advisory_lock_of(connection, "eavis", provider_id)


def exportable(connection: Connection, *, again: bool) -> list[tuple[Order, str]]:
    """Orders that were not exported before, the oldest first, each with the institution.

    Args:
        again: all of them, instead.
    """
    found = [(_order(*row[:-1]), row[-1] or "") for row in _ALL.all(connection)]
    return [(one, name) for one, name in found if again or one.exported_at is None]


def note_exported(connection: Connection, orders: Iterable[Order], now: int) -> None:
    """They are out of the portal."""
    for one in orders:
        _NOTE_EXPORT.change(connection, id_=one.id, now_=now)


def _insert(
    connection: Connection, provider_id: int, ik: str, target: Target, day: str, now: int, by: str
) -> None:
    values = {"provider_id": provider_id, "ik": ik, "target": target, "effective_on": day}
    _INSERT.change(connection, ordered_at=now, ordered_by=by, **values)


def _of_ik(ik: ProviderIk, history: list[Order], now: int) -> EavisOfIk:
    if not history:
        return EavisOfIk(ik, EavisState.OFF, history)
    withdrawals, newest = _withdrawals(history), history[0]
    if newest.id in withdrawals:
        if newest.target is Target.OFF:
            return EavisOfIk(ik, EavisState.OFF, history, withdrawals=withdrawals)
        newest = next(one for one in history if _is_request(one, withdrawals))
    day = newest.effective_on
    states = {
        (Target.ON, True): EavisState.REQUESTED,
        (Target.ON, False): EavisState.ON,
        (Target.OFF, True): EavisState.ENDING,
        (Target.OFF, False): EavisState.OFF,
    }
    state = states[newest.target, day > today(now).isoformat()]
    return EavisOfIk(ik, state, history, day, withdrawals)


def _is_request(one: Order, withdrawals: frozenset[int]) -> bool:
    return one.target is Target.ON and one.id not in withdrawals


def _withdrawals(history: list[Order]) -> frozenset[int]:
    """Each is the opposite of the order before it, for the same day; what is a withdrawal itself
    is not withdrawn, but ordered anew.
    """
    found: set[int] = set()
    for before, one in pairwise(reversed(history)):
        is_opposite = one.target is not before.target
        if is_opposite and one.effective_on == before.effective_on and before.id not in found:
            found.add(one.id)
    return frozenset(found)


def _order(*row: Any) -> Order:
    id_, provider, ik, target, *rest = row
    return Order(id_, provider, ik, Target(target), *rest)
