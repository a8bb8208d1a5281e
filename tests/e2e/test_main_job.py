"""`./run demo --headless` as a user calls it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STEPS = [
    "mail-server",
    "portal",
    "browsers-and-apps",
    "terms",
    "cookies",
    "personal-data",
    "address-confirmed",
    "certificate",
    "device-registration",
    "clerk-activated",
    "clerk-logged-in",
    "cleared",
    "login-begun-in-browser",
    "login-approved",
    "logout",
    "login-begun-in-app",
    "logout",
    "wrong-pin",
    "login-denied",
    "reset-asked-for",
    "devices-revoked",
    "fresh-certificate",
    "cleared-again",
    "new-device",
    "login-with-new-device",
    "ik-added",
    "ik-cleared",
    "colleague-invited",
    "colleague-activated",
    "colleague-logged-in",
    "advice-fetched",
    "colleague-new-device",
    "rights-granted",
    "rights-withdrawn",
    "colleague-blocked",
    "no-secret-in-logs",
]


@pytest.mark.slow
def test_the_main_job_succeeds_and_leaves_pictures(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "run"), "demo", "--headless", "--out", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert [line["step"] for line in lines] == STEPS
    assert all(line["ok"] and line["ms"] >= 0 for line in lines)
    pictures = sorted(path.name for path in tmp_path.glob("*.png"))
    assert len(pictures) > 50
    assert all((tmp_path / name).stat().st_size > 5_000 for name in pictures)


@pytest.mark.slow
def test_a_failing_step_is_said_and_fails_the_job(tmp_path: Path) -> None:
    no_browser = {**os.environ, "AOK_DEMO_BROWSER": str(tmp_path / "no-browser")}
    command = [sys.executable, str(ROOT / "run"), "demo", "--headless"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=tmp_path, env=no_browser
    )
    assert done.returncode == 1
    last = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")][-1]
    assert (last["step"], last["ok"]) == ("browsers-and-apps", False)
