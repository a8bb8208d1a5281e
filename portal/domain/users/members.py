"""The users of a provider, page by page."""

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    Connection,
    bindparam,
    case,
    exists,
    func,
    select,
)

from crypto.protocol import DeviceState
from portal.domain.accounts.accounts import Role
from portal.domain.accounts.tables import ACCOUNTS
from portal.domain.devices.tables import DEVICES
from portal.domain.registration.progress import DEVICE_SECONDS
from portal.domain.registration.registrations import REGISTRATIONS, Kind, State
from portal.platform.database.id_lists import id_list, is_among
from portal.platform.database.statement import Statement
from portal.platform.language import folded, german_order

PAGE_SIZE: Final = 50


class MemberState(StrEnum):
    ACTIVE = "active"
    BLOCKED = "blocked"
    PENDING = "pending"
    """Not cleared: invited and not ready yet, or between a reset and its clearance."""


@dataclass(frozen=True)
class Member:
    """One user of a provider. Times in seconds."""

    id: int
    login: str
    name: str
    role: Role
    cleared: bool
    blocked_at: int | None
    last_login_at: int | None
    provider_id: int
    device: DeviceState | None
    """Of the device that is nearest to being used; None where there never was one."""
    allowed_at: int | None
    """When a new device was allowed last, by a reset whose device has not come."""

    @property
    def lacks_device(self) -> bool:
        """Whether only a device keeps them out."""
        return self.state is MemberState.ACTIVE and self.device is not DeviceState.ACTIVE

    def device_until(self, now: int) -> int | None:
        """Until when the link for a new device leads there; None where there is none."""
        until = 0 if self.allowed_at is None else self.allowed_at + DEVICE_SECONDS
        return until if until > now else None

    @property
    def state(self) -> MemberState:
        if self.blocked_at is not None:
            return MemberState.BLOCKED
        return MemberState.ACTIVE if self.cleared else MemberState.PENDING

    @property
    def is_admin(self) -> bool:
        return self.role is Role.ADMIN


@dataclass(frozen=True)
class Members:
    """One page of the list, by name."""

    rows: list[Member]
    found: int
    """On all pages together."""
    next: tuple[str, int] | None
    """Behind whom the next page begins: name and id; None on the last."""


_A, _D, _R = ACCOUNTS.c, DEVICES.c, REGISTRATIONS.c
_LAST: Final = (
    select(func.max(_D.last_login_at))
    .where(_D.account_id == _A.id)
    .correlate(ACCOUNTS)
    .scalar_subquery()
)
_HAS_DEVICE: Final = exists().where(_D.account_id == _A.id, _D.state == DeviceState.ACTIVE)
_NEAREST_FIRST: Final = (
    DeviceState.ACTIVE,
    DeviceState.LOCKED,
    DeviceState.SUSPECT,
    DeviceState.REVOKED,
)
_NEAREST: Final = (
    select(
        func.min(case({state: rank for rank, state in enumerate(_NEAREST_FIRST)}, value=_D.state))
    )
    .where(_D.account_id == _A.id)
    .correlate(ACCOUNTS)
    .scalar_subquery()
)
_ALLOWED: Final = (
    select(func.max(_R.decided_at))
    .where(
        _R.account_id == _A.id,
        _R.kind == Kind.RESET,
        _R.state == State.CLEARED,
        _R.device_at.is_(None),
    )
    .correlate(ACCOUNTS)
    .scalar_subquery()
)
_COLUMNS: Final = select(
    _A.id,
    _A.login,
    _A.name,
    _A.role,
    _A.cleared,
    _A.blocked_at,
    _LAST,
    _A.provider_id,
    _NEAREST,
    _ALLOWED,
)
_NAMES = Statement(select(_A.id, _A.name, _A.login).where(_A.provider_id == bindparam("provider")))
_PAGE = Statement(_COLUMNS.where(is_among(_A.id), _A.provider_id == bindparam("provider")))
_FIND = Statement(
    _COLUMNS.where(_A.id == bindparam("account"), _A.provider_id == bindparam("provider"))
)
_OTHER_ADMIN = Statement(
    select(_A.id).where(
        _A.provider_id == bindparam("provider"),
        _A.id != bindparam("account"),
        _A.role == Role.ADMIN,
        _A.cleared.is_(True),
        _A.blocked_at.is_(None),
        _HAS_DEVICE,
    )
)


def members(
    connection: Connection,
    provider_id: int,
    *,
    search: str = "",
    after: tuple[str, int] = ("", 0),
) -> Members:
    """A page of a provider's users behind `after`; `search` is in their name or user name.

    No database knows German order; all names of a provider are sorted here.
    """
    wanted = folded(search)
    found = sorted(
        (order, id_)
        for id_, name, login in _NAMES.all(connection, provider=provider_id)
        if wanted in (order := german_order(name))[0] or wanted in folded(login)
    )
    name, id_ = after
    begin = bisect_right(found, (german_order(name), id_))
    ids = [id_ for _, id_ in found[begin : begin + PAGE_SIZE]]
    read = _PAGE.all(connection, ids_=id_list(ids), provider=provider_id)
    shown = sorted(
        (_member(*row) for row in read), key=lambda one: (german_order(one.name), one.id)
    )
    has_more = bool(shown) and begin + PAGE_SIZE < len(found)
    return Members(shown, len(found), (shown[-1].name, shown[-1].id) if has_more else None)


def find_member(connection: Connection, provider_id: int, account_id: int) -> Member | None:
    """None where the provider has no such user, whether another one has or not."""
    row = _FIND.one(connection, provider=provider_id, account=account_id)
    return None if row is None else _member(*row)


def has_other_admin(connection: Connection, member: Member) -> bool:
    """Whether somebody else is LE-Admin of the same provider, and able to log in."""
    values = {"provider": member.provider_id, "account": member.id}
    return _OTHER_ADMIN.one(connection, **values) is not None


def _member(*row: Any) -> Member:
    id_, login, name, role, cleared, blocked_at, last_login_at, provider_id, rank, allowed_at = row
    return Member(
        id_,
        login,
        name,
        Role(role),
        # SQLite has no booleans.
        bool(cleared),
        blocked_at,
        last_login_at,
        provider_id,
        None if rank is None else _NEAREST_FIRST[rank],
        allowed_at,
    )
