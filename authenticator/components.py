"""What the program is made of, and under which licences: read from what is installed."""

import platform
import re
from collections.abc import Iterable, Mapping
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Final

from authenticator.values import dataclass

DIRECT: Final = (
    "PySide6-Essentials",
    "cryptography",
    "idna",
    "jeepney",
    "keyring",
    "platformdirs",
    "pyspnego",
    "qrcode",
    "quickjs-ng",
    "requests",
    "truststore",
    "zxing-cpp",
)
"""What we use ourselves; the bundle brings the notes about these and about what they need."""

_LEFT_OUT: Final = {"charset-normalizer", "pycparser"}
"""Needed by what we use, as that says itself, and not in the bundle: see its specification."""
_FOLDER: Final = Path(__file__).with_name("licences")
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_NOTICE: Final = re.compile(r"(^|/)(LICEN[CS]E|COPYING|NOTICE)[^/]*$", re.IGNORECASE)
# Where a component leaves the choice, ours.
_CHOSEN: Final = {"LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only": "LGPL-3.0-only"}
# What names its licence in no note, but brings its text.
_UNNAMED: Final = {"quickjs-ng": "MIT"}
_TEXTS: Final = {"LGPL-3.0-only": ("LGPL-3.0-only.txt", "GPL-3.0-only.txt")}


@dataclass(frozen=True)
class Component:
    name: str
    version: str
    licence: str
    """Name of the licence, as the component itself says it."""
    text: str
    """The licence's whole text; empty where the component brings none."""


def components() -> tuple[Component, ...]:
    """Python, and then by name everything that is shipped beside our own code."""
    return (_python(), *packages(distributions()))


def packages(installed: Iterable[Distribution]) -> list[Component]:
    """By name, those of the installed ones that are shipped."""
    found = {_plain(each.name): each for each in installed}
    names: set[str] = set()
    for name in DIRECT:
        _add(_plain(name), found, names)
    return [component_of(found[name]) for name in sorted(names)]


def _add(name: str, found: dict[str, Distribution], names: set[str]) -> None:
    if name not in found or name in names or name in _LEFT_OUT:
        return
    names.add(name)
    for requirement in found[name].requires or ():
        word = _NAME.match(requirement)
        if word is not None and "extra ==" not in requirement:
            _add(_plain(word[0]), found, names)


def component_of(found: Distribution) -> Component:
    """What an installed distribution says of itself."""
    licence = _licence(found.metadata.json) or _UNNAMED.get(_plain(found.name), "")
    files = [file for file in found.files or () if _NOTICE.search(str(file))]
    texts = [file.read_text("utf-8") for file in files if Path(file.locate()).is_file()]
    texts += [(_FOLDER / name).read_text("utf-8") for name in _TEXTS.get(licence, ())]
    return Component(found.name, found.version, licence, "\n\n".join(texts))


def _licence(notes: Mapping[str, str | list[str]]) -> str:
    for name in ("license_expression", "license"):
        if said := str(notes.get(name, "")).partition("\n")[0]:
            return _CHOSEN.get(said, said)
    names = (str(each).rpartition(" :: ")[2] for each in notes.get("classifier", ()))
    return next((name for name in names if name.endswith("License")), "")


def _python() -> Component:
    text = (_FOLDER / "PSF-2.0.txt").read_text("utf-8")
    return Component("Python", platform.python_version(), "PSF-2.0", text)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
