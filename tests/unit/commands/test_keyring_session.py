"""The private keyring in which tests and the headless demo run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from keyring_session import keyring_session

pytestmark = pytest.mark.only_on("linux", reason="only Linux has a session bus")

STORE_AND_READ = """
from keyring.backends.SecretService import Keyring
keyring = Keyring()
keyring.set_password("test", "somebody", "a secret")
print(keyring.get_password("test", "somebody"))
"""


def daemons_of(home: str) -> list[str]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"HOME={home}\0" in (process / "environ").read_text():
                found.append((process / "comm").read_text().strip())
        except (OSError, UnicodeDecodeError):
            continue  # ended meanwhile, or none of ours
    return found


def test_it_keeps_a_secret_without_asking_anybody() -> None:
    with keyring_session() as session:
        program = [sys.executable, "-c", STORE_AND_READ]
        answer = subprocess.check_output(program, env=os.environ | session, text=True, timeout=20)
    assert answer == "a secret\n"


def test_nothing_is_left_of_it() -> None:
    with keyring_session() as session:
        home = session["HOME"]
        assert daemons_of(home)
    assert daemons_of(home) == []
    assert not Path(home).exists()
