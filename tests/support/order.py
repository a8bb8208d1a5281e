"""In which order processes that run beside each other take files of tests."""

from collections import Counter
from typing import Final

import pytest

_SLOW: Final = "slow"


def put_slow_files_first(items: list[pytest.Item]) -> None:
    """A long file that begins last would keep one process busy while the others have ended.

    First come those with the most tests of the mark `slow`, then those with the most tests.
    """
    tests = Counter(item.path for item in items)
    slow = Counter(item.path for item in items if item.get_closest_marker(_SLOW))
    items.sort(key=lambda item: (-slow[item.path], -tests[item.path], item.path))
