"""Packages as `./run package` makes them; what has been made from the same sources is kept."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import deb_package
import package
import rpm_package
from bare import RELEASES
from kept import alone
from linux_package import read_description
from roots import ROOTS, fresh_root
from tests.packages.debian_root import Computer

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def made_for_linux() -> str:
    """Version and number of the packages that have been made."""
    commands = ROOT / "packaging" / "commands"
    subprocess.run([sys.executable, commands, "package", "linux"], check=True)
    return f"{read_description().version}-1"


@pytest.fixture(scope="session")
def deb(made_for_linux: str) -> Path:
    return package.TARGET / deb_package.file_name(made_for_linux)


@pytest.fixture(scope="session")
def rpm(made_for_linux: str) -> Path:
    return package.TARGET / rpm_package.file_name(made_for_linux)


@pytest.fixture(params=RELEASES)
def computer(request: pytest.FixtureRequest) -> Iterator[Computer]:
    with alone(ROOTS):
        root = fresh_root(request.param, "-package")
        computer = Computer(root)
        computer.run("apt-get", "-q", "update")
        yield computer
        shutil.rmtree(root.folder)
