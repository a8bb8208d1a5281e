"""What a transaction does last, when everything else in it is done.

What makes all other writers wait, such as the head of the audit log, is locked here and nowhere
earlier: two transactions, of which one holds it and wants rows that the other has changed, would
wait for each other.
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, TypeVar

from sqlalchemy import Connection

T = TypeVar("T")
Finish = Callable[[Connection, Sequence[T]], None]

_PENDING: Final = "before commit"


def before_commit(connection: Connection, finish: Finish[T], item: T) -> None:
    """Let `finish` get all such items, in this order, just before this transaction's commit.

    Raises:
        RuntimeError: nothing would do so: the connection was not opened by the platform's own
            transactions, so that the item would be lost.
    """
    pending: dict[Finish[Any], list[Any]] | None = connection.info.get(_PENDING)
    if pending is None:
        raise RuntimeError("outside of the database's own transactions")
    pending.setdefault(finish, []).append(item)


@contextlib.contextmanager
def finish_before_commit(connection: Connection) -> Iterator[None]:
    """To be the innermost block of a transaction; after a failure there is nothing to finish.

    In a savepoint within one it finishes what was given there.
    """
    outer = connection.info.get(_PENDING)
    pending: dict[Finish[Any], list[Any]] = {}
    connection.info[_PENDING] = pending
    try:
        yield
        for finish, items in pending.items():
            finish(connection, items)
    finally:
        connection.info[_PENDING] = outer
