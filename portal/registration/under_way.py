"""Whether an account still has its way to go."""

from typing import Final, TypeGuard

from portal.accounts.service import Account
from portal.registration.states import Kind, State
from portal.registration.store import Registration

DEVICE_SECONDS: Final = 30 * 86_400
"""How long after the clearance of a reset a device may be activated without another one."""


def is_under_way(
    newest: Registration | None, account: Account, now: int
) -> TypeGuard[Registration]:
    """Whether the account's newest registration has a status page from where to go on."""
    if newest is None or newest.confirmed_at is None:
        return False
    if newest.kind is Kind.NEW:
        return not account.cleared and newest.state is not State.CLEARED
    return newest.state in (State.OPEN, State.ORDERED) or awaits_device(newest, now)


def awaits_device(reset: Registration, now: int) -> bool:
    """Whether a reset was cleared and has not had its new device yet."""
    if reset.kind is not Kind.RESET or reset.state is not State.CLEARED:
        return False
    return reset.device_at is None and (reset.decided_at or 0) + DEVICE_SECONDS > now
