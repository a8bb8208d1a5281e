"""`python sbom_files.py DIR EPOCH`: lists of materials of app and portal (CycloneDX 1.6, JSON).

Started by the command, with the project on its path. The app's are what the folders of the Linux
and the Windows bundle hold: Python, wheels, Qt and other libraries, each file of these with its
SHA-256. The portal's is what packaging/requirements/portal.txt installs on this system.
"""

import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import distribution, distributions
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from packaging.markers import Marker

from authenticator import __version__
from authenticator.branding import load_branding
from authenticator.components import Component, component_of, components, packages
from system_libraries import SystemLibrary, system_libraries
from windows_libraries import WindowsLibrary, python_version, windows_libraries

ROOT = Path(__file__).resolve().parents[2]
_BUNDLE = ROOT / "build" / "bundle" / "aok-2faktor"
_ORIGINS = _BUNDLE.with_name("origins.json")
_WINDOWS = ROOT / "build" / "windows" / "app" / "aok-2faktor"
_PORTAL = ROOT / "packaging" / "requirements" / "portal.txt"
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)(?: ; ([^\\\n]+))?", re.MULTILINE)
_ID = r"(?:MIT|ISC|Unlicense|Zlib|[A-Za-z0-9]+(?:-[A-Za-z0-9.]+)+)"
_SPDX = re.compile(rf"{_ID}(?: (?:OR|AND) {_ID})*")
# What names its licences in no form that is read here.
_NAMED = {"pyphen": "GPL-2.0-or-later OR LGPL-2.1-or-later OR MPL-1.1"}
_PYSIDE = "pyside6-essentials"
Material = dict[str, Any]


def write_lists(target: Path, epoch: int) -> None:
    """Write all lists into `target`."""
    lists = {
        "aok-2faktor-linux": of_linux_app(),
        "aok-2faktor-windows": of_windows_app(),
        "aok-portal": of_portal(),
    }
    for name, materials in lists.items():
        text = json.dumps(document(name, materials, epoch), indent=1, ensure_ascii=False)
        (target / f"{name}-{__version__}.cdx.json").write_text(f"{text}\n", "utf-8")


def document(name: str, materials: Iterable[Material], epoch: int) -> Material:
    """The whole document; the same materials have the same serial number."""
    listed = sorted(materials, key=lambda each: str(each["bom-ref"]))
    main: Material = {"type": "application", "bom-ref": name, "name": name, "version": __version__}
    main["supplier"] = {"name": load_branding().publisher}
    digest = hashlib.sha256(json.dumps([main, listed], sort_keys=True).encode()).hexdigest()
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, digest)}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": main,
        },
        "components": listed,
        "dependencies": [{"ref": name, "dependsOn": [each["bom-ref"] for each in listed]}],
    }


def of_linux_app() -> Iterator[Material]:
    """What the Linux bundle holds."""
    python, *wheels = components()
    yield from of_python(python, wheels)
    for library in system_libraries(json.loads(_ORIGINS.read_text("utf-8"))):
        yield of_system(library)


def of_windows_app() -> Iterator[Material]:
    """What the Windows bundle holds, of whose wheels the notes lie in its folder."""
    python = Component("Python", python_version(_WINDOWS), "PSF-2.0", "")
    notes = distributions(path=[str(_WINDOWS / "_internal")])
    yield from of_python(python, packages(notes))
    yield from map(of_windows_library, windows_libraries(_WINDOWS))


def of_python(python: Component, wheels: Sequence[Component]) -> Iterator[Material]:
    """Python, wheels, and the Qt in them."""
    yield material(python, "generic")
    yield from (material(wheel, "pypi") for wheel in wheels)
    qt = next(wheel for wheel in wheels if wheel.name.lower().replace("_", "-") == _PYSIDE)
    # The wheels of PySide6 bring Qt of the same version.
    yield material(Component("Qt", qt.version, "LGPL-3.0-only", ""), "generic")


def of_portal() -> Iterator[Material]:
    """What is pinned for this system and Python."""
    for name, _, marker in _PIN.findall(_PORTAL.read_text("utf-8")):
        if not marker or Marker(marker.strip()).evaluate():
            yield material(component_of(distribution(name)), "pypi")


def material(component: Component, kind: str) -> Material:
    """One component; the licence as its makers name it, as an SPDX expression where it is one."""
    name = quote(re.sub(r"[_ ]", "-", component.name.lower()))
    purl = f"pkg:{kind}/{name}@{component.version}"
    said: Material = {
        "type": "library",
        "bom-ref": purl,
        "name": component.name,
        "version": component.version,
        "purl": purl,
    }
    licence = component.licence or _NAMED.get(name, "")
    if _SPDX.fullmatch(licence):
        said["licenses"] = [{"expression": licence}]
    elif licence:
        said["licenses"] = [{"license": {"name": licence}}]
    return said


def of_system(library: SystemLibrary) -> Material:
    """A library of the system that was packed; the text of its licence is in its package."""
    purl = f"pkg:deb/debian/{library.package}@{library.version}"
    (file,) = _BUNDLE.rglob(library.file)
    return {
        "type": "library",
        "bom-ref": f"{purl}#{library.file}",
        "name": library.package,
        "version": library.version,
        "purl": purl,
        "hashes": [digest_of(file)],
        "properties": [
            {"name": "file", "value": library.file},
            {"name": "source", "value": library.source},
        ],
    }


def of_windows_library(library: WindowsLibrary) -> Material:
    """A library that came with Python or with a wheel, and is made by others."""
    said = material(Component(library.name, library.version, library.licence, ""), "generic")
    path = library.file.relative_to(_WINDOWS).as_posix()
    said["bom-ref"] += f"#{path}"
    said["hashes"] = [digest_of(library.file)]
    said["properties"] = [{"name": "file", "value": path}]
    return said


def digest_of(file: Path) -> Material:
    return {"alg": "SHA-256", "content": hashlib.sha256(file.read_bytes()).hexdigest()}


if __name__ == "__main__":
    write_lists(Path(sys.argv[1]), int(sys.argv[2]))
