"""One Windows for all tests of the folder."""

from collections.abc import Iterator

import pytest

from tests.windows.machine import Machine
from tests.windows.unit_tests import TOLD
from windows_environment import windows_environment
from wine import copy_of


@pytest.fixture(scope="session")
def windows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A fresh Windows in wine, with Python and the app's packages."""
    made = windows_environment()
    with copy_of(made.wine, tmp_path_factory.mktemp("windows")) as wine:
        yield Machine(wine, made.python, made.fonts)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many of the parts' tests passed in wine, and which are left out there."""
    for report in terminalreporter.getreports("passed"):
        for name, words in report.user_properties:
            if name == TOLD:
                terminalreporter.write_line(f"{report.head_line}: {words}")
