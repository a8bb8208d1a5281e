"""Lists of materials: complete, and of the form that CycloneDX 1.6 demands."""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import package
from authenticator import __version__
from authenticator.components import components
from beside import installed_beside
from windows_bundle import FOLDER as WINDOWS

pytestmark = pytest.mark.only_on("linux", reason="libraries of Debian")

ROOT = Path(__file__).parents[2]
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==\S+ (?:\\|; .*'linux')", re.MULTILINE)
WINDOWS_PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
# Of the packages for Windows, those that build and test, and those that are left out.
NOT_SHIPPED = {
    *("altgraph", "hypothesis", "iniconfig", "packaging", "pefile", "pluggy", "pygments"),
    *("charset-normalizer", "pycparser"),
    *("pyinstaller", "pyinstaller-hooks-contrib", "pytest", "pytest-qt", "setuptools"),
    "sortedcontainers",
}
LISTS = ("aok-2faktor-linux", "aok-2faktor-windows", "aok-portal")
CHECK = """
import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

print(JsonStrictValidator(SchemaVersion.V1_6).validate_str(sys.stdin.read()))
"""
Document = dict[str, Any]


@pytest.fixture(scope="module")
def lists() -> dict[str, Document]:
    commands = ROOT / "packaging" / "commands"
    subprocess.run([sys.executable, commands, "sbom"], check=True)
    files = {name: package.TARGET / f"{name}-{__version__}.cdx.json" for name in LISTS}
    return {name: json.loads(file.read_text("utf-8")) for name, file in files.items()}


def names(document: Document) -> set[str]:
    return {re.sub(r"[-_.]+", "-", each["name"].lower()) for each in document["components"]}


def schema_says(text: str) -> str:
    """What is wrong with it; None is nothing."""
    words = (sys.executable, "-c", CHECK)
    variables = installed_beside("sbom")
    done = subprocess.run(
        words, input=text, env=variables, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.mark.parametrize("name", LISTS)
def test_each_list_is_as_the_schema_of_the_format_demands(
    lists: dict[str, Document], name: str
) -> None:
    assert schema_says(json.dumps(lists[name])) == "None"
    assert "nonsense" in schema_says(json.dumps({**lists[name], "nonsense": 1}))


def test_each_list_has_one_entry_for_each_material(lists: dict[str, Document]) -> None:
    for document in lists.values():
        references = [each["bom-ref"] for each in document["components"]]
        assert len(set(references)) == len(references)
        (whole,) = document["dependencies"]
        assert whole["dependsOn"] == references
        for each in document["components"]:
            assert re.fullmatch(r"pkg:[a-z]+/[^@ ]+@[^ ]+", each["purl"])


def test_the_apps_list_has_all_that_the_app_says_it_is_made_of(
    lists: dict[str, Document],
) -> None:
    told = {re.sub(r"[-_.]+", "-", each.name.lower()) for each in components()}
    assert told <= names(lists["aok-2faktor-linux"])


def test_the_apps_list_names_qt_and_the_libraries_of_the_system(
    lists: dict[str, Document],
) -> None:
    listed = {each["name"]: each for each in lists["aok-2faktor-linux"]["components"]}
    assert listed["Qt"]["licenses"] == [{"expression": "LGPL-3.0-only"}]
    (digest,) = listed["libxkbcommon0"]["hashes"]
    assert digest["alg"] == "SHA-256"


def test_the_windows_list_has_the_packages_that_are_pinned_for_windows(
    lists: dict[str, Document],
) -> None:
    pins = (ROOT / "packaging" / "requirements" / "windows.txt").read_text("utf-8")
    pinned = {(name, version) for name, version in WINDOWS_PIN.findall(pins)}
    listed = {
        (re.sub(r"[-_.]+", "-", each["name"].lower()), each["version"])
        for each in lists["aok-2faktor-windows"]["components"]
        if each["purl"].startswith("pkg:pypi/")
    }
    assert listed == {(name, version) for name, version in pinned if name not in NOT_SHIPPED}


def test_the_windows_list_names_its_python_and_each_library_that_others_made(
    lists: dict[str, Document],
) -> None:
    listed = lists["aok-2faktor-windows"]["components"]
    (python,) = (each for each in listed if each["name"] == "Python")
    assert python["version"].startswith("3.13.")
    libraries = {each["properties"][0]["value"]: each for each in listed if "properties" in each}
    for file, each in libraries.items():
        content = (WINDOWS / file).read_bytes()
        assert each["hashes"][0]["content"] == hashlib.sha256(content).hexdigest()
    names = {each["name"] for each in libraries.values()}
    assert names == {"OpenSSL", "libffi", "Microsoft Visual C++ runtime"}


def test_the_portals_list_has_all_that_is_pinned_for_it(lists: dict[str, Document]) -> None:
    pins = (ROOT / "packaging" / "requirements" / "portal.txt").read_text("utf-8")
    pinned = {re.sub(r"[-_.]+", "-", name.lower()) for name in PINNED.findall(pins)}
    assert len(pinned) > 30
    assert pinned <= names(lists["aok-portal"])


def test_every_component_from_the_package_index_names_its_licence(
    lists: dict[str, Document],
) -> None:
    silent = [
        each["name"]
        for document in lists.values()
        for each in document["components"]
        if "licenses" not in each and not each["purl"].startswith("pkg:deb/")
    ]
    assert silent == []


def test_the_lists_are_among_the_checksums(lists: dict[str, Document]) -> None:
    sums = package.SUMS.read_text("utf-8")
    assert all(f"  {name}-{__version__}.cdx.json\n" in sums for name in lists)
