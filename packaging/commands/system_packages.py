"""What the operating system must bring: installed on Debian and Ubuntu, named elsewhere."""

import ctypes
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from command import Trouble
from environment import ROOT
from processes import say, succeed

LIST = ROOT / "packaging" / "system_packages.toml"
INSTALLER = ROOT / "packaging" / "install_packages.sh"


@dataclass(frozen=True)
class Group:
    """Debian's names, and for other Linuxes programs and libraries that show the same is there."""

    packages: tuple[str, ...]
    programs: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()


def listed() -> dict[str, Group]:
    """The groups of the list, by name."""
    with LIST.open("rb") as file:
        tables = tomllib.load(file)
    return {
        name: Group(**{key: tuple(values) for key, values in table.items()})
        for name, table in tables.items()
    }


_GROUPS = listed()
BROWSER = _GROUPS["browser"]
FONTS = _GROUPS["fonts"]
GIT = _GROUPS["git"]
KEYRING = _GROUPS["keyring"]
LINKS = _GROUPS["links"]
MODELS = _GROUPS["models"]
NATS = _GROUPS["nats"]
PACKAGES = _GROUPS["packages"]
PDF_VIEWER = _GROUPS["pdf_viewer"]
PORTAL = _GROUPS["portal"]
POSTGRESQL = _GROUPS["postgresql"]
PROXY = _GROUPS["proxy"]
QT = _GROUPS["qt"]
ROOTS = _GROUPS["roots"]
SANDBOX = _GROUPS["sandbox"]
SCREEN = _GROUPS["screen"]
TOKEN = _GROUPS["token"]
WINDOWS = _GROUPS["windows"]
WINDOWS_PACKAGES = _GROUPS["windows_packages"]
# Debian's own Python has its library in a package apart; others bring it along.
_LIBPYTHON = (f"libpython3.{sys.version_info.minor}",) if sys.base_prefix == "/usr" else ()
BUNDLE = replace(_GROUPS["bundle"], packages=(*_GROUPS["bundle"].packages, *_LIBPYTHON))
WINDOW = (QT, FONTS, KEYRING, PORTAL)
"""What the app, its portal and their demo need."""


def require(*groups: Group) -> None:
    """Make sure that the groups are there; takes some 20 ms when they are."""
    if not sys.platform.startswith("linux"):
        return
    if shutil.which("dpkg-query") and shutil.which("apt-get"):
        _require_debian(groups)
    elif missing := _not_found(groups):
        names = " ".join(name for group in groups for name in group.packages)
        say(f"not found here: {' '.join(missing)}; on Debian the packages are: {names}")


def _require_debian(groups: Iterable[Group]) -> None:
    wanted = {name for group in groups for name in group.packages}
    if missing := sorted(wanted - _installed(wanted)):
        root = _as_root(missing)
        say(f"installing system packages, once: {' '.join(missing)}")
        succeed([*root, "apt-get", "-o", "DPkg::Lock::Timeout=600", "update"])
        succeed([*root, INSTALLER, "/", *missing])


def _installed(names: Iterable[str]) -> set[str]:
    # Since their move to 64-bit time some libraries are named libxyz0t64.
    asked = [spelling for name in names for spelling in (name, f"{name}t64")]
    answer = subprocess.run(
        ["dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\n", *asked],
        capture_output=True,
        text=True,
        check=False,
    )
    states = (line.split() for line in answer.stdout.splitlines())
    return {name.removesuffix("t64") for name, state in states if state == "installed"}


def _as_root(missing: Iterable[str]) -> list[str]:
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive"]
    if os.geteuid() == 0:
        return quiet
    if shutil.which("sudo") and not subprocess.run(["sudo", "-n", "true"], check=False).returncode:
        return ["sudo", "-n", *quiet]
    raise Trouble(f"please install: sudo apt-get install {' '.join(missing)}")


def _not_found(groups: Iterable[Group]) -> list[str]:
    programs = (name for group in groups for name in group.programs)
    libraries = (name for group in groups for name in group.libraries)
    return [
        *(name for name in programs if not shutil.which(name)),
        *(name for name in libraries if not _loads(name)),
    ]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
