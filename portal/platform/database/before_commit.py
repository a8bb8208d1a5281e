"""What waits for a transaction's end: what it does last, and whom it wakes once it is durable.

What makes all other writers wait, such as the head of the audit log, is locked last and nowhere
earlier: two transactions, of which one holds it and wants rows that the other has changed, would
wait for each other.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from sqlalchemy import Connection

T = TypeVar("T")
Finish = Callable[[Connection, Sequence[T]], None]

PENDING: Final = "before commit"
"""Under which a connection has the `finish_before_commit` of its transaction."""


def before_commit(connection: Connection, finish: Finish[T], item: T) -> None:
    """Let `finish` get all such items, in this order, just before this transaction's commit.

    Raises:
        RuntimeError: nothing would do so: the connection was not opened by the platform's own
            transactions, so that the item would be lost.
    """
    pending: finish_before_commit | None = connection.info.get(PENDING)
    if pending is None:
        raise RuntimeError("outside of the database's own transactions")
    pending.last.setdefault(finish, []).append(item)


class finish_before_commit:  # noqa: N801 (used as a function is)
    """To be the innermost block of a transaction; after a failure there is nothing to finish.

    In a savepoint within one it finishes what was given there, and what is raised there is told to
    nobody.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._info = connection.info
        self.last: dict[Finish[Any], list[Any]] = {}
        self.raised: dict[Any, float] = {}
        """See `notifications.notify`."""

    def __enter__(self) -> dict[Any, float]:
        """What is raised inside, to be delivered after the commit."""
        self._outer = self._info.get(PENDING)
        self._info[PENDING] = self
        return self.raised

    def __exit__(self, _kind: object, error: BaseException | None, _at: object) -> None:
        try:
            if error is None:
                for finish, items in self.last.items():
                    finish(self._connection, items)
        finally:
            self._info[PENDING] = self._outer
