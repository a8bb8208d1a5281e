"""The ways in which the app gets on a Windows: an MSI, and a setup program for one user or all."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from tests.packages.windows.installers import (
    CLASSES,
    ENTRIES,
    HIVES,
    POLICY,
    PRODUCT,
    Computer,
)

_USER, _MACHINE = HIVES


@dataclass(frozen=True)
class Way:
    """Silently, and for a portal that is not the usual one."""

    computer: Computer
    portal: str
    kind: ClassVar[str] = "setup"
    hive: ClassVar[str] = _MACHINE

    def install(self, file: Path) -> int:
        """Or bring up to date; the exit code."""
        raise NotImplementedError

    def remove(self, file: Path, *, forget: bool = False) -> None:
        """Without a question; and the user's accounts, where that is asked for."""
        raise NotImplementedError

    def version(self) -> str:
        """As Windows' list of programs has it."""
        listed = self.computer.values(rf"{self.hive}\{ENTRIES}")
        (entry,) = (name.rpartition("\\")[0] for name, value in listed.items() if value == PRODUCT)
        return listed[rf"{entry}\DisplayVersion"]

    def opening(self, link: str) -> Sequence[str | Path]:
        """The words by which Windows opens a link."""
        return "start", "/wait", link

    def menu(self) -> Sequence[str | Path]:
        """The words by which the Start menu starts the app."""
        (entry,) = (path for path in self.computer.shortcuts() if "Start Menu" in path)
        return "start", "/wait", "\\".join(("C:", *Path(entry).parts, f"{PRODUCT}.lnk"))


class ByMsi(Way):
    kind = "msi"

    def install(self, file: Path) -> int:
        return self.computer.run("msiexec", "/i", file, "/qn", f"PORTAL={self.portal}")

    def remove(self, file: Path, *, forget: bool = False) -> None:
        words = ("FORGET=1",) if forget else ()
        assert self.computer.run("msiexec", "/x", file, "/qn", *words) == 0


class BySetupForAll(Way):
    def install(self, file: Path) -> int:
        return self.computer.run(file, "/S", "/AllUsers", f"/PORTAL={self.portal}")

    def remove(self, file: Path, *, forget: bool = False) -> None:
        self.computer.uninstall(*(("/FORGET",) if forget else ()))


class BySetupForOne(Way):
    hive = _USER

    def install(self, file: Path) -> int:
        policy = ("/v", "portal", "/d", self.portal, "/f", "/reg:64")
        assert self.computer.run("reg", "add", POLICY, *policy) == 0
        return self.computer.run(file, "/S")

    def remove(self, file: Path, *, forget: bool = False) -> None:
        self.computer.uninstall(*(("/FORGET",) if forget else ()))
        assert self.computer.run("reg", "delete", POLICY, "/f", "/reg:64") == 0

    def opening(self, link: str) -> Sequence[str | Path]:
        """wine's own `start` looks for links of all users only."""
        command = self.computer.values(rf"{self.hive}\{CLASSES}")[r"shell\open\command\(Default)"]
        program, option, _ = command.rsplit(" ", 2)
        return program.strip('"'), option, link
