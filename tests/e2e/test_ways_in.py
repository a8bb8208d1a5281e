"""Links and second starts on a real screen: xdg-open, a window manager, a screen reader's eyes."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from authenticator.branding import load_branding
from crypto.app_link import ActivationLink
from tests.support.patience import until
from tests.support.screen_reader import Control, ScreenReader
from tests.support.x_screen import desktop_variables, window_manager, x_screen

pytestmark = pytest.mark.only_on("linux", reason="xdg-open and X11")

BRANDING = load_branding()
LOGIN = "maler.montag@abc.de"
FIRST = ActivationLink(BRANDING.portal_address, LOGIN, "10542963").text
SECOND = ActivationLink(BRANDING.portal_address, LOGIN, "20542963").text
FOREIGN = ActivationLink("https://evil.example", LOGIN, "10542963").text
APP = [sys.executable, "-m", "ui", "--language", "de"]
QR_WINDOW = """
import sys
from ui.app import build_application
from ui.qr.picture import QrPicture

app = build_application()
picture = QrPicture("qr", "QR code")
picture.setWindowTitle("QR")
picture.show_text(sys.argv[1])
app.exec()
"""


class Desk:
    """A user's session: starts programs, looks, presses."""

    def __init__(self, reader: ScreenReader, variables: dict[str, str]) -> None:
        self._reader = reader
        self._variables = variables
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self, *words: str, **variables: str) -> "subprocess.Popen[bytes]":
        program = subprocess.Popen(words, env=self._variables | variables, cwd="/")
        self._started.append(program)
        return program

    def run(self, *words: str) -> str:
        done = subprocess.run(
            words, env=self._variables, cwd="/", capture_output=True, text=True, check=False
        )
        return done.stdout.strip()

    def see(self, name: str) -> Control:
        return until(lambda: self._reader.find(name))

    def sees(self, name: str) -> bool:
        return self._reader.find(name) is not None

    def accept_terms(self) -> None:
        self.see("activation.terms.read").press()
        self.see("activation.terms.accept").press()
        self.see("activation.code.code")

    def shows(self, name: str, text: str) -> bool:
        found = self._reader.find(name)
        return found is not None and text in found.text

    @property
    def front(self) -> str:
        """The title of the window that takes the keys."""
        return self.run("xdotool", "getactivewindow", "getwindowname")

    @property
    def windows(self) -> list[str]:
        """The app's windows that can be seen."""
        title = f"^{BRANDING.window_title}$"
        return self.run("xdotool", "search", "--onlyvisible", "--name", title).split()

    def end(self) -> None:
        for program in self._started:
            program.kill()
            program.wait()


@pytest.fixture
def display() -> Iterator[str]:
    # One for each test: what xdg-open has started ends with its screen.
    with x_screen() as display, window_manager(display):
        yield display


@pytest.fixture
def desk(display: str, tmp_path: Path) -> Iterator[Desk]:
    variables = {
        **desktop_variables(display, tmp_path),
        # Without a desktop's name xdg-open 1.1.3 takes a scheme with a digit for a file's name.
        "XDG_CURRENT_DESKTOP": "GNOME",
    }
    with ScreenReader() as reader:
        desk = Desk(reader, variables)
        yield desk
        desk.end()


def test_a_link_starts_the_app_and_a_second_one_goes_to_the_same_window(desk: Desk) -> None:
    assert desk.start(*APP[:3], "--register-links").wait() == 0
    assert desk.run("xdg-mime", "query", "default", "x-scheme-handler/aokzweifaktor")
    desk.start("xdg-open", FIRST)
    desk.accept_terms()
    until(lambda: desk.shows("activation.code.code", "1054 2963"))
    assert desk.see("activation.code.login").text == LOGIN
    assert desk.start("xdg-open", SECOND).wait(timeout=60) == 0
    until(lambda: desk.shows("activation.code.code", "2054 2963"))
    assert desk.start("xdg-open", FOREIGN).wait(timeout=60) == 0
    until(lambda: desk.shows("main.link.code", "AZF-7002"))
    assert desk.see("activation.code.code").text == "2054 2963"
    # A search by title fails while a window of the desktop goes.
    until(lambda: len(desk.windows) == 1)


def test_a_qr_code_on_the_screen_is_read(desk: Desk) -> None:
    desk.start(*APP)
    desk.accept_terms()
    desk.start(sys.executable, "-c", QR_WINDOW, FIRST)
    until(lambda: desk.front.startswith("QR"))
    desk.see("activation.code.source.qr").press()
    # An open menu takes the keys wherever they are; the window of the code knows none.
    # Home, for the pointer may already rest on an entry.
    keys = ("xdotool", "key", "Home", "Return")
    until(lambda: desk.run(*keys) or desk.shows("activation.code.code", "1054 2963"))
    assert desk.see("activation.code.login").text == LOGIN


def test_a_second_start_brings_the_first_window_to_the_front(desk: Desk) -> None:
    app = desk.start(*APP)
    desk.see("activation.terms.read")
    until(lambda: desk.front == BRANDING.window_title)
    window = "from PySide6.QtWidgets import *; a = QApplication([]); w = QWidget(); "
    desk.start(sys.executable, "-c", f"{window}w.setWindowTitle('Other'); w.show(); a.exec()")
    until(lambda: desk.front == "Other")
    assert desk.start(*APP).wait(timeout=60) == 0
    until(lambda: desk.front == BRANDING.window_title)
    desk.run("xdotool", "windowminimize", *desk.windows)
    until(lambda: desk.front == "Other")
    assert desk.start(*APP).wait(timeout=60) == 0
    until(lambda: desk.front == BRANDING.window_title)
    assert app.poll() is None


def test_of_two_simultaneous_starts_one_stays(desk: Desk) -> None:
    starts = [desk.start(*APP) for _ in range(2)]
    until(lambda: any(start.poll() is not None for start in starts))
    desk.see("activation.terms.read")
    assert sorted(str(start.poll()) for start in starts) == ["0", "None"]


def test_a_start_in_another_session_says_where_the_app_is_open(desk: Desk) -> None:
    first = desk.start(*APP, XDG_SESSION_ID="1")
    desk.see("activation.terms.read")
    second = desk.start(*APP, XDG_SESSION_ID="2")
    until(lambda: desk.shows("start.elsewhere.session", "1"))
    desk.see("start.elsewhere.close").press()
    assert second.wait(timeout=60) == 1
    assert first.poll() is None


def test_a_start_in_another_session_takes_the_app_over(desk: Desk) -> None:
    first = desk.start(*APP, XDG_SESSION_ID="1")
    desk.see("activation.terms.read")
    second = desk.start(*APP, XDG_SESSION_ID="2")
    desk.see("start.elsewhere.take").press()
    assert first.wait(timeout=60) == 0
    desk.see("activation.terms.read")
    assert second.poll() is None


def test_after_a_crash_the_next_start_is_the_first_again(desk: Desk) -> None:
    first = desk.start(*APP)
    desk.see("activation.terms.read")
    first.kill()
    first.wait()
    second = desk.start(*APP)
    until(lambda: desk.sees("activation.terms.read"))
    assert second.poll() is None
