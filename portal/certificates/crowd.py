"""How many may do something at the same time."""

import contextlib
from collections import Counter
from collections.abc import Iterator


class Crowded(Exception):
    """Too many are at it."""


class Crowd:
    """At most `most` at once, and `most_each` of them with the same key."""

    def __init__(self, most: int, most_each: int) -> None:
        self._most = most
        self._most_each = most_each
        self._inside: Counter[str] = Counter()

    @contextlib.contextmanager
    def member(self, key: str) -> Iterator[None]:
        """
        Raises:
            Crowded: not now.
        """
        if self._inside.total() >= self._most or self._inside[key] >= self._most_each:
            raise Crowded
        self._inside[key] += 1
        try:
            yield
        finally:
            self._inside[key] -= 1
            self._inside = +self._inside
