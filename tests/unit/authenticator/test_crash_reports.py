"""A crash leaves no memory on the disk, and no PIN in what is written."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.heavy

ROOT = Path(__file__).parents[3]
CRASH = """
import os, resource, signal
from ui.__main__ import main

hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
main(["--version"])
print(resource.getrlimit(resource.RLIMIT_CORE)[0])
os.kill(os.getpid(), signal.SIGSEGV)
"""
HOOKS = """
import sys, threading
from authenticator.desktop.crash_reports import report_errors_without_values

class Leaving:
    def __del__(self):
        int("482913x")

report_errors_without_values()
thread = threading.Thread(target=int, args=["482913x"])
thread.start()
thread.join()
Leaving()
int("482913x")
"""
SLOT = """
from PySide6.QtCore import QCoreApplication, QTimer
from authenticator.desktop.crash_reports import report_errors_without_values

report_errors_without_values()
app = QCoreApplication([])
QTimer.singleShot(0, lambda: int("482913x"))
QTimer.singleShot(10, app.quit)
app.exec()
"""


def run(code: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", code]
    source = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, cwd=folder, env=source, capture_output=True, text=True, check=False
    )


@pytest.mark.only_on("posix", reason="Windows writes no core files")
def test_the_memory_of_a_crashed_app_is_written_nowhere(tmp_path: Path) -> None:
    done = run(CRASH, tmp_path)
    assert done.returncode < 0
    # 0 alone would still hand the memory to a program that collects cores (core(5)).
    assert done.stdout.splitlines()[-1] == "1"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("code", "errors"), [(HOOKS, 3), (SLOT, 1)], ids=["hooks", "slot"])
def test_an_error_that_nobody_catches_is_told_without_values(
    code: str, errors: int, tmp_path: Path
) -> None:
    done = run(code, tmp_path)
    assert done.stderr.count("ValueError in ") == errors
    assert "482913" not in done.stderr
