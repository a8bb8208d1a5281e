"""The user's own browser, and one apart for the clerk: a cookie of one is none of the other."""

import os
import shutil
import subprocess
import sys
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import Final

_CHROMIUM_LIKE: Final = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "microsoft-edge-stable",
    "brave-browser",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
_FIREFOX_LIKE: Final = (
    "firefox",
    "firefox-esr",
    "/Applications/Firefox.app/Contents/MacOS/firefox",
    r"C:\Program Files\Mozilla Firefox\firefox.exe",
)


class Browsers:
    """Opens addresses; what the programs print goes to a file."""

    def __init__(self, folder: Path, language: str) -> None:
        """
        Args:
            folder: of the demo; has the clerk's profile and `browser.log`.
            language: in which a browser that is not running yet is to start.
        """
        self._folder = folder
        self._language = language
        self._apart: list[subprocess.Popen[bytes]] = []

    @property
    def has_default(self) -> bool:
        """Whether this desktop has a browser at all."""
        try:
            return webbrowser.get() is not None
        except webbrowser.Error:
            return False

    def open(self, address: str) -> None:
        """A tab of the user's default browser."""
        self._start((sys.executable, "-m", "webbrowser", "-t", address))

    def open_apart(self, address: str) -> None:
        """A tab of a browser with a profile of its own; where none is found, of the user's."""
        command = command_apart(self._folder / "clerk-browser", self._language)
        if command is None:
            self.open(address)
        else:
            self._apart.append(self._start((*command, address)))

    def close(self) -> None:
        """End the browsers with a profile of their own."""
        for program in self._apart:
            program.terminate()
        for program in self._apart:
            try:
                program.wait(5)
            except subprocess.TimeoutExpired:
                program.kill()

    def _start(self, command: Sequence[str]) -> "subprocess.Popen[bytes]":
        variables = {**os.environ, "LANGUAGE": self._language}
        with (self._folder / "browser.log").open("ab") as log:
            # In a group of its own, Ctrl+C in the terminal does not reach it.
            return subprocess.Popen(
                command,
                env=variables,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


def command_apart(profile: Path, language: str) -> list[str] | None:
    """What starts a browser with a profile of its own in that language; None without any."""
    for name in (os.environ.get("AOK_DEMO_BROWSER", ""), *_CHROMIUM_LIKE):
        if found := shutil.which(name):
            return [found, *_chromium_words(profile, language)]
    for name in _FIREFOX_LIKE:
        if found := shutil.which(name):
            _set_firefox_language(profile, language)
            return [found, "--no-remote", "--profile", str(profile)]
    return None


def _chromium_words(profile: Path, language: str) -> list[str]:
    words = [
        f"--user-data-dir={profile}",
        f"--lang={language}",
        f"--accept-lang={language}",
        "--no-first-run",
        "--no-default-browser-check",
        "--disable-background-networking",
        # Else a new profile wants the user's keyring.
        "--password-store=basic",
        "--disable-features=Translate",
        "--new-window",
        # Beside the user's window, not on it.
        "--window-position=0,0",
        # Smaller than most screens, so that the app can be beside it.
        "--window-size=1000,740",
    ]
    is_root = sys.platform != "win32" and os.geteuid() == 0
    return [*words, "--no-sandbox"] if is_root else words


def _set_firefox_language(profile: Path, language: str) -> None:
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "user.js").write_text(
        f'user_pref("intl.accept_languages", "{language}");\n'
        f'user_pref("intl.locale.requested", "{language}");\n'
        'user_pref("browser.aboutwelcome.enabled", false);\n'
        'user_pref("browser.shell.checkDefaultBrowser", false);\n',
        "utf-8",
    )
