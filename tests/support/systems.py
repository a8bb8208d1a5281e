"""Tests that concern one kind of system say so: `@pytest.mark.only_on("posix", reason="modes")`.

Elsewhere they are left out, and counted at the end of the run, with the reasons.
"""

import ctypes
import sys
from collections import Counter

import pytest


def _is_wine() -> bool:
    return sys.platform == "win32" and hasattr(ctypes.windll.ntdll, "wine_get_version")


KINDS = {
    "linux": sys.platform == "linux",
    "posix": sys.platform != "win32",
    "windows": sys.platform == "win32",
    "no wine": not _is_wine(),
}

_LEFT_OUT = pytest.StashKey[Counter[tuple[str, str]]]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what concerns other systems."""
    others = {item: concerned for item in items if (concerned := _other_system(item))}
    config.stash.setdefault(_LEFT_OUT, Counter()).update(others.values())
    config.hook.pytest_deselected(items=list(others))
    items[:] = [item for item in items if item not in others]


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say how many were left out, and why."""
    for (kind, reason), number in sorted(config.stash.get(_LEFT_OUT, Counter()).items()):
        terminalreporter.write_line(f"left out, {kind} only: {number} ({reason})")


def _other_system(item: pytest.Item) -> tuple[str, str] | None:
    for mark in item.iter_markers("only_on"):
        (kind,) = mark.args
        if not KINDS[kind]:
            return kind, mark.kwargs["reason"]
    return None
