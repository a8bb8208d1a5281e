"""The tests of the app's parts, as Windows' Python runs them in wine."""

import re
from collections.abc import Callable

from tests.windows.machine import Machine

TOLD = "told at the end"
"""Properties of this name are."""

_LINES = re.compile(r"^(?:left out, .*|\d+ passed.*)$", re.MULTILINE)


def pass_there(
    windows: Machine, words: tuple[str, ...], record_property: Callable[[str, object], None]
) -> None:
    """All of them pass; their number, and what is left out for what reason, is told at the end."""
    # The cache would be this checkout's, which other tests use at the same time.
    options = ("-p", "no:cacheprovider", "-q", "-m", "not heavy")
    done = windows.python("-m", "pytest", *options, *words, seconds=1700)
    assert done.code == 0, done.words
    for line in _LINES.findall(done.words):
        record_property(TOLD, line)
