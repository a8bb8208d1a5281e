"""An account's devices, for people."""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from portal.db.statement import Statement
from portal.devices.tables import DEVICES


@dataclass(frozen=True)
class ListedDevice:
    """What an operator may see of a device."""

    id: str
    state: str
    name: str
    os: str
    app: str
    created_at: int


_LIST = Statement(
    select(
        DEVICES.c.id,
        DEVICES.c.state,
        DEVICES.c.name,
        DEVICES.c.os,
        DEVICES.c.app,
        DEVICES.c.created_at,
    )
    .where(DEVICES.c.account_id == bindparam("account"))
    .order_by(DEVICES.c.created_at, DEVICES.c.id)
)


def devices_of(connection: Connection, account_id: int) -> list[ListedDevice]:
    return [ListedDevice(*row) for row in _LIST.all(connection, account=account_id)]
