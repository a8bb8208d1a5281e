"""A lost device or a forgotten PIN (requirement P12): all devices of the account end at once."""

from collections.abc import Hashable

from sqlalchemy import Connection, bindparam, select

from portal.accounts.codes import void_code
from portal.accounts.service import Account, AccountProblem, get_account, note_reset
from portal.db.statement import Statement
from portal.devices.service import end_device, find_device
from portal.devices.states import DeviceEvent, DeviceState
from portal.devices.tables import DEVICES

_IDS = Statement(
    select(DEVICES.c.id)
    .where(DEVICES.c.account_id == bindparam("account"))
    .order_by(DEVICES.c.created_at, DEVICES.c.id)
)
_ACTIVE = Statement(
    select(DEVICES.c.id).where(
        DEVICES.c.account_id == bindparam("account"), DEVICES.c.state == DeviceState.ACTIVE
    )
)


def reset_account(connection: Connection, login: str, now: int) -> tuple[Account, list[Hashable]]:
    """Revoke all devices with whatever they have going, and withdraw the clearance.

    Returns:
        The account as it is now, and the bells to ring.

    Raises:
        AccountProblem: there is none.
    """
    account = get_account(connection, login)
    bells = revoke_devices(connection, account.id, now)
    return note_reset(connection, account, now), bells


def revoke_devices(connection: Connection, account_id: int, now: int) -> list[Hashable]:
    """Revoke all devices and void the code; returns the bells to ring."""
    void_code(connection, account_id)
    bells: list[Hashable] = []
    for (dev,) in _IDS.all(connection, account=account_id):
        device = find_device(connection, dev, now)
        if device is not None:
            bells += end_device(connection, device, DeviceEvent.REVOKE, now)
    return bells


def has_active_device(connection: Connection, account_id: int) -> bool:
    return _ACTIVE.one(connection, account=account_id) is not None


def check_code_is_due(connection: Connection, account: Account, *, further: bool) -> None:
    """Whether an operator may give the account a code.

    Raises:
        AccountProblem: it waits for its clearance after a reset, or has a device and needs no
            `further` one.
    """
    if account.reset_at is not None:
        raise AccountProblem(
            f"The account {account.login} was reset: clear it first, by 'account clear'."
        )
    if not further and has_active_device(connection, account.id):
        raise AccountProblem(
            f"The account {account.login} has an active device: give --further for one more, "
            "or reset the account if the device is lost or its PIN forgotten."
        )
