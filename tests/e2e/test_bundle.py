"""The app as it is shipped: a folder that starts without Python and is not too large."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.x_screen import x_screen

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build" / "bundle" / "aok-2faktor"
LARGEST = 98_000_000


@pytest.fixture(scope="module")
def folder() -> Path:
    commands = ROOT / "packaging" / "commands"
    subprocess.run([sys.executable, commands, "bundle", "--no-archive"], check=True)
    return FOLDER


@pytest.fixture
def display() -> Iterator[str]:
    with x_screen() as display:
        yield display


def output(folder: Path, option: str, **screen: str) -> str:
    # Nothing of this Python may help: the program has only what was packed with it.
    kept = ("DBUS_SESSION_BUS_ADDRESS", "HOME", "SYSTEMROOT", "XDG_RUNTIME_DIR")
    variables = {name: os.environ[name] for name in kept if name in os.environ}
    done = subprocess.run(
        [folder / "aok-2faktor", option],
        env=variables | (screen or {"QT_QPA_PLATFORM": "offscreen"}),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_shipped_app_tells_its_version(folder: Path) -> None:
    assert output(folder, "--version").strip() == "AOK 2-Faktor App 0.1.0"


def test_the_shipped_app_finds_all_its_parts(folder: Path) -> None:
    assert json.loads(output(folder, "--self-check"))["ok"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has X11")
def test_the_shipped_app_starts_on_a_real_screen(folder: Path, display: str) -> None:
    report = output(folder, "--self-check", DISPLAY=display, QT_QPA_PLATFORM="xcb")
    assert json.loads(report)["window"]


def test_the_shipped_app_leaves_out_what_it_does_not_need(folder: Path) -> None:
    names = {path.name.lower() for path in folder.rglob("*")}
    unwanted = ("libgtk", "libqt6qml", "libqt6quick", "libqt6opengl", "portal", "sqlalchemy")
    assert [name for name in names if name.startswith(unwanted)] == []


@pytest.mark.skipif(sys.platform != "linux", reason="other systems' Python and Qt differ in size")
def test_the_shipped_app_is_small(folder: Path) -> None:
    assert sum(file.lstat().st_size for file in folder.rglob("*") if file.is_file()) <= LARGEST
