"""Asks the binaries of .venv, and the browser, which libraries they lack; and who brings others.

`python libraries.py` prints what is missing, for a system that has nothing but its packages.
"""

import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

UNUSED = {
    "PySide6/Qt/qml/*": "the app has no QML",
    "PySide6/Qt/plugins/designer/*": "for Qt's own tool",
    "PySide6/Qt/plugins/egldeviceintegrations/*": "for screens without a desktop",
    "PySide6/Qt/plugins/imageformats/libqpdf.so": "the app opens no PDF as a picture",
    "PySide6/Qt/plugins/platforminputcontexts/libqtvirtual*": "the desktop has one, if any",
    "PySide6/Qt/plugins/platformthemes/libqgtk3.so": "Qt does without it where GTK is not there",
    "PySide6/Qt/plugins/qmltooling/*": "the app has no QML",
    "PySide6/Qt/plugins/sqldrivers/*": "the app has no database",
}
"""Below site-packages: what may lack libraries, and why nobody notices."""
BROWSER = Path("/usr/lib/chromium")
"""Debian's; elsewhere the browser's packager has seen to it."""
ROOT = Path(__file__).resolve().parents[2]
_ELF = b"\x7fELF"


@dataclass
class Answers:
    """What the system's loader says of some binaries."""

    missing: dict[str, set[Path]] = field(default_factory=lambda: defaultdict(set))
    """Library and who wants it."""
    found: set[Path] = field(default_factory=set)
    """Libraries outside of the folder that was asked."""


def ask(folder: Path) -> Answers:
    """Ask all binaries in the folder of an installed Python."""
    answers, loader = Answers(), _loader()

    def listed(binary: Path) -> tuple[Path, str]:
        # What ldd does, without starting a shell for each.
        asked = subprocess.run(
            (loader, "--list", binary), capture_output=True, text=True, check=False
        )
        return binary, asked.stdout

    with ThreadPoolExecutor() as several:
        for binary, lines in several.map(listed, binaries(folder)):
            for name, path in _read(lines):
                if path is None:
                    answers.missing[name].add(binary)
                elif not path.is_relative_to(folder):
                    answers.found.add(path)
    return answers


def binaries(folder: Path) -> Iterator[Path]:
    """Programs and libraries, those that are used."""
    for path in sorted(folder.rglob("*")):
        place = path.as_posix().partition("/site-packages/")[2]
        if path.is_symlink() or not path.is_file() or any(fnmatch(place, each) for each in UNUSED):
            continue
        with path.open("rb") as file:
            if file.read(len(_ELF)) == _ELF:
                yield path


def packages_of(paths: Iterable[Path]) -> dict[Path, str]:
    """Debian's package of each file; files that are none's are left out."""
    spellings = {str(spelling): path for path in paths for spelling in _spellings(path)}
    asked = subprocess.run(
        ("dpkg-query", "--search", *spellings), capture_output=True, text=True, check=False
    )
    lines = (line.rpartition(": ") for line in asked.stdout.splitlines())
    return {spellings[path]: names.partition(":")[0] for names, _, path in lines}


def brought_by(packages: Iterable[str]) -> set[str]:
    """These packages, what Debian always has, and all that they depend on, as installed here."""
    form = "${Package}|${Essential}|${Priority}|${Provides}|${Pre-Depends}, ${Depends}\n"
    asked = subprocess.run(
        ("dpkg-query", "--show", "--showformat", form), capture_output=True, text=True, check=True
    )
    wants: dict[str, set[str]] = {}
    by_name: dict[str, set[str]] = defaultdict(set)
    for line in asked.stdout.splitlines():
        name, essential, priority, provides, depends = line.split("|", 4)
        wants[name] = _names(depends.replace("|", ","))
        if essential == "yes" or priority == "required":
            by_name[""].add(name)
        for each in (name, *_names(provides)):
            by_name[each].add(name)
    brought, new = set[str](), by_name[""].union(*(by_name[name] for name in packages))
    while new:
        brought |= new
        wanted = {name for package in new for name in wants[package]}
        new = set[str]().union(*(by_name[name] for name in wanted)) - brought
    return brought


def _names(relations: str) -> set[str]:
    """Package names of a field like "libc6 (>= 2.34), libfoo:any"."""
    parts = (part.split("(")[0].partition(":")[0].strip() for part in relations.split(","))
    return {part for part in parts if part}


def _spellings(path: Path) -> set[Path]:
    """/lib is a link to /usr/lib, and packages may have either."""
    real = path.resolve()
    return {path, real, *(Path("/", *each.parts[2:]) for each in (path, real) if _is_usr(each))}


def _is_usr(path: Path) -> bool:
    return path.parts[1] == "usr"


def _read(lines: str) -> Iterator[tuple[str, Path | None]]:
    for line in lines.splitlines():
        name, arrow, place = line.strip().partition(" => ")
        if arrow:
            missing = place.startswith("not found")
            yield name, None if missing else Path(place.rpartition(" (")[0])


def _loader() -> Path:
    return next(path for path in sorted(Path("/").glob("lib*/ld-linux*.so.?")) if path.exists())


def main() -> int:
    """Print what this very .venv and the browser lack; 1 where anything is missing."""
    missing = {**ask(BROWSER).missing, **ask(ROOT / ".venv" / "lib").missing}
    for name, users in sorted(missing.items()):
        print(f"{name}: wanted by {', '.join(map(str, sorted(users)))}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
