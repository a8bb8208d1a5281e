"""Providers: who belongs to which, and which IK numbers they have.

Each new account begins with a provider of its own, whose IK number is pending. The clearance
decides: the first that is cleared with an IK number keeps its provider, every later one joins that
(docs/adr/0035).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, exists, insert, select, update

from portal.domain.accounts.accounts import Account, AccountCleared, AccountCreated, Role
from portal.domain.accounts.tables import ACCOUNTS
from portal.domain.audit.log import Event, record_event
from portal.domain.providers.tables import PROVIDER_IKS, PROVIDERS
from portal.platform.database.statement import Conflict, Statement, advisory_lock_of


class IkState(StrEnum):
    PENDING = "pending"
    """A clerk has to decide."""
    CLEARED = "cleared"
    """Of this provider; no other one has it."""
    REFUSED = "refused"
    REMOVED = "removed"
    """Its provider did not want it any more."""


@dataclass(frozen=True)
class Provider:
    """A practice, hospital, pharmacy or the like."""

    id: int
    name: str
    created_at: int


@dataclass(frozen=True)
class ProviderIk:
    """An IK number of a provider. Times in seconds."""

    id: int
    provider_id: int
    ik: str
    institution: str
    state: IkState
    added_at: int
    decided_at: int | None
    region: str | None


class IkTaken(Exception):
    """Another provider was cleared with this IK number, or this one has it already."""


_IN_USE: Final = (IkState.PENDING, IkState.CLEARED)
_P, _I, _A = PROVIDERS.c, PROVIDER_IKS.c, ACCOUNTS.c
_INSERT = Statement(insert(PROVIDERS).returning(_P.id), columns=["name", "created_at"])
_FIND = Statement(select(PROVIDERS).where(_P.id == bindparam("provider")))
_OF_ACCOUNT = Statement(
    select(*_P).join_from(ACCOUNTS, PROVIDERS).where(_A.id == bindparam("account"))
)
_DELETE_EMPTY = Statement(
    delete(PROVIDERS).where(
        _P.id == bindparam("provider"), ~exists().where(_A.provider_id == _P.id)
    )
)
_IKS = Statement(
    select(PROVIDER_IKS)
    .where(_I.provider_id == bindparam("provider"), _I.state != IkState.REMOVED)
    .order_by(_I.ik, _I.id)
)
_INSTITUTION = Statement(
    select(_I.institution)
    .where(_I.provider_id == bindparam("provider"), _I.ik == bindparam("ik_"))
    .order_by(_I.id.desc())
    .limit(1)
)
_FIND_IK = Statement(select(PROVIDER_IKS).where(_I.id == bindparam("id_")))
_HOLDER = Statement(
    select(_I.provider_id).where(_I.ik == bindparam("ik_"), _I.state == IkState.CLEARED)
)
_ADD_IK = Statement(
    insert(PROVIDER_IKS).returning(_I.id),
    columns=["provider_id", "ik", "institution", "state", "added_at", "region"],
)
_DECIDE = Statement(
    update(PROVIDER_IKS)
    .where(_I.id == bindparam("id_"), _I.state == bindparam("from_"))
    .values(state=bindparam("to"), decided_at=bindparam("now_")),
    unique=_I.ik,
)
_SET_REGION = Statement(
    update(PROVIDER_IKS)
    .where(
        _I.provider_id == bindparam("provider"),
        _I.ik == bindparam("ik_"),
        _I.region.is_(None),
    )
    .values(region=bindparam("region_"))
)
_PUT_INTO = Statement(
    update(ACCOUNTS).where(_A.id == bindparam("account")).values(provider_id=bindparam("provider"))
)
_MAY_ADMINISTER: Final = (
    _A.provider_id == bindparam("provider"),
    _A.role == Role.ADMIN,
    _A.cleared.is_(True),
    _A.blocked_at.is_(None),
)
_IS_ADMIN = Statement(select(_A.id).where(_A.id == bindparam("account"), *_MAY_ADMINISTER))
_ADMINS = Statement(select(_A.login, _A.language).where(*_MAY_ADMINISTER).order_by(_A.id))


def create_provider(connection: Connection, name: str, now: int) -> int:
    """Its id."""
    row = _INSERT.one(connection, name=name, created_at=now)
    if row is None:
        raise RuntimeError("the database has not told the new id")
    return int(row[0])


def find_provider(connection: Connection, provider_id: int) -> Provider | None:
    row = _FIND.one(connection, provider=provider_id)
    return None if row is None else Provider(*row)


def provider_of(connection: Connection, account_id: int) -> Provider | None:
    """The one that the account belongs to; None of a clerk."""
    row = _OF_ACCOUNT.one(connection, account=account_id)
    return None if row is None else Provider(*row)


def delete_if_empty(connection: Connection, provider_id: int) -> None:
    """To be called when an account has left: a provider without any goes with its IK numbers."""
    _DELETE_EMPTY.change(connection, provider=provider_id)


def iks_of(connection: Connection, provider_id: int) -> list[ProviderIk]:
    """All but the removed ones, by number."""
    return [_ik(*row) for row in _IKS.all(connection, provider=provider_id)]


def cleared_iks(connection: Connection, provider_id: int) -> list[ProviderIk]:
    """Those that the provider may do something with, by number."""
    return [ik for ik in iks_of(connection, provider_id) if ik.state is IkState.CLEARED]


def find_ik(connection: Connection, id_: int) -> ProviderIk | None:
    """Whosever it is: ask `permissions.require` before it is shown."""
    row = _FIND_IK.one(connection, id_=id_)
    return None if row is None else _ik(*row)


def institution_of(connection: Connection, provider_id: int, ik: str) -> str:
    """The name that the provider gave with an IK number; "" where it never had that."""
    row = _INSTITUTION.one(connection, provider=provider_id, ik_=ik)
    return "" if row is None else str(row[0])


def lock_iks(connection: Connection, provider_id: int) -> None:
    """Let changes of one provider's IK numbers happen one after the other."""
    advisory_lock_of(connection, "iks-of-provider", provider_id)


def lock_number(connection: Connection, ik: str) -> None:
    """Let clearances of one IK number happen one after the other."""
    advisory_lock_of(connection, "provider-ik", ik)


def holder_of(connection: Connection, ik: str) -> Provider | None:
    """Who has this IK number cleared."""
    row = _HOLDER.one(connection, ik_=ik)
    return None if row is None else find_provider(connection, row[0])


def add_ik(
    connection: Connection,
    provider_id: int,
    ik: str,
    institution: str,
    now: int,
    region: str | None = None,
) -> int:
    """Let an IK number wait for its clearance; its id.

    Raises:
        IkTaken: the provider has it already, cleared or pending.
    """
    lock_iks(connection, provider_id)
    if any(one.ik == ik and one.state in _IN_USE for one in iks_of(connection, provider_id)):
        raise IkTaken(ik)
    values = {"provider_id": provider_id, "ik": ik, "institution": institution}
    values |= {"state": IkState.PENDING, "added_at": now, "region": region}
    row = _ADD_IK.one(connection, **values)
    if row is None:
        raise RuntimeError("the database has not told the new id")
    return int(row[0])


def decide_ik(connection: Connection, ik: ProviderIk, state: IkState, now: int) -> bool:
    """Clear, refuse or remove an IK number; False when it is no longer as `ik` says.

    Raises:
        IkTaken: another provider was cleared with it.
    """
    try:
        values = {"id_": ik.id, "from_": ik.state, "to": state, "now_": now}
        return _DECIDE.change(connection, **values) == 1
    except Conflict as error:
        raise IkTaken(ik.ik) from error


def note_region(connection: Connection, provider_id: int, ik: str, region: str | None) -> None:
    """Remember which regional AOK has cleared the number, where none is known."""
    _SET_REGION.change(connection, provider=provider_id, ik_=ik, region_=region)


def is_le_admin(connection: Connection, account_id: int, provider_id: int) -> bool:
    """Whether the account is an LE-Admin of this provider that may log in."""
    return _IS_ADMIN.one(connection, account=account_id, provider=provider_id) is not None


def le_admins(connection: Connection, provider_id: int) -> list[tuple[str, str]]:
    """User name and language of each LE-Admin that may log in."""
    return [(login, language) for login, language in _ADMINS.all(connection, provider=provider_id)]


def found_provider(connection: Connection, event: AccountCreated) -> None:
    """Give a new account a provider of its own, unless it is a clerk's or came with one."""
    account = event.account
    if account.role is Role.CLERK or account.provider_id is not None:
        return
    provider = create_provider(connection, account.provider, event.at)
    _PUT_INTO.change(connection, account=account.id, provider=provider)
    if account.ik is not None:
        add_ik(connection, provider, account.ik, account.provider, event.at)


def join_provider(connection: Connection, event: AccountCleared) -> None:
    """Clear the account's pending IK number, or let it join the provider that has that.

    Two clearances of one number wait for each other.
    """
    account = event.account
    pending = None if account.provider_id is None else _pending(connection, account)
    if pending is None:
        return
    lock_number(connection, pending.ik)
    row = _HOLDER.one(connection, ik_=pending.ik)
    if row is None:
        decide_ik(connection, pending, IkState.CLEARED, event.at)
        return
    _PUT_INTO.change(connection, account=account.id, provider=row[0])
    delete_if_empty(connection, pending.provider_id)
    joined = Event.PROVIDER_JOINED
    record_event(connection, joined, event.at, account=account.id, provider=row[0])


def _pending(connection: Connection, account: Account) -> ProviderIk | None:
    found = iks_of(connection, account.provider_id or 0)
    own = (one for one in found if one.ik == account.ik and one.state is IkState.PENDING)
    return next(own, None)


def _ik(*row: Any) -> ProviderIk:
    id_, provider, ik, institution, state, *rest = row
    return ProviderIk(id_, provider, ik, institution, IkState(state), *rest)
