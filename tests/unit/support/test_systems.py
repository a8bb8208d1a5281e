"""Tests of other systems are left out, with their number and the reason."""

import re
import subprocess
import sys
from pathlib import Path

from tests.support.systems import KINDS

ROOT = Path(__file__).parents[3]
WRITTEN = """
import pytest

@pytest.mark.only_on("windows", reason="its registry")
@pytest.mark.parametrize("number", [1, 2])
def test_of_windows(number):
    pass

@pytest.mark.only_on("posix", reason="its modes")
def test_of_posix():
    pass

def test_of_all():
    pass
"""
OTHER = "posix" if KINDS["windows"] else "windows"
FILE = f"""
import pytest
import a_library_that_only_{OTHER}_has

pytestmark = pytest.mark.only_on("{OTHER}", reason="its library")
"""
TOLD = {"posix": "1 tests (its modes)", "windows": "2 tests (its registry)"}


def test_what_concerns_another_system_is_left_out_and_counted(tmp_path: Path) -> None:
    (tmp_path / "test_written.py").write_text(WRITTEN)
    (tmp_path / "test_with_library.py").write_text(FILE)
    words = ("-m", "pytest", "-p", "tests.support.systems", "-p", "no:cacheprovider", "-v")
    command = (sys.executable, *words, "-c", ROOT / "pyproject.toml", ".")
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    for told in (TOLD[OTHER], "1 files (its library)"):
        assert f"left out, {OTHER} only: {told}" in done.stdout.splitlines()
    assert "of_all" in done.stdout


def test_no_test_leaves_itself_out_in_another_way() -> None:
    otherwise = re.compile(r"skipif\(\s*(sys\.platform|os\.name)")
    files = (ROOT / "tests").rglob("*.py")
    assert [file for file in files if otherwise.search(file.read_text("utf-8"))] == []
