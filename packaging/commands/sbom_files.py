"""`python sbom_files.py DIR EPOCH`: lists of materials of app and portal (CycloneDX 1.6, JSON).

Started by the command, with the project on its path. The app's is what the folder of the bundle
holds: Python, wheels, Qt and libraries of the system, each file of these with its SHA-256. The
portal's is what packaging/requirements/portal.txt installs on this system.
"""

import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib.metadata import distribution
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from packaging.markers import Marker

from authenticator import __version__
from authenticator.branding import load_branding
from authenticator.components import Component, component_of, components
from system_libraries import SystemLibrary, system_libraries

ROOT = Path(__file__).resolve().parents[2]
_BUNDLE = ROOT / "build" / "bundle" / "aok-2faktor"
_ORIGINS = _BUNDLE.with_name("origins.json")
_PORTAL = ROOT / "packaging" / "requirements" / "portal.txt"
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)(?: ; ([^\\\n]+))?", re.MULTILINE)
_ID = r"(?:MIT|ISC|Unlicense|Zlib|[A-Za-z0-9]+(?:-[A-Za-z0-9.]+)+)"
_SPDX = re.compile(rf"{_ID}(?: (?:OR|AND) {_ID})*")
# What names its licences in no form that is read here.
_NAMED = {"pyphen": "GPL-2.0-or-later OR LGPL-2.1-or-later OR MPL-1.1"}
_PYSIDE = "pyside6-essentials"
Material = dict[str, Any]


def write_lists(target: Path, epoch: int) -> None:
    """Write both lists into `target`."""
    lists = {"aok-2faktor": of_app(), "aok-portal": of_portal()}
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


def of_app() -> Iterator[Material]:
    """What the bundle holds."""
    python, *wheels = components()
    yield material(python, "generic")
    yield from (material(wheel, "pypi") for wheel in wheels)
    qt = next(wheel for wheel in wheels if wheel.name.lower().replace("_", "-") == _PYSIDE)
    # The wheels of PySide6 bring Qt of the same version.
    yield material(Component("Qt", qt.version, "LGPL-3.0-only", ""), "generic")
    for library in system_libraries(json.loads(_ORIGINS.read_text("utf-8"))):
        yield of_system(library)


def of_portal() -> Iterator[Material]:
    """What is pinned for this system and Python."""
    for name, _, marker in _PIN.findall(_PORTAL.read_text("utf-8")):
        if not marker or Marker(marker.strip()).evaluate():
            yield material(component_of(distribution(name)), "pypi")


def material(component: Component, kind: str) -> Material:
    """One component; the licence as its makers name it, as an SPDX expression where it is one."""
    name = component.name.lower().replace("_", "-")
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
        "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(file.read_bytes()).hexdigest()}],
        "properties": [
            {"name": "file", "value": library.file},
            {"name": "source", "value": library.source},
        ],
    }


if __name__ == "__main__":
    write_lists(Path(sys.argv[1]), int(sys.argv[2]))
