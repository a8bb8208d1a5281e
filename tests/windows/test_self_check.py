"""What the app says of itself on Windows."""

import json

from tests.windows.machine import Machine


def test_the_self_check_finds_nothing_wrong(windows: Machine) -> None:
    done = windows.python("-m", "ui", "--self-check", seconds=600)
    report = json.loads(done.words)
    assert report["ok"], report
    assert done.code == 0
