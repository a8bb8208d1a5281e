"""Removing all devices of an account that goes."""

from typing import Final

from sqlalchemy import Connection, Integer, bindparam, delete, select

from portal.db.statement import Statement
from portal.devices.tables import ANSWERS, DEVICES, PIN_FAILURES

_ACCOUNT: Final = bindparam("account", type_=Integer)
_THEIRS = select(DEVICES.c.id).where(DEVICES.c.account_id == _ACCOUNT)
_ANSWERS = Statement(delete(ANSWERS).where(ANSWERS.c.device_id.in_(_THEIRS)))
_FAILURES = Statement(delete(PIN_FAILURES).where(PIN_FAILURES.c.device_id.in_(_THEIRS)))
_DEVICES = Statement(delete(DEVICES).where(DEVICES.c.account_id == _ACCOUNT))


def delete_devices(connection: Connection, account_id: int) -> None:
    """The devices with their copies, wrong PINs and kept answers."""
    _ANSWERS.change(connection, account=account_id)
    _FAILURES.change(connection, account=account_id)
    _DEVICES.change(connection, account=account_id)
