"""Libraries in the Windows app's folder that are neither Python's own nor a wheel's own: what
Python was built with, and Microsoft's runtime. What they are stands in their version resource."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from command import Trouble


@dataclass(frozen=True)
class WindowsLibrary:
    file: Path
    name: str
    version: str
    licence: str


# By what the resource has for ProductName.
_PRODUCTS = {
    "Microsoft® Visual Studio®": (
        "Microsoft Visual C++ runtime",
        "Microsoft Software License Terms",
    ),
    "SQLite3": ("SQLite", "blessing"),
    "The OpenSSL Toolkit": ("OpenSSL", "Apache-2.0"),
}
_OWN = {"PySide6", "Python", "Qt6", "Shiboken6"}
# Has no resource; this is the version that Python 3.13 takes for Windows.
_SILENT = {"libffi-8.dll": ("libffi", "3.4.4", "MIT")}
# Of wheels that leave theirs empty: the version is the wheel's.
_OF_WHEELS = ("pyside6.", "shiboken6.", "qt6")


def windows_libraries(folder: Path) -> Iterator[WindowsLibrary]:
    """Each of them.

    Raises:
        Trouble: nobody has said yet what one of the libraries is.
    """
    for file in sorted(folder.rglob("*.dll")):
        product = resource_text(file.read_bytes(), "ProductName")
        version = resource_text(file.read_bytes(), "ProductVersion")
        if file.name.lower() in _SILENT:
            yield WindowsLibrary(file, *_SILENT[file.name.lower()])
        elif product in _PRODUCTS:
            name, licence = _PRODUCTS[product]
            yield WindowsLibrary(file, name, version, licence)
        elif product not in _OWN and not file.name.lower().startswith(_OF_WHEELS):
            raise Trouble(f"please say in windows_libraries.py what {file.name} is: '{product}'")


def resource_text(program: bytes, name: str) -> str:
    """A text of the version resource, where it lies as a name and the value behind it; else ""."""
    sought = re.escape(name.encode("utf-16-le")) + rb"\0\0(?:\0\0)?((?:[^\0].|\0[^\0])+?)\0\0"
    found = re.search(sought, program, re.DOTALL)
    return found[1].decode("utf-16-le", "replace") if found else ""


def python_version(folder: Path) -> str:
    """Of the Python in the folder."""
    (library,) = (file for file in folder.rglob("python3*.dll") if file.name != "python3.dll")
    return resource_text(library.read_bytes(), "ProductVersion")
