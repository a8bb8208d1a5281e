"""The command that builds the desktop app as a folder that needs no Python."""

import hashlib
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import environment
import icu
import translations
from command import Command
from environment import PINS, PYTHON, ROOT
from libraries import binaries
from processes import Word, say, succeed
from system_packages import BUNDLE, QT, require

_BUILD = ROOT / "build"
FOLDER = _BUILD / "bundle" / "aok-2faktor"
_PACKED = FOLDER.with_suffix(".tar.xz")
STAMP = FOLDER.with_suffix(".built-from")
ICONS = _BUILD / "icons"
"""Read by the file below."""
_ICON_FILES = ROOT / "packaging" / "commands" / "icon_files.py"
SPEC = ROOT / "packaging" / "pyinstaller" / "app.spec"
# Of the commands those that make something of it.
_MAKERS = ("bundle", "icon_files", "icu", "libraries")
_OF_SYSTEM = ("packaging/macos",) if sys.platform == "darwin" else ()
SOURCES = ("authenticator", "crypto", *_OF_SYSTEM, "packaging/pyinstaller", "ui")


def bundle(words: Sequence[str]) -> int:
    """Build the folder unless nothing has changed since, pack it on demand, say the sizes."""
    require(QT, BUNDLE)
    environment.prepare()
    translations.compile_stale()
    inputs = digest_of_inputs()
    if not STAMP.is_file() or STAMP.read_text() != inputs:
        say(f"building {FOLDER.relative_to(ROOT)}")
        _build()
        STAMP.write_text(inputs)
    _tell(FOLDER, sum(file.lstat().st_size for file in FOLDER.rglob("*") if file.is_file()))
    if "--no-archive" not in words:
        if not _PACKED.exists():
            _pack()
        _tell(_PACKED, _PACKED.stat().st_size)
    return 0


def digest_of_inputs() -> str:
    """Of all that the program is made of."""
    digest = hashlib.sha256(str(PYTHON.resolve()).encode())
    for file in _inputs():
        digest.update(f"\0{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def _inputs() -> Iterator[Path]:
    yield PINS
    yield ROOT / "packaging" / "branding.toml"
    yield from (ROOT / "packaging" / "commands" / f"{name}.py" for name in _MAKERS)
    for folder in SOURCES:
        for file in sorted((ROOT / folder).rglob("*")):
            if file.is_file() and file.suffix != ".pyc":
                yield file


def _build() -> None:
    shutil.rmtree(FOLDER.parent, ignore_errors=True)
    places: list[Word] = ["--distpath", FOLDER.parent, "--workpath", _BUILD / "pyinstaller"]
    options = ["--noconfirm", "--log-level", "WARN"]
    draw_icons()
    # Its cache would otherwise lie in the home folder and outlive the project; an order of its
    # own in each process would make each build another.
    variables = {"PYINSTALLER_CONFIG_DIR": str(_BUILD / "pyinstaller-cache"), "PYTHONHASHSEED": "0"}
    succeed([PYTHON, "-m", "PyInstaller", *options, *places, SPEC], env=variables)
    for library in FOLDER.rglob("libicudata.so.*"):
        if not library.is_symlink():
            icu.empty(library)
    if sys.platform == "linux":
        forget_folders(FOLDER)


def forget_folders(folder: Path) -> None:
    """Binaries look for libraries beside themselves only.

    Those of a Python that was built here name the folder that it lies in. Whoever has a folder of
    this name on another machine could have the program load what he likes (RUNPATH, ld.so(8)).
    """
    for binary in binaries(folder):
        places = search_path(binary)
        beside = [place for place in places if place.startswith("$ORIGIN")]
        if beside != places:
            # An empty path would be the folder in which the program is started.
            change = ["--set-rpath", ":".join(beside)] if beside else ["--remove-rpath"]
            succeed(["patchelf", *change, binary])


def search_path(binary: Path) -> list[str]:
    """Folders in which a binary's libraries are looked for before those of the system."""
    asked = ("patchelf", "--print-rpath", binary)
    done = subprocess.run(asked, capture_output=True, text=True, check=True)
    return [place for place in done.stdout.strip().split(":") if place]


def draw_icons() -> None:
    """Draw the icon in all sizes, where the specification reads it."""
    variables = {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    succeed([PYTHON, _ICON_FILES, ICONS], env=variables)


def _pack() -> None:
    with tarfile.open(_PACKED, "w:xz", preset=6) as archive:
        archive.add(FOLDER, FOLDER.name)


def _tell(path: Path, size: int) -> None:
    say(f"{path.relative_to(ROOT)}: {size / 1e6:.1f} MB")


COMMANDS = (
    Command("bundle", "[--no-archive]", "build the app as a folder that needs no Python", bundle),
)
