"""`./run demo --fresh` as somebody calls it who wants to try everything."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from tests.support.portal_server import free_port
from tests.support.x_screen import x_screen

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a screen of X11")


def told_by(demo: "subprocess.Popen[str]") -> str:
    """What it says until it has said how it ends."""
    lines: list[str] = []
    assert demo.stdout
    for line in demo.stdout:
        lines.append(line)
        if line.startswith("Ende:"):
            break
    return "".join(lines)


@pytest.mark.slow
def test_a_fresh_demo_begins_at_the_cookie_page_with_nobody_registered() -> None:
    port = free_port()
    command = [sys.executable, "-m", "tests.support.demo", "--fresh", "--no-browser"]
    with x_screen() as display:
        variables = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        with subprocess.Popen(
            [*command, "--port", str(port)],
            env=variables,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        ) as demo:
            told = told_by(demo)
            address, mailbox = re.findall(r"http://\S+", told)[:2]
            start = httpx2.get(address)
            mails = httpx2.get(mailbox)
            demo.send_signal(signal.SIGTERM)
            assert demo.wait(20) == 143
    assert "Niemand ist registriert" in told
    assert (start.status_code, start.headers["location"]) == (303, "/cookies?next=%2F")
    assert mails.status_code == 200
