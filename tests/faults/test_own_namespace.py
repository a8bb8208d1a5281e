"""A file system in memory is made smaller also while somebody writes to it."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import own_namespace
from tests.faults.own_namespace import Disk


@pytest.mark.parametrize("leave", [Disk.leave, Disk.leave_files])
def test_what_was_written_meanwhile_is_counted_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, leave: Callable[[Disk, int], None]
) -> None:
    asked: list[str] = []

    def mount(*words: str) -> None:
        asked.append(words[1])
        if len(asked) in (2, 3):
            raise subprocess.CalledProcessError(32, "mount")

    monkeypatch.setattr(own_namespace, "_mount", mount)
    leave(Disk(tmp_path / "disk"), 0)
    assert len(asked) == 4


def test_a_disk_that_cannot_be_made_smaller_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mount(*words: str) -> None:
        if words[0] == "-o":
            raise subprocess.CalledProcessError(32, "mount")

    monkeypatch.setattr(own_namespace, "_mount", mount)
    with pytest.raises(subprocess.CalledProcessError):
        Disk(tmp_path / "disk").leave(0)
