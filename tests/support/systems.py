"""Tests that concern one kind of system say so: `@pytest.mark.only_on("posix", reason="modes")`.

Elsewhere they are left out, and counted at the end of the run, with the reasons. A file of which
`pytestmark` says so is not even imported: it may need libraries that only its systems have.
"""

import ctypes
import re
import sys
from collections import defaultdict
from pathlib import Path

import pytest


def _is_wine() -> bool:
    return sys.platform == "win32" and hasattr(ctypes.windll.ntdll, "wine_get_version")


KINDS = {
    "linux": sys.platform == "linux",
    "posix": sys.platform != "win32",
    "windows": sys.platform == "win32",
    "no wine": not _is_wine(),
}

_OF_A_FILE = re.compile(
    r'^pytestmark = pytest\.mark\.only_on\("([a-z ]+)", reason="(.+)"\)$', re.MULTILINE
)
_LEFT_OUT = pytest.StashKey[defaultdict[tuple[str, str, str], set[object]]]()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out files of other systems."""
    if collection_path.suffix != ".py":
        return None
    found = _OF_A_FILE.search(collection_path.read_text("utf-8"))
    if not found or KINDS[found[1]]:
        return None
    _left_out(config)[found[1], found[2], "files"].add(collection_path)
    return True


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what concerns other systems."""
    others = {item: concerned for item in items if (concerned := _other_system(item))}
    for item, concerned in others.items():
        _left_out(config)[concerned].add(item.nodeid)
    config.hook.pytest_deselected(items=list(others))
    items[:] = [item for item in items if item not in others]


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say how many were left out, and why."""
    for (kind, reason, what), those in sorted(_left_out(config).items()):
        terminalreporter.write_line(f"left out, {kind} only: {len(those)} {what} ({reason})")


def _left_out(config: pytest.Config) -> defaultdict[tuple[str, str, str], set[object]]:
    return config.stash.setdefault(_LEFT_OUT, defaultdict(set))


def _other_system(item: pytest.Item) -> tuple[str, str, str] | None:
    for mark in item.iter_markers("only_on"):
        (kind,) = mark.args
        if not KINDS[kind]:
            return kind, mark.kwargs["reason"], "tests"
    return None
