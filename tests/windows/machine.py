"""A Windows in wine for one run of the tests, with the app's Python beside it."""

from dataclasses import dataclass
from pathlib import Path

from environment import ROOT
from wine import Ended, Wine, windows_path

_FOLDERS = (ROOT, ROOT / "packaging" / "commands")


@dataclass(frozen=True)
class Machine:
    """Runs Python programs of this checkout there."""

    wine: Wine
    interpreter: Path
    fonts: Path

    def python(self, *words: str | Path, seconds: int, display: str = "") -> Ended:
        """Run Python; without a `display` Qt draws unseen."""
        variables = {"PYTHONPATH": ";".join(map(windows_path, _FOLDERS))}
        # wine takes QT_ away from the names of variables that begin with it, and gives it to these.
        variables["WINEQT_QPA_PLATFORM"] = "windows" if display else "offscreen"
        variables["WINEQT_QPA_FONTDIR"] = windows_path(self.fonts)
        variables["DISPLAY"] = display
        return self.wine.run([self.interpreter, *words], seconds=seconds, variables=variables)
