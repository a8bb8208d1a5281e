"""PIN tries: 5 in a row, and 15 in 30 days that no success resets (NIST SP 800-63B-4, 3.2.10)."""

from typing import Final

from sqlalchemy import Connection, bindparam, delete, insert, update

from portal.domain.devices.tables import DEVICES, PIN_FAILURES
from portal.platform.database.statement import Statement

TRIES: Final = 5
MOST: Final = 15
SECONDS: Final = 30 * 86_400

_NOTE = Statement(insert(PIN_FAILURES), columns=["device_id", "at"])
_DROP_OLD = Statement(
    delete(PIN_FAILURES).where(
        PIN_FAILURES.c.device_id == bindparam("dev"), PIN_FAILURES.c.at <= bindparam("until")
    )
)
_REFILL = Statement(
    update(DEVICES)
    .where(DEVICES.c.id == bindparam("dev"))
    .values(budget_left=DEVICES.c.budget_left + bindparam("by"))
)


def note_failure(connection: Connection, dev: str, at: int) -> None:
    _NOTE.change(connection, device_id=dev, at=at)


def refill(connection: Connection, dev: str, now: int) -> None:
    """Give back what was taken by failures that are older than 30 days."""
    old = _DROP_OLD.change(connection, dev=dev, until=now - SECONDS)
    if old:
        _REFILL.change(connection, dev=dev, by=old)


def pin_context(dev: str, version: int) -> str:
    """Names the one place where a wrapped PIN public key opens."""
    return f"pin|{dev}|{version}"
