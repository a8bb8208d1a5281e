"""What is done to the binaries that are packed."""

import subprocess
from pathlib import Path

import pytest

from bundle import forget_folders, search_path
from system_packages import BUNDLE, require

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.only_on("linux", reason="ELF"),
]


def library(folder: Path, *words: str) -> Path:
    """A library with nothing in it, alone in a folder."""
    require(BUNDLE)
    (folder / "empty").write_bytes(b"")
    (folder / "packed").mkdir()
    made = ("ld", "-r", "-b", "binary", "empty", "-o", "empty.o")
    subprocess.run(made, cwd=folder, check=True)
    file = folder / "packed" / "library.so"
    linked = ["ld", "-shared", "-z", "noexecstack", *words, "empty.o", "-o", str(file)]
    subprocess.run(linked, cwd=folder, check=True)
    return file


@pytest.mark.parametrize(
    ("built_with", "kept"),
    [
        ("/home/builder/python/lib", []),
        ("$ORIGIN/lib:/home/builder/lib:$ORIGIN", ["$ORIGIN/lib", "$ORIGIN"]),
        ("$ORIGIN/lib", ["$ORIGIN/lib"]),
        ("lib", []),
    ],
)
def test_a_binary_looks_for_its_libraries_beside_itself_only(
    built_with: str, kept: list[str], tmp_path: Path
) -> None:
    file = library(tmp_path, "-rpath", built_with)
    assert search_path(file) == built_with.split(":")
    forget_folders(tmp_path / "packed")
    assert search_path(file) == kept


def test_a_binary_without_such_folders_stays_as_it_is(tmp_path: Path) -> None:
    file = library(tmp_path)
    before = file.read_bytes()
    forget_folders(tmp_path / "packed")
    assert file.read_bytes() == before
