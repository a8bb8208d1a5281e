"""Requesting eAvis, ending it with an approval in the app, and the e-mail that confirms either."""

from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, bindparam, select

from portal.domain.accounts.tables import ACCOUNTS
from portal.domain.audit.events import Event
from portal.domain.audit.log import record_event
from portal.domain.eavis import orders
from portal.domain.eavis.orders import NotOrdered, Target, check, order
from portal.domain.email.outbox import Email, EmailKind, enqueue
from portal.domain.logins.actions import Action, ChangeHandler, RequestedChange
from portal.domain.providers.providers import is_le_admin, provider_of
from portal.platform.database.statement import Statement
from portal.platform.language import translated


class EavisChange(StrEnum):
    """The kind, as it is stored."""

    END = "eavis-end"


_A = ACCOUNTS.c
_WHO = Statement(select(_A.name, _A.login, _A.language).where(_A.id == bindparam("account")))


def requested_end(ik: str, effective_on: str, shown_day: str) -> RequestedChange:
    """The change that the app shows; `shown_day` is the day as people read it."""
    words = translated("eAvis für IK‑Nummer {ik} zum {day} beenden")
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


def withdraw(connection: Connection, account_id: int, provider_id: int, ik: str, now: int) -> None:
    """Take a request back before its day, and confirm it by e-mail. As a request does, it takes a
    click alone.

    Raises:
        NotOrdered
    """
    row = _WHO.one(connection, account=account_id)
    if row is None:
        raise NotOrdered
    name, login, language = row
    day = orders.withdraw(connection, provider_id, ik, now, by=name)
    facts = {"ik": ik, "what": "withdrawn", "day": day}
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
        raise NotOrdered
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
