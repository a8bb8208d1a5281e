"""Bells that a transaction wants rung once it is durable."""

from collections.abc import Hashable
from typing import Final

from sqlalchemy import Connection

_KEY: Final = "bells"


def ring_after(connection: Connection, key: Hashable) -> None:
    """Wake whoever listens to `key`, when what this transaction writes can be seen."""
    connection.info.setdefault(_KEY, set()).add(key)


def taken_bells(connection: Connection) -> set[Hashable]:
    """Those of the transaction that is about to be committed."""
    bells: set[Hashable] = connection.info.pop(_KEY, set())
    return bells
