"""The Windows app as a folder, packed by PyInstaller in Windows' own Python, in wine."""

import hashlib
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import bundle
import translations
from command import Trouble
from environment import ROOT
from processes import Word, say
from system_packages import QT, require
from windows_environment import WindowsEnvironment, windows_environment
from wine import copy_of, windows_path

FOLDER = ROOT / "build" / "windows" / "app" / "aok-2faktor"
STAMP = FOLDER.with_suffix(".built-from")
ICON = bundle.ICONS / "aok-2faktor.ico"
MANIFEST = ROOT / "packaging" / "windows" / "app.manifest"
_SECONDS = 3600


def windows_bundle(epoch: int) -> Path:
    """The folder, built unless nothing has changed since.

    Args:
        epoch: the time that goes into the program, in seconds since 1970.

    Raises:
        Trouble: it cannot be built.
    """
    require(QT)
    made = windows_environment()
    translations.compile_stale()
    inputs = _digest(made, epoch)
    if not STAMP.is_file() or STAMP.read_text() != inputs:
        say(f"building {FOLDER.relative_to(ROOT)} in wine: two to ten minutes")
        shutil.rmtree(FOLDER.parent, ignore_errors=True)
        bundle.draw_icons()
        _build(made, epoch)
        STAMP.write_text(inputs)
    return FOLDER


def _digest(made: WindowsEnvironment, epoch: int) -> str:
    own = (MANIFEST, Path(__file__))
    content = b"\0".join(file.read_bytes() for file in own)
    words = f"{made.folder.name} {epoch} {bundle.digest_of_inputs()}"
    return hashlib.sha256(words.encode() + content).hexdigest()


def _build(made: WindowsEnvironment, epoch: int) -> None:
    with TemporaryDirectory(prefix="aok-wine-") as scratch:
        work = Path(scratch, "work")
        variables = {
            "PYTHONPATH": windows_path(ROOT),
            "PYINSTALLER_CONFIG_DIR": windows_path(work / "cache"),
            # An order of its own in each process, or the time, would make each build another.
            "PYTHONHASHSEED": "0",
            "SOURCE_DATE_EPOCH": str(epoch),
        }
        options: list[Word] = ["--noconfirm", "--log-level", "ERROR", "--workpath", work]
        command: list[Word] = [
            made.python,
            "-m",
            "PyInstaller",
            *options,
            "--distpath",
            FOLDER.parent,
        ]
        with copy_of(made.wine, Path(scratch, "wine")) as wine:
            done = wine.run([*command, bundle.SPEC], seconds=_SECONDS, variables=variables)
    if done.code or not (FOLDER / "aok-2faktor.exe").exists():
        raise Trouble(f"PyInstaller failed in wine (exit {done.code}): {done.words}")
