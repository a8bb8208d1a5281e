"""The desktop's opener is watched: real programs stand in for `xdg-open`."""

import os
from pathlib import Path
from urllib.parse import quote

import pytest
import shiboken6
from PySide6.QtCore import QObject, QUrl
from pytestqt.qtbot import QtBot

from ui.browser import DesktopBrowser
from ui.jobs import JobRunner

pytestmark = pytest.mark.only_on("linux", reason="other systems say themselves what was opened")

URL = "https://portal.example/login/finish?a=1&b=ü#ticket"
ENCODED = f"https://portal.example/login/finish?a=1&b={quote('ü')}#ticket"


class Opener:
    """A stand-in on the path, and what comes of it."""

    def __init__(self, folder: Path) -> None:
        self.given = folder / "given"
        self.go = folder / "go"
        os.mkfifo(self.go)
        self._file = folder / "xdg-open"
        self.owner = QObject()
        self.jobs = JobRunner()
        self.told: list[bool] = []
        self.browser = DesktopBrowser(self.jobs, self.owner)

    def does(self, words: str) -> None:
        self._file.write_text(f'#!/bin/sh\nprintf %s "$1" > "{self.given}"\n{words}\n')
        self._file.chmod(0o755)

    def open(self) -> None:
        self.browser(URL, lambda: self.told.append(True))


@pytest.fixture
def opener(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Opener:
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    return Opener(tmp_path)


@pytest.mark.parametrize("code", [1, 3, 4])
def test_an_opener_that_fails_is_told(opener: Opener, qtbot: QtBot, code: int) -> None:
    opener.does(f"exit {code}")
    opener.open()
    qtbot.waitUntil(lambda: opener.told == [True])
    assert opener.given.read_text("utf-8") == ENCODED


def test_an_opener_that_is_killed_is_told(opener: Opener, qtbot: QtBot) -> None:
    opener.does("kill -9 $$")
    opener.open()
    qtbot.waitUntil(lambda: opener.told == [True])


def test_an_opener_that_ends_well_is_not_told(opener: Opener, qtbot: QtBot) -> None:
    opener.does("exit 0")
    opener.open()
    qtbot.waitUntil(lambda: opener.jobs.is_idle)
    assert opener.told == []


def test_what_a_browser_says_that_was_open_for_a_while_means_nothing(
    opener: Opener, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.browser._MEANS_FAILURE", 0.0)
    # It runs in the place of the opener until its user closes it.
    opener.does(f'read line < "{opener.go}"\nexit 1')
    opener.open()
    assert not opener.jobs.is_idle
    opener.go.write_text("closed\n")
    qtbot.waitUntil(lambda: opener.jobs.is_idle)
    assert opener.told == []


def test_nothing_is_told_to_a_window_that_is_gone(opener: Opener, qtbot: QtBot) -> None:
    opener.does(f'read line < "{opener.go}"\nexit 1')
    opener.open()
    shiboken6.delete(opener.owner)
    opener.go.write_text("go on\n")
    qtbot.waitUntil(lambda: opener.jobs.is_idle)
    assert opener.told == []


def test_an_opener_that_cannot_be_started_is_known_at_once(
    opener: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    opener.does("")
    opener._file.write_text("#!/nowhere/at/all\n")
    opener.open()
    assert opener.told == [True]


def test_the_browser_is_in_a_session_of_its_own(
    opener: Opener, qtbot: QtBot, tmp_path: Path
) -> None:
    """It outlives the app, and no signal of the app's terminal reaches it."""
    session = tmp_path / "session"
    opener.does(f'cut -d " " -f 6 /proc/$$/stat > "{session}"')
    opener.open()
    qtbot.waitUntil(lambda: opener.jobs.is_idle)
    assert int(session.read_text()) not in (0, os.getsid(0))


def test_without_an_opener_qt_looks_for_a_browser(
    opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def open_url(url: QUrl) -> bool:
        asked.append(url.toString())
        return False

    monkeypatch.setattr("PySide6.QtGui.QDesktopServices.openUrl", open_url)
    monkeypatch.setenv("PATH", "/nowhere")
    opener.open()
    assert asked == [URL]
    assert opener.told == [True]
