"""Somebody in front of a real screen with the app on it: sees, presses, types."""

import os
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress

from authenticator.branding import load_branding
from tests.support.patience import until
from tests.support.screen_reader import ScreenReader

_TITLE = load_branding().window_title


class ScreenPerson:
    """Knows controls by name, through a screen reader; needs a window manager and xdotool."""

    def __init__(self, reader: ScreenReader, variables: Mapping[str, str]) -> None:
        self.reader = reader
        self._variables = variables

    def sees(self, name: str, text: str = "") -> bool:
        """Whether the app shows that control, with that text in it."""
        found = self.reader.find(name)
        return found is not None and text in found.text

    def waits_for(self, name: str, text: str = "") -> None:
        until(lambda: self.sees(name, text), what=f"{name} {text}")

    def has_come(self, name: str, seconds: float) -> bool:
        """Whether the app shows that control within so many seconds."""
        with suppress(AssertionError):
            return until(lambda: self.sees(name), seconds)
        return False

    def presses(self, name: str) -> None:
        self.waits_for(name)
        control = self.reader.find(name)
        assert control is not None
        control.press()

    def types(self, name: str, text: str) -> None:
        """Bring the app to the front, and type into one of its fields."""
        self.waits_for(name)
        self._run("xdotool", "windowactivate", *self.windows(f"^{_TITLE}$"))
        until(lambda: self.front == _TITLE, what="the app in front")
        control = self.reader.find(name)
        assert control is not None
        control._call("Component", "GrabFocus")
        self._run("xdotool", "type", "--delay", "30", text)

    def windows(self, title: str) -> list[str]:
        """The windows of that title that can be seen."""
        return self._run("xdotool", "search", "--onlyvisible", "--name", title).split()

    def ends_app(self) -> None:
        """Whoever started it, and whether or not it would still be in the notification area."""
        windows = self._run("xdotool", "search", "--name", f"^{_TITLE}$").split()
        # One of them is the manager's, which has no number of a process.
        owners = {self._run("xdotool", "getwindowpid", window) for window in windows} - {""}
        assert owners, "the app has no window"
        for number in owners:
            os.kill(int(number), signal.SIGTERM)

    @property
    def front(self) -> str:
        """The title of the window that takes the keys."""
        return self._run("xdotool", "getactivewindow", "getwindowname")

    def _run(self, *words: str) -> str:
        done = subprocess.run(
            words, env=self._variables, capture_output=True, text=True, check=False
        )
        return done.stdout.strip()
