"""`python -m portal`, called in this process."""

from collections.abc import Callable
from pathlib import Path

import pytest

from portal.__main__ import main

Run = Callable[..., str]


def runs_on(data: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs commands on a data folder; gives what was printed, or the sentence of one that ends with
    the `code` of a refusal.
    """
    capsys.readouterr()

    def run(*words: str, code: int = 0, folder: Path = data) -> str:
        assert main([*words, "--data", str(folder)]) == code
        printed = capsys.readouterr()
        return printed.err if code else printed.out

    return run
