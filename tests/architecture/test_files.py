"""What may lie in the repository."""

import re

import pytest

from tests.architecture.sources import ROOT, short, tracked_files

# Put together, lest this file be its own first finding.
HOSTS = ["pypi" + ".org", "python" + "hosted", "debian" + ".org", "npmjs" + ".org"]
MACHINE_PATHS = ["/wo" + "rk", "." + "library", "sha" + "red/"]


def test_packaging_is_no_package() -> None:
    # It would hide the library of this name, which pip and others import.
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_every_folder_of_tests_is_a_package() -> None:
    folders = {path.parent for path in (ROOT / "tests").rglob("*.py")}
    assert [short(folder) for folder in folders if not (folder / "__init__.py").exists()] == []


@pytest.mark.parametrize("name", ["uv.lock", "pylock.toml"])
def test_no_lock_file_that_names_a_host(name: str) -> None:
    assert [short(path) for path in tracked_files() if name in path.parts] == []


@pytest.mark.parametrize("words", [HOSTS, MACHINE_PATHS], ids=["hosts", "paths"])
def test_no_file_names_a_registry_or_a_machine(words: list[str]) -> None:
    pattern = re.compile(rb"(%s)\b" % b"|".join(re.escape(word).encode() for word in words))
    naming = {short(path): pattern.findall(path.read_bytes()) for path in tracked_files()}
    assert {name: found for name, found in naming.items() if found} == {}
