"""What takes the place of a defence runs: else tests fail of its own mistake, and prove nothing."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

from defences import Defence, rows
from environment import PYTHON, ROOT

_PACKAGES: Final = ("authenticator", "crypto", "portal", "ui")
_MISTAKE: Final = re.compile(r"^.*\[(?:attr-defined|call-arg|name-defined)\]$", re.MULTILINE)


def _trees(wanted: tuple[Defence, ...]) -> list[dict[str, str]]:
    """Sources without as many defences as can be taken out together, by file."""
    trees: list[dict[str, str]] = []
    for row in wanted:
        for tree in trees:
            source = tree.get(row.file) or (ROOT / row.file).read_text("utf-8")
            if row.text in source:
                break
        else:
            tree, source = {}, (ROOT / row.file).read_text("utf-8")
            trees.append(tree)
        tree[row.file] = source.replace(row.text, row.without)
    return trees


@pytest.mark.heavy
def test_what_takes_a_defences_place_names_only_what_is_there(tmp_path: Path) -> None:
    packages = [row for row in rows() if row.file.startswith(_PACKAGES)]
    found = []
    for number, tree in enumerate(_trees(tuple(packages))):
        folder = tmp_path / str(number)
        for name in _PACKAGES:
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("*.pyc"))
        shutil.copy(ROOT / "pyproject.toml", folder)
        if (known := ROOT / ".mypy_cache").exists():
            shutil.copytree(known, folder / known.name)
        for file, source in tree.items():
            (folder / file).write_text(source, "utf-8")
        done = subprocess.run(
            [PYTHON, "-m", "mypy", *_PACKAGES],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode in (0, 1), done.stderr
        found += _MISTAKE.findall(done.stdout)
    assert found == []
