"""The installers with a small program in place of the app, and what they leave on Windows."""

from dataclasses import dataclass
from pathlib import Path

from processes import succeed
from tests.support.patience import until
from windows_package import make_installers, read_names
from wine import Wine

PRODUCT = "AOK 2-Faktor App"
CLASSES = r"Software\Classes\aokzweifaktor"
RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
POLICY = r"HKEY_LOCAL_MACHINE\SOFTWARE\Policies\AOK\AOK 2-Faktor App"
ENTRIES = r"Software\Microsoft\Windows\CurrentVersion\Uninstall"
HIVES = ("HKEY_CURRENT_USER", "HKEY_LOCAL_MACHINE")
SECONDS = 300
_EPOCH = 1_760_000_000
_PROBE = Path(__file__).with_name("probe.c")
_NO_TIME = "-Wl,--no-insert-timestamp"
_COMPILER = ("x86_64-w64-mingw32-gcc", "-O1", "-s", "-municode", "-mwindows", _NO_TIME)


@dataclass(frozen=True)
class Installers:
    """Of one version."""

    setup: Path
    msi: Path


def make(folder: Path, version: str) -> Installers:
    """Both, with a file that only this version has."""
    program = folder / f"program-{version}"
    (program / "_internal").mkdir(parents=True)
    succeed([*_COMPILER, "-o", program / "aok-2faktor.exe", _PROBE])
    (program / "_internal" / f"only-in-{version}.txt").touch()
    return Installers(
        *make_installers(program, folder, {**read_names(), "version": version}, _EPOCH)
    )


@dataclass(frozen=True)
class Computer:
    """A Windows on which the app may be installed."""

    wine: Wine

    def run(self, *words: str | Path) -> int:
        """The exit code."""
        return self.wine.run(words, seconds=SECONDS).code

    def values(self, key: str) -> dict[str, str]:
        """All values at and below a key, by what follows the key's own name."""
        whole = self.wine.registry(key)
        return {name[len(key) + 1 :]: value for name, value in whole.items()}

    def files(self, *below: str) -> set[str]:
        """What lies in a folder of drive C."""
        folder = self.wine.drive.joinpath(*below)
        found = (path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix() for path in found}

    def shortcuts(self) -> set[str]:
        """Where links to the app stand, in menus and on desktops."""
        found = self.wine.drive.rglob(f"{PRODUCT}.lnk")
        return {str(path.parent.relative_to(self.wine.drive)) for path in found}

    def said(self) -> str:
        """With which words the app was started since this was asked last."""
        file = self.wine.drive / "probe.txt"
        text = file.read_text("utf-16-le") if file.exists() else ""
        file.unlink(missing_ok=True)
        return text.strip()

    def wait_until_said(self, words: str) -> None:
        """Until the app has begun with these words."""
        until(lambda: self.said() == words, SECONDS, f"the start with {words}")

    def wait_until_gone(self, file: Path) -> None:
        """Uninstallers of NSIS go on in a copy of themselves."""
        until(lambda: not file.exists(), SECONDS, f"the end of {file}")

    def traces(self) -> list[str]:
        """What of the app is left in registry, menus and program folders."""
        left = [
            f"{hive}\\{key}: {name}"
            for hive in HIVES
            for key in (CLASSES, RUN, ENTRIES, r"Software\AOK", r"Software\Policies\AOK")
            for name, value in self.values(rf"{hive}\{key}").items()
            if PRODUCT in name + value
        ]
        folders = ("Program Files", "ProgramData", "users")
        left += [
            str(path)
            for folder in folders
            for path in self.wine.drive.joinpath(folder).rglob(f"{PRODUCT}*")
            if "Roaming" not in path.parts
        ]
        return left


def keep_profile(wine: Wine) -> Path:
    """A profile as an activated app leaves it."""
    (user,) = (path for path in (wine.drive / "users").iterdir() if path.name != "Public")
    profile = user / "AppData" / "Roaming" / "AOK" / PRODUCT / "profile.json"
    profile.parent.mkdir(parents=True)
    profile.write_text("{}")
    return profile
