"""Waiting for something that other programs do."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def until(condition: Callable[[], T | None], seconds: float = 60, what: str = "it") -> T:
    """What `condition` gives once it gives something true."""
    found = within(seconds, condition)
    if not found:
        raise AssertionError(f"{what} did not come to pass in time")
    return found


def within(seconds: float, condition: Callable[[], T | None]) -> T | None:
    """What `condition` gives once it gives something true; None if it does not in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.03)
    return None
