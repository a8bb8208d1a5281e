"""Windows' own Python with the app's pinned packages, and a fresh wine prefix: made once, kept.

What is kept has the digest of all that it is made of in its name. The next time takes seconds.
"""

import hashlib
import shutil
import subprocess
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import environment
from command import Trouble
from environment import PINS, PYTHON, ROOT
from kept import alone, kept_folder
from processes import Word, say, succeed
from system_packages import FONTS, WINDOWS, require
from wine import Wine

_PACKAGES = PINS.with_name("windows.txt")
_INTERPRETER = PINS.with_name("windows-python.txt")
_SHIMS = ROOT / "packaging" / "windows" / "shims"
_COMPILER = "x86_64-w64-mingw32-gcc"
_VERSION = "3.13"
_FONTS = ("/usr/share/fonts", "/usr/local/share/fonts")
_FOLDER = f"cp{_VERSION.replace('.', '')}"
"""Of the interpreter, in the archive and here."""


@dataclass(frozen=True)
class WindowsEnvironment:
    """What is kept. Nothing changes it; programs run in copies of `wine`."""

    folder: Path

    @property
    def python(self) -> Path:
        """The interpreter, with all pinned packages."""
        return self.folder / "python" / _FOLDER / "python.exe"

    @property
    def fonts(self) -> Path:
        """For Qt's offscreen platform, which has none of its own on Windows."""
        return self.folder / "fonts"

    @property
    def wine(self) -> Wine:
        """A Windows in which nothing was ever installed."""
        return Wine(self.folder / "wine")


def windows_environment() -> WindowsEnvironment:
    """The environment, made first if there is none of these pins.

    Raises:
        Trouble: it cannot be made.
    """
    require(WINDOWS, FONTS)
    environment.prepare()
    kept = kept_folder("windows", "AOK_WINDOWS")
    with alone(kept):
        folder = kept / _digest()
        if not folder.exists():
            say("making a Windows in wine, with Python and the app's packages: about two minutes.")
            for old in kept.iterdir():
                if old.is_dir():
                    shutil.rmtree(old)
            unfinished = folder.with_suffix(".unfinished")
            _make(WindowsEnvironment(unfinished))
            unfinished.rename(folder)
    return WindowsEnvironment(folder)


def _digest() -> str:
    version = subprocess.run(["dpkg-query", "-W", "wine64"], capture_output=True, check=False)
    digest = hashlib.sha256(version.stdout)
    for file in (_PACKAGES, _INTERPRETER, *_sources(), Path(__file__)):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _sources() -> Iterator[Path]:
    yield from sorted(_SHIMS.glob("*.c"))


def _make(made: WindowsEnvironment) -> None:
    made.wine.folder.mkdir(parents=True)
    _unpack_interpreter(made.python.parent)
    _install_packages(made.python.parent / "Lib" / "site-packages")
    _copy_fonts(made.fonts)
    _begin_windows(made.wine)
    _compile(made)


def _unpack_interpreter(folder: Path) -> None:
    with TemporaryDirectory() as downloads:
        options = ["--quiet", "--no-deps", "--require-hashes", "--disable-pip-version-check"]
        command: list[Word] = [PYTHON, "-m", "pip", "download", *options, "--dest", downloads]
        succeed([*command, "-r", _INTERPRETER])
        (archive,) = Path(downloads).iterdir()
        with tarfile.open(archive) as files:
            (name,) = (each for each in files.getnames() if each.endswith("/data.zip"))
            packed = files.extractfile(name)
            assert packed
            content = packed.read()
    with zipfile.ZipFile(BytesIO(content)) as files:
        # What it brings beside the standard library is not pinned.
        for name in files.namelist():
            if "/site-packages/" not in name:
                files.extract(name, folder.parent)


def _install_packages(folder: Path) -> None:
    options = ["--quiet", "--require-hashes", "--no-deps", "--disable-pip-version-check"]
    target = ["--platform", "win_amd64", "--python-version", _VERSION, "--implementation", "cp"]
    command: list[Word] = [
        PYTHON,
        "-m",
        "pip",
        "install",
        *options,
        *target,
        "--only-binary",
        ":all:",
    ]
    succeed([*command, "--no-compile", "--target", folder, "-r", _PACKAGES])


def _compile(made: WindowsEnvironment) -> None:
    """Once, or each process would do it again; a few of the test files are no Python at all."""
    library = made.python.parent / "Lib"
    words: list[Word] = [made.python, "-m", "compileall", "-q", library]
    done = made.wine.run(words, seconds=900)
    made.wine.wait()
    if not list(library.glob("__pycache__/os.*.pyc")):
        raise Trouble(f"Windows' Python does not start in wine: {done.words}")


def _copy_fonts(folder: Path) -> None:
    folder.mkdir()
    found = [file for place in _FONTS for file in sorted(Path(place).rglob("NotoSans-*.ttf"))]
    if not found:
        raise Trouble("there is no Noto Sans here, which stands in for Windows' own font")
    for file in found:
        shutil.copyfile(file, folder / file.name)


def _begin_windows(wine: Wine) -> None:
    done = wine.run(["wineboot", "--init"], seconds=300)
    system = wine.drive / "windows" / "system32"
    if done.code or not system.is_dir():
        raise Trouble(f"wine does not start (exit {done.code}): {done.words}")
    wine.wait()
    _cut_off_home(wine.drive / "users")
    for source in _sources():
        library = system / source.with_suffix(".dll").name
        compiler = [_COMPILER, "-O1", "-s", "-shared", "-Wl,--no-insert-timestamp"]
        succeed([*compiler, "-o", library, source, "-ladvapi32"])


def _cut_off_home(users: Path) -> None:
    """Folders of the user's that are links out of this Windows become its own."""
    for link in [path for path in users.rglob("*") if path.is_symlink()]:
        link.unlink()
        link.mkdir()
