"""What the operating system must bring: installed on Debian and Ubuntu, named elsewhere."""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from command import Trouble
from processes import say, succeed


@dataclass(frozen=True)
class Group:
    """Debian's names, and for other Linuxes programs and libraries that show the same is there."""

    packages: tuple[str, ...]
    programs: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()


QT = Group(
    packages=(
        "libdbus-1-3",
        "libegl1",
        "libfontconfig1",
        "libgl1",
        "libglib2.0-0",
        "libopengl0",
        "libxcb-cursor0",
        "libxcb-icccm4",
        "libxcb-image0",
        "libxcb-keysyms1",
        "libxcb-randr0",
        "libxcb-render-util0",
        "libxcb-shape0",
        "libxcb-util1",
        "libxcb-xinerama0",
        "libxcb-xkb1",
        "libxkbcommon-x11-0",
        "libxkbcommon0",
    ),
    libraries=("libEGL.so.1", "libfontconfig.so.1", "libxcb-cursor.so.0", "libxkbcommon-x11.so.0"),
)
# Without a font the offscreen platform draws no text at all.
FONTS = Group(("fonts-noto-core",))
KEYRING = Group(("dbus", "gnome-keyring"), programs=("dbus-daemon", "gnome-keyring-daemon"))
BROWSER = Group(("chromium",), programs=("chromium",))
POSTGRESQL = Group(("postgresql",), programs=("pg_ctl",))
SCREEN = Group(("openbox", "xdotool", "xvfb"), programs=("openbox", "xdotool", "Xvfb"))
# From a link to the program that opens it, and what a screen reader sees of that program.
LINKS = Group(
    ("at-spi2-core", "desktop-file-utils", "libglib2.0-bin", "xdg-utils"),
    programs=("gio", "update-desktop-database", "xdg-mime", "xdg-open"),
)
# A token (PKCS#11) in software, for the portal's wrapping key.
TOKEN = Group(("softhsm2",), programs=("softhsm2-util",))
# What WeasyPrint sets the certificate form with.
PDF = Group(
    ("libharfbuzz-subset0", "libpango-1.0-0", "libpangoft2-1.0-0"),
    libraries=("libharfbuzz-subset.so.0", "libpango-1.0.so.0", "libpangoft2-1.0.so.0"),
)
# The form is looked at with other eyes than those of the library that the portal has.
PDF_VIEWER = Group(("poppler-utils",), programs=("pdftoppm", "pdftotext"))
# What keeps uploads from files where the kernel has no Landlock; tests try both.
SANDBOX = Group(("bubblewrap",), programs=("bwrap",))
# A real proxy for the app to go through; the package without "-bin" would start a service.
PROXY = Group(("tinyproxy-bin",), programs=("tinyproxy",))
GIT = Group(("git",), programs=("git",))
MODELS = Group(("gcc", "libc6-dev", "spin"), programs=("gcc", "spin"))
# Debian's own Python has its library in a package apart; others bring it along.
_LIBPYTHON = (f"libpython3.{sys.version_info.minor}",) if sys.base_prefix == "/usr" else ()
BUNDLE = Group(("binutils", *_LIBPYTHON), programs=("ld", "objcopy", "strip"))


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
        command = [*_as_root(missing), "apt-get", "-o", "DPkg::Lock::Timeout=600"]
        say(f"installing system packages: {' '.join(missing)}")
        succeed([*command, "update"])
        succeed([*command, "install", "-y", "--no-install-recommends", *missing])


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
