"""The installers with a small program in place of the app, and what they leave on Windows."""

from dataclasses import dataclass
from pathlib import Path

from processes import succeed
from tests.support.patience import until
from windows_package import make_installers, read_names
from wine import Wine

PRODUCT, VENDOR = "AOK 2-Faktor App", "AOK"
CLASSES = r"Software\Classes\aokzweifaktor"
RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
POLICY = r"HKEY_LOCAL_MACHINE\SOFTWARE\Policies\AOK\AOK 2-Faktor App"
ENTRIES = r"Software\Microsoft\Windows\CurrentVersion\Uninstall"
CREDENTIALS = r"HKEY_CURRENT_USER\Software\Wine\Credential Manager"
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
    names = {**read_names(), "version": version}
    return Installers(*make_installers(make_program(folder, version), folder, names, _EPOCH))


def make_program(folder: Path, version: str) -> Path:
    """The folder that stands for the app's."""
    program = folder / f"program-{version}"
    (program / "_internal").mkdir(parents=True)
    compile_probe(program / "aok-2faktor.exe")
    (program / "_internal" / f"only-in-{version}.txt").touch()
    return program


def compile_probe(target: Path) -> None:
    """A program that only says with which words it was started."""
    succeed([*_COMPILER, "-o", target, _PROBE])


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
            if path.parent.name != VENDOR
        ]
        return left

    def kept(self) -> list[str]:
        """What the app keeps for its user: profile, logs and credentials."""
        users = self.wine.drive / "users"
        found = (path for path in users.rglob(f"{VENDOR}/{PRODUCT}/**/*") if path.is_file())
        credentials = self.values(CREDENTIALS)
        return [*(str(path) for path in found), *(each for each in credentials if VENDOR in each)]

    def program(self) -> Path:
        """The installed program."""
        (program,) = self.wine.drive.rglob(f"{PRODUCT}/aok-2faktor.exe")
        return program

    def uninstall(self, *words: str) -> None:
        """What the setup program installed, as Windows does it: by its list of programs."""
        entries = [self.values(rf"{hive}\{ENTRIES}\{PRODUCT}") for hive in HIVES]
        (command,) = (entry["UninstallString"] for entry in entries if entry)
        uninstaller = self.program().with_name("Uninstall.exe")
        self.run(command.strip('"'), "/S", *words)
        self.wait_until_gone(uninstaller)


def keep_profile(wine: Wine) -> Path:
    """A profile as an activated app leaves it."""
    (user,) = (path for path in (wine.drive / "users").iterdir() if path.name != "Public")
    profile = user / "AppData" / "Roaming" / "AOK" / PRODUCT / "profile.json"
    profile.parent.mkdir(parents=True)
    profile.write_text("{}")
    return profile
