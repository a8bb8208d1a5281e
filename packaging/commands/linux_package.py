"""What a Linux package is, whatever its format: read from one description, laid out as a tree."""

import os
import shutil
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from command import Trouble
from elf_needs import needs
from environment import PYTHON, ROOT
from processes import succeed

PACKAGE = "aok-2faktor"
FOLDER = f"/usr/lib/{PACKAGE}"
LAUNCHER = f"/usr/bin/{PACKAGE}"
POLICY = f"/etc/{PACKAGE}"
SOURCES = ROOT / "packaging" / "linux"
_SIDES = (16, 24, 32, 48, 64, 96, 128, 256, 512)
"""Of icons, as the hicolor theme has them; there are more for other systems."""
_TEXTS = ROOT / "packaging" / "commands" / "linux_texts.py"


@dataclass(frozen=True)
class Library:
    """One of the system that the folder's binaries load."""

    deb: str
    """Debian's package, with the oldest version that will do."""
    symbols: tuple[str, ...] = ()
    """The newest versions of its symbols that are asked for, one for each family of them."""


@dataclass(frozen=True)
class Description:
    """packaging/linux/package.toml, with what it takes from other files."""

    version: str
    """Of the program, as pyproject.toml has it."""
    publisher: str
    email: str
    homepage: str
    section: str
    licence: str
    summary: str
    text: str
    libraries: Mapping[str, Library]
    """By soname."""
    requires: Mapping[str, tuple[str, ...]]
    """By format: `deb`, `rpm`."""
    recommends: Mapping[str, tuple[str, ...]]


def read_description() -> Description:
    """The description of this checkout."""
    package, brand = _toml(SOURCES / "package.toml"), _toml(ROOT / "packaging" / "branding.toml")
    tables = package["libraries"].items()
    return Description(
        version=_toml(ROOT / "pyproject.toml")["project"]["version"],
        publisher=brand["brand"]["publisher"],
        email=brand["support"]["technical_email"],
        homepage=brand["brand"]["portal_address"],
        section=package["section"],
        licence=package["licence"],
        summary=package["summary"],
        text=package["description"].strip(),
        libraries={
            name: Library(table["deb"], tuple(table.get("symbols", ()))) for name, table in tables
        },
        requires={form: tuple(names) for form, names in package["requires"].items()},
        recommends={form: tuple(names) for form, names in package["recommends"].items()},
    )


def check_libraries(folder: Path, described: Mapping[str, Library]) -> None:
    """Compare what the binaries ask of the system with what the description says.

    Raises:
        Trouble: they are not the same; names each difference.
    """
    found = needs(folder)
    faults = [f"nothing asks for {name}" for name in sorted(described.keys() - found.keys())]
    for name, symbols in sorted(found.items()):
        if name not in described:
            faults.append(f"{name} {list(symbols)} is asked for")
        elif set(described[name].symbols) != set(symbols):
            faults.append(f"{name} has symbols = {list(described[name].symbols)}, not {symbols}")
    if faults:
        raise Trouble(f"packaging/linux/package.toml: {'; '.join(faults)}")


def lay_out(target: Path, bundle: Path, icons: Path, version: str, epoch: int) -> None:
    """Everything that both formats install, below `target`; all times in it are `epoch`."""
    shutil.copytree(bundle, target / FOLDER[1:], symlinks=True)
    launcher = target / LAUNCHER[1:]
    launcher.parent.mkdir(parents=True)
    launcher.symlink_to(Path("..", "lib", PACKAGE, PACKAGE))
    (target / POLICY[1:]).mkdir(parents=True)
    for side in _SIDES:
        icon = Path("hicolor", f"{side}x{side}", "apps", f"{PACKAGE}.png")
        place = target / "usr" / "share" / "icons" / icon
        place.parent.mkdir(parents=True)
        shutil.copyfile(icons / icon, place)
    variables = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    succeed([PYTHON, _TEXTS, target, version, str(epoch)], env=variables)
    settle(target, epoch)


def settle(target: Path, epoch: int) -> None:
    """The same rights and times whoever builds: only the program itself may be started."""
    program = target / FOLDER[1:] / PACKAGE
    for path in [target, *target.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path == program else 0o644)
    for path in sorted([target, *target.rglob("*")], reverse=True):
        os.utime(path, (epoch, epoch), follow_symlinks=False)


def _toml(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))
