"""Somebody who uses the app that is installed in wine, with a browser that only tells."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from environment import ROOT
from processes import succeed
from tests.packages.windows.installers import SECONDS, Computer, compile_probe
from tests.support.patience import until
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from windows_environment import WindowsEnvironment
from wine import Ended, windows_path

LOGIN, PIN = "erika.mustermann@abc.example", "482913"
_HERE = Path(__file__).parent
_COMPILER = ("x86_64-w64-mingw32-gcc", "-O1", "-s")


@dataclass(frozen=True)
class Desk:
    """Where the app is installed, the portal that it talks to, and what is to be seen of it."""

    computer: Computer
    made: WindowsEnvironment
    portal: RunningPortal
    display: str
    folder: Path
    """For what the tests and the app tell each other."""
    pictures: Path

    def furnish(self) -> None:
        """A browser, and a way into the app."""
        succeed([*_COMPILER, "-shared", "-o", self._library, _HERE / "inside.c"])
        succeed([*_COMPILER, "-municode", "-o", self._bringer, _HERE / "bring_inside.c"])
        browser = self.folder / "browser.exe"
        compile_probe(browser)
        self._copy_hands()
        opening = r"HKLM\Software\Classes\http\shell\open"
        words = ("/ve", "/d", f'"{windows_path(browser)}" "%1"', "/f", "/reg:64")
        assert self.computer.run("reg", "add", rf"{opening}\command", *words) == 0
        # wine's own entry says that a running browser would be told by other means.
        self.computer.run("reg", "delete", rf"{opening}\ddeexec", "/f", "/reg:64")

    def _copy_hands(self) -> None:
        """Qt's hands, which the app has not; alone, or all of Qt would be loaded a second time."""
        (self.folder / "PySide6").mkdir()
        packages = self.made.python.parent / "Lib" / "site-packages" / "PySide6"
        for name in ("QtTest.pyd", "Qt6Test.dll"):
            shutil.copyfile(packages / name, self.folder / "PySide6" / name)

    @property
    def _library(self) -> Path:
        return self.folder / "inside.dll"

    @property
    def _bringer(self) -> Path:
        return self.folder / "bring_inside.exe"

    def start(self, *words: str | Path) -> Ended:
        """The program, without a screen."""
        variables = {"WINEQT_QPA_PLATFORM": "offscreen"}
        return self.computer.wine.run(words, seconds=SECONDS, variables=variables)

    def use(self, name: str, started_by: Sequence[str | Path], *steps: str) -> None:
        """Start the app, do these steps in its window, and quit.

        Args:
            name: begins the names of the pictures.
            started_by: words of the command line.
        """
        task = {"name": name, "login": LOGIN, "pin": PIN, "steps": steps}
        task["root"] = windows_path(ROOT)
        task["pictures"] = windows_path(self.pictures)
        task["pyside"] = windows_path(self.folder / "PySide6")
        (self.folder / "task.json").write_text(json.dumps(task))
        done = self.folder / "done.txt"
        done.unlink(missing_ok=True)
        variables = {
            "AOK_INSIDE": windows_path(_HERE / "inside.py"),
            "AOK_TASK": windows_path(self.folder),
            "DISPLAY": self.display,
        }
        wine = self.computer.wine
        with wine.running(self._bringer, "aok-2faktor.exe", self._library):
            ended = wine.run(started_by, seconds=300, variables=variables)
        said = done.read_text("utf-8") if done.exists() else ended
        assert said == "done", said

    def log_in(self, name: str, started_by: Sequence[str | Path]) -> None:
        """A browser asks, the app that is started then approves and opens the browser."""
        browser = Browser(self.portal.url)
        browser.begin(LOGIN)
        self.use(name, started_by, "approve")
        opened = until(self.computer.said, SECONDS, "the browser")
        browser.finish(opened.strip('"').partition("#t=")[2])
        assert browser.is_logged_in()
