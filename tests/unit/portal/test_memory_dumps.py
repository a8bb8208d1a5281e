"""No process of the portal leaves its memory behind."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.heavy

PROGRAM = """
import atexit, ctypes, resource, runpy, sys
get_dumpable = 3
atexit.register(lambda: print(
    ctypes.CDLL(None).prctl(get_dumpable, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE)[0]
))
hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
runpy.run_module("portal", run_name="__main__")
"""


@pytest.mark.parametrize(
    "words", [["serve"], ["keys", "rewrap"], ["code", "issue", "max@abc.de"]], ids=" ".join
)
def test_the_kernel_writes_no_memory_of_a_command_out(words: list[str], tmp_path: Path) -> None:
    # Refused for want of a portal, which is after what is tested.
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, *words, "--data", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1, ran.stderr
    dumpable, limit = ran.stdout.split()
    assert dumpable == "0"
    assert int(limit) in (0, 1)
