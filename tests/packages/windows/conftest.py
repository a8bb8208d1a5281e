"""Windows in wine, and two versions of the installers with a small program in place of the app."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.packages.windows.installers import Computer, Installers, make
from windows_environment import windows_environment
from wine import copy_of


@pytest.fixture(scope="session")
def versions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Installers, Installers]:
    """0.1.0 and 0.2.0."""
    folder = tmp_path_factory.mktemp("installers")
    return make(folder, "0.1.0"), make(folder, "0.2.0")


@pytest.fixture
def computer(tmp_path: Path) -> Iterator[Computer]:
    """A fresh one."""
    with copy_of(windows_environment().wine, tmp_path / "windows") as wine:
        yield Computer(wine)
