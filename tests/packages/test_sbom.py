"""Lists of materials: complete, and of the form that CycloneDX 1.6 demands."""

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

pytestmark = pytest.mark.only_on("linux", reason="libraries of Debian")

ROOT = Path(__file__).parents[2]
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==\S+ (?:\\|; .*'linux')", re.MULTILINE)
Document = dict[str, Any]


@pytest.fixture(scope="module")
def lists() -> dict[str, Document]:
    commands = ROOT / "packaging" / "commands"
    subprocess.run([sys.executable, commands, "sbom"], check=True)
    names = ("aok-2faktor", "aok-portal")
    files = {name: package.TARGET / f"{name}-{__version__}.cdx.json" for name in names}
    return {name: json.loads(file.read_text("utf-8")) for name, file in files.items()}


def names(document: Document) -> set[str]:
    return {re.sub(r"[-_.]+", "-", each["name"].lower()) for each in document["components"]}


def test_each_list_has_what_the_format_demands(lists: dict[str, Document]) -> None:
    # The members that bom-1.6.schema.json requires, and the patterns that it has for ours.
    for name, document in lists.items():
        assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.6")
        assert re.fullmatch(
            r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", document["serialNumber"]
        )
        assert document["metadata"]["component"]["name"] == name
        references = [each["bom-ref"] for each in document["components"]]
        assert len(set(references)) == len(references)
        assert document["dependencies"] == [{"ref": name, "dependsOn": references}]
        for each in document["components"]:
            assert {"type", "name", "version", "purl"} <= each.keys()
            assert re.fullmatch(r"pkg:[a-z]+/[^@ ]+@[^ ]+", each["purl"])
            for digest in each.get("hashes", ()):
                assert re.fullmatch(r"[0-9a-f]{64}", digest["content"])


def test_the_apps_list_has_all_that_the_app_says_it_is_made_of(
    lists: dict[str, Document],
) -> None:
    told = {re.sub(r"[-_.]+", "-", each.name.lower()) for each in components()}
    assert told <= names(lists["aok-2faktor"])


def test_the_apps_list_names_qt_and_the_libraries_of_the_system(
    lists: dict[str, Document],
) -> None:
    listed = {each["name"]: each for each in lists["aok-2faktor"]["components"]}
    assert listed["Qt"]["licenses"] == [{"expression": "LGPL-3.0-only"}]
    (digest,) = listed["libglib2.0-0"]["hashes"]
    assert digest["alg"] == "SHA-256"


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
