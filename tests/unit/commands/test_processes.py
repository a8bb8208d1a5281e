"""Running other programs."""

import os
import signal
import sys

import pytest

from command import Trouble
from processes import call, succeed

END_MY_PARENT_AND_WAIT = "import os, signal; os.kill(os.getppid(), signal.SIGTERM); signal.pause()"


def test_the_exit_code_is_passed_on() -> None:
    assert call([sys.executable, "-c", "raise SystemExit(7)"]) == 7


@pytest.mark.only_on("posix", reason="Windows has no SIGTERM to pass on")
def test_who_ends_the_command_ends_its_program() -> None:
    assert call([sys.executable, "-c", END_MY_PARENT_AND_WAIT]) == 128 + signal.SIGTERM
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


def test_a_failure_shows_what_the_program_said(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Trouble, match=r"failed \(exit 1\)"):
        succeed([sys.executable, "-c", "raise SystemExit('no such host')"])
    assert capfd.readouterr().err == f"no such host{os.linesep}"
