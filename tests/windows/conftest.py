"""One Windows for all tests of the folder."""

from collections.abc import Iterator

import pytest

from tests.windows.machine import Machine
from windows_environment import windows_environment
from wine import copy_of


@pytest.fixture(scope="session")
def windows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A fresh Windows in wine, with Python and the app's packages."""
    made = windows_environment()
    with copy_of(made.wine, tmp_path_factory.mktemp("windows")) as wine:
        yield Machine(wine, made.python, made.fonts)
