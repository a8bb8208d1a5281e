"""The window passes its tests on Windows, without a screen."""

from collections.abc import Callable

import pytest

from environment import ROOT
from tests.windows.machine import Machine
from tests.windows.unit_tests import pass_there

FILES = tuple(sorted(path.name for path in (ROOT / "tests/unit/ui").glob("test_*.py")))
# In one process with all of them PySide crashes in wine, where a class has no meta object.
GROUPS = 4


@pytest.mark.parametrize("group", range(GROUPS))
def test_the_window_passes_its_tests(
    windows: Machine, group: int, record_property: Callable[[str, object], None]
) -> None:
    left_out = [name for number, name in enumerate(FILES) if number % GROUPS != group]
    words = [word for name in left_out for word in ("--ignore", f"tests/unit/ui/{name}")]
    pass_there(windows, ("tests/unit/ui", *words), record_property)
