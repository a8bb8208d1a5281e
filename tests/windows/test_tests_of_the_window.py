"""The window passes its tests on Windows, without a screen."""

from collections.abc import Callable

import pytest

from environment import ROOT
from tests.windows.machine import Machine
from tests.windows.unit_tests import pass_there

FILES = sorted(path.name for path in (ROOT / "tests/unit/ui").glob("test_*.py"))
GROUPS = 4
"""Processes, so that all processors work."""


@pytest.mark.parametrize("group", range(GROUPS))
def test_the_window_passes_its_tests(
    windows: Machine, group: int, record_property: Callable[[str, object], None]
) -> None:
    others = {*FILES} - {*FILES[group::GROUPS]}
    words = [f"--ignore=tests/unit/ui/{name}" for name in sorted(others)]
    pass_there(windows, ("tests/unit/ui", *words), record_property)
