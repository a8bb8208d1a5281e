"""Removing an IK number from its provider, approved by an LE-Admin in the app (P11).

What has arrived for the number stays with the provider; what arrives later waits for whoever has it
cleared next.
"""

from typing import Final

from sqlalchemy import Connection, bindparam, select, update

from portal.domain.accounts.tables import ACCOUNTS
from portal.domain.audit.events import Event
from portal.domain.audit.log import record_event
from portal.domain.devices.lists import quotable
from portal.domain.eavis.orders import end_at_once
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

REMOVAL: Final = "ik-remove"
"""The kind of change."""

_A = ACCOUNTS.c
_NAME = Statement(select(_A.name).where(_A.id == bindparam("account")))
# The number of a reset's certificate has to be one that the provider has.
_CHANGE_IK = Statement(
    update(ACCOUNTS)
    .where(_A.provider_id == bindparam("provider"), _A.ik == bindparam("ik_"))
    .values(ik=bindparam("other"))
)


def removable(connection: Connection, provider_id: int, ik: str) -> ProviderIk | None:
    """The cleared IK number of this provider, if it has another one besides."""
    cleared = cleared_iks(connection, provider_id)
    return next((one for one in cleared if one.ik == ik and len(cleared) > 1), None)


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
    return removable(connection, provider.id, action.change.facts["ik"])


def _is_possible(connection: Connection, action: Action, _now: int) -> bool:
    return _target(connection, action) is not None


def _remove(connection: Connection, action: Action, now: int) -> bool:
    ik, row = _target(connection, action), _NAME.one(connection, account=action.account_id)
    if ik is None or row is None:
        return False
    provider, by = ik.provider_id, str(row[0])
    end_at_once(connection, provider, ik.ik, now, by=by)
    if not decide_ik(connection, ik, IkState.REMOVED, now):
        return False
    other = cleared_iks(connection, provider)[0].ik
    _CHANGE_IK.change(connection, provider=provider, ik_=ik.ik, other=other)
    account, removed = action.account_id, Event.IK_REMOVED
    record_event(connection, removed, now, account=account, ik=ik.ik, provider=provider)
    facts = {"ik": ik.ik, "institution": ik.institution, "what": "removed"}
    facts |= {"by": by, "at": str(now)}
    for login, language in le_admins(connection, provider):
        enqueue(connection, Email(EmailKind.IK, login, language, facts=facts), now)
    return True


IK_CHANGES: Final[dict[str, ChangeHandler]] = {REMOVAL: ChangeHandler(_is_possible, _remove)}
