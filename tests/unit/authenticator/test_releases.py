"""What the app makes of the portal's list of releases."""

import hashlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from authenticator import __version__
from authenticator.services import releases
from authenticator.services.releases import DEFERRAL, PATH, ReleaseService, place
from crypto.keys import PrivateKey
from crypto.releases import LIST_TYP, ROOT_TYP, signed_line

KEY, SIGNER, THIEF = (PrivateKey.generate() for _ in range(3))
NOW = 1_800_000_000
EXPIRES = NOW + 4 * DEFERRAL


def listed(*versions: str, number: int = 1, percent: int = 100, key: PrivateKey = SIGNER) -> bytes:
    system = {"win32": "windows", "darwin": "macos"}.get(sys.platform, "linux")
    files = [{"name": "a", "system": system, "size": 1, "sha256": hashlib.sha256().hexdigest()}]
    all_ = [{"version": each, "percent": percent, "files": files} for each in versions]
    payload: dict[str, Any] = {"version": number, "expires": EXPIRES, "releases": all_}
    return signed_line(payload, LIST_TYP, key).encode()


class Portal:
    """Has one list; counts how often it was asked for."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.asked: list[str] = []

    def fetch(self, path: str) -> bytes:
        self.asked.append(path)
        return self.data


Start = Callable[[Portal], ReleaseService]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    def role(key: PrivateKey) -> dict[str, Any]:
        return {"keys": [key.public.jwk], "threshold": 1}

    payload = {"version": 1, "expires": EXPIRES, "root": role(KEY), "releases": role(SIGNER)}
    file = tmp_path / "root.jws"
    file.write_text(signed_line(payload, ROOT_TYP, KEY))
    return file


@pytest.fixture
def start(tmp_path: Path, root: Path) -> Start:
    """Starts the app anew, on the same profile."""
    return lambda portal: ReleaseService(
        portal.fetch, tmp_path / "profile", root=root, now=lambda: NOW
    )


def test_a_newer_version_is_told_of(start: Start) -> None:
    portal = Portal(listed("0.0.1", "99.1"))
    assert start(portal).newest() == "99.1"
    assert portal.asked == [PATH]


@pytest.mark.parametrize("versions", [(), (__version__,), ("0.0.1",)])
def test_what_is_not_newer_is_not_told_of(start: Start, versions: tuple[str, ...]) -> None:
    assert start(Portal(listed(*versions))).newest() is None


def test_a_list_by_another_key_tells_nothing(start: Start) -> None:
    assert start(Portal(listed("99.1", key=THIEF))).newest() is None


def test_a_portal_that_goes_back_tells_nothing_after_a_restart_either(start: Start) -> None:
    assert start(Portal(listed("99.2", number=5))).newest() == "99.2"
    assert start(Portal(listed("99.1", number=4))).newest() is None
    assert start(Portal(listed("99.1", number=5))).newest() == "99.1"


def test_a_list_that_is_held_back_tells_nothing(tmp_path: Path, root: Path) -> None:
    portal = Portal(listed("99.1"))
    service = ReleaseService(portal.fetch, tmp_path, root=root, now=lambda: EXPIRES)
    assert service.newest() is None


def test_without_a_root_nobody_is_asked(tmp_path: Path) -> None:
    portal = Portal(listed("99.1"))
    service = ReleaseService(portal.fetch, tmp_path, root=tmp_path / "none.jws")
    assert (service.newest(), portal.asked) == (None, [])


def test_what_is_put_off_is_told_of_after_a_week_and_a_newer_one_at_once(
    tmp_path: Path, root: Path
) -> None:
    clock = [NOW]
    portal = Portal(listed("99.1"))
    service = ReleaseService(portal.fetch, tmp_path, root=root, now=lambda: clock[0])
    service.defer("99.1")
    assert service.newest() is None
    portal.data = listed("99.1", "99.2", number=2)
    assert service.newest() == "99.2"
    portal.data = listed("99.1", number=3)
    clock[0] += DEFERRAL - 1
    assert service.newest() is None
    clock[0] += 1
    assert service.newest() == "99.1"


def test_a_clock_that_was_ahead_puts_nothing_off_for_years(tmp_path: Path, root: Path) -> None:
    clock = [NOW + 100 * DEFERRAL]
    service = ReleaseService(
        Portal(listed("99.1")).fetch, tmp_path, root=root, now=lambda: clock[0]
    )
    service.defer("99.1")
    clock[0] = NOW
    assert service.newest() == "99.1"


def test_a_damaged_file_of_what_was_seen_stops_nothing(tmp_path: Path, root: Path) -> None:
    (tmp_path / "releases.json").write_text('{"root": "x", "releases": [], "until": "soon"}')
    service = ReleaseService(Portal(listed("99.1")).fetch, tmp_path, root=root, now=lambda: NOW)
    assert service.newest() == "99.1"
    assert json.loads((tmp_path / "releases.json").read_text())["releases"] == 1


def test_a_release_reaches_some_computers_first_and_others_for_each_version(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def reached(version: str) -> set[int]:
        found = set()
        for number in range(400):
            monkeypatch.setattr(releases, "machine_id", lambda number=number: b"%d" % number)
            if place(version) < 25:
                found.add(number)
        return found

    first, second = reached("1.2.0"), reached("1.3.0")
    assert 60 < len(first) < 140
    assert first != second
    assert reached("1.2.0") == first


def test_a_computer_beyond_the_percentage_is_not_told(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(releases, "place", lambda _: 25)
    assert start(Portal(listed("99.1", percent=25))).newest() is None
    assert start(Portal(listed("99.1", percent=26))).newest() == "99.1"
