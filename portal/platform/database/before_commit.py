"""What a transaction does last, when everything else in it is done.

What makes all other writers wait, such as the head of the audit log, is locked here and nowhere
earlier: two transactions, of which one holds it and wants rows that the other has changed, would
wait for each other.
"""

from collections.abc import Callable, Sequence
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


class finish_before_commit:  # noqa: N801 (used as a function is)
    """To be the innermost block of a transaction; after a failure there is nothing to finish.

    In a savepoint within one it finishes what was given there.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._info = connection.info
        self._pending: dict[Finish[Any], list[Any]] = {}

    def __enter__(self) -> None:
        self._outer = self._info.get(_PENDING)
        self._info[_PENDING] = self._pending

    def __exit__(self, _kind: object, error: BaseException | None, _at: object) -> None:
        try:
            if error is None:
                for finish, items in self._pending.items():
                    finish(self._connection, items)
        finally:
            self._info[_PENDING] = self._outer
