"""The command that makes what administrators install: packages for each system."""

import hashlib
import os
import subprocess
from collections.abc import Sequence

import windows_package
from command import Command, Trouble
from environment import ROOT
from processes import Word

TARGET = ROOT / "build" / "packages"
SUMS = TARGET / "SHA256SUMS"
_KINDS = {".deb", ".exe", ".msi", ".rpm"}


def package(words: Sequence[str]) -> int:
    """Make the packages of the system that is named, and the list of all checksums."""
    system, rest = (words[0], words[1:]) if words else ("", ())
    if system not in _SYSTEMS:
        raise Trouble(f"say for which system: {' '.join(_SYSTEMS)}")
    TARGET.mkdir(parents=True, exist_ok=True)
    _SYSTEMS[system](rest)
    packages = sorted(path for path in TARGET.iterdir() if path.suffix in _KINDS)
    sums = (f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in packages)
    SUMS.write_text("".join(sums), "utf-8")
    return 0


def windows(words: Sequence[str]) -> None:
    """Make setup program and MSI from the folder that is built in wine."""
    windows_package.windows(words, TARGET, source_date())


def source_date() -> int:
    """The time that goes into packages, in seconds since 1970: SOURCE_DATE_EPOCH, as a build that
    is to give the same bytes sets it, else that of the last commit.

    Raises:
        Trouble: there are no commits either.
    """
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    words: list[Word] = ["git", "-C", ROOT, "log", "-1", "--format=%ct"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if not done.stdout.strip():
        raise Trouble("this is no checkout with commits; please set SOURCE_DATE_EPOCH")
    return int(done.stdout)


_SYSTEMS = {"windows": windows}

COMMANDS = (
    Command(
        "package",
        "windows [--sign FILE]",
        "make what administrators install, with checksums",
        package,
    ),
)
