"""What group policy writes into the registry, the app finds there."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from authenticator.failures import Failure
from authenticator.policy.sources import REGISTRY_KEY
from authenticator.storage.paths import FOLDER
from tests.windows.machine import Machine

KEY = rf"HKLM\{REGISTRY_KEY}"


@pytest.fixture
def policy(windows: Machine) -> Iterator[None]:
    """A key with a value of each kind, one of them of a type that does not count."""
    for name, kind, value in (
        ("portal", "REG_SZ", "https://portal.clinic.example"),
        ("start_at_login", "REG_DWORD", "1"),
        ("lock_minutes", "REG_DWORD", "15"),
        ("log_folder", "REG_EXPAND_SZ", "%TEMP%"),
    ):
        words = ["reg", "add", KEY, "/v", name, "/t", kind, "/d", value, "/f", "/reg:64"]
        assert windows.wine.run(words, seconds=120).code == 0
    yield
    assert windows.wine.run(["reg", "delete", KEY, "/f", "/reg:64"], seconds=120).code == 0


@pytest.fixture
def file(windows: Machine) -> Iterator[Path]:
    """A policy that this user has put where the administrator's stands, and may change."""
    folder = windows.wine.drive / "ProgramData" / FOLDER
    folder.mkdir()
    (folder / "policy.toml").write_text("roaming = true")
    yield folder / "policy.toml"
    shutil.rmtree(folder)


@pytest.mark.usefixtures("policy")
def test_a_group_policy_counts_and_is_told_with_its_key(windows: Machine) -> None:
    done = windows.python("-m", "ui", "--show-policy", "--json", seconds=600)
    told = json.loads(done.words)
    assert told["sources"] == [KEY]
    locked = {name: each["value"] for name, each in told["values"].items() if each["locked"]}
    assert locked == {
        "portal": "https://portal.clinic.example",
        "start_at_login": True,
        "lock_minutes": 15,
    }
    (problem,) = told["problems"]
    assert (problem["key"], problem["remedy"]) == ("log_folder", "give a text (REG_SZ)")
    assert done.code == 1


def test_a_file_that_users_can_change_is_no_policy(windows: Machine, file: Path) -> None:
    done = windows.python("-m", "ui", "--show-policy", "--json", seconds=600)
    told = json.loads(done.words)
    (problem,) = told["problems"]
    assert problem["code"] == Failure.POLICY_CHANGEABLE.code
    assert problem["place"] == rf"C:\ProgramData\{FOLDER}\{file.name}"
    assert (told["sources"], told["values"]) == ([], {})
    assert done.code == 1
