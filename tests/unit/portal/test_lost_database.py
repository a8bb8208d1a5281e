"""Keys beside a lost database: the portal refuses, because apps would give up their keys."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from portal.__main__ import main
from portal.domain.audit.verification import NAME as ANCHOR
from portal.platform.database.migration import migrate
from portal.platform.keys.key_file import KEYS_NAME
from tests.support.portal_server import free_port

pytestmark = pytest.mark.heavy

URL = "http://127.0.0.1:8643"
NAMES = ["--name", "Max", "--provider", "Praxis"]

Lose = Callable[[Path], None]


def say(capsys: pytest.CaptureFixture[str], data: Path, *words: str) -> tuple[int, str]:
    """Exit code, and what was printed."""
    code = main([*words, "--data", str(data)])
    printed = capsys.readouterr()
    assert "Traceback" not in printed.err
    return code, printed.out + printed.err


@pytest.fixture
def used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """The data folder of a portal with an account, whose audit log was anchored by a server."""
    data = tmp_path / "data"
    assert say(capsys, data, "init", "--public-url", URL)[0] == 0
    assert say(capsys, data, "account", "create", "max@abc.de", *NAMES)[0] == 0
    head = json.loads(say(capsys, data, "audit", "verify", "--json")[1])["head"]
    (data / ANCHOR).write_text(head)
    return data


def remove(data: Path) -> None:
    (data / "portal.sqlite").unlink()


def empty(data: Path) -> None:
    (data / "portal.sqlite").write_bytes(b"")


def make_anew(data: Path) -> None:
    remove(data)
    migrate(f"sqlite:///{data / 'portal.sqlite'}")


@pytest.mark.parametrize("lose", [remove, empty, make_anew])
@pytest.mark.parametrize(
    "words",
    [("init", "--public-url", URL), ("keys", "rewrap"), ("housekeeping",)],
    ids=lambda words: words[-1],
)
def test_nothing_goes_on_with_a_lost_database(
    used: Path, capsys: pytest.CaptureFixture[str], lose: Lose, words: tuple[str, ...]
) -> None:
    lose(used)
    before = {path.name for path in used.iterdir()}
    code, said = say(capsys, used, *words)
    assert code == 1
    assert "put the database back from your backup" in said
    assert "'init --start-anew'" in said
    assert str(used / "portal.sqlite") in said
    made = {path.name for path in used.iterdir()} - before
    assert made <= {"portal.lock", "portal.sqlite-server.lock"}, (
        "no new database lies in the way of the backup"
    )


@pytest.mark.parametrize("lose", [remove, empty, make_anew])
def test_a_lost_database_is_not_served(used: Path, lose: Lose) -> None:
    lose(used)
    code, announced, said = serve(used)
    assert (code, announced) == (1, "")
    assert "put the database back from your backup" in said


def test_a_database_with_a_damaged_page_is_not_served(used: Path) -> None:
    with closing(sqlite3.connect(used / "portal.sqlite")) as database:
        (size,) = database.execute("PRAGMA page_size").fetchone()
        of_devices = "SELECT rootpage FROM sqlite_master WHERE name = 'devices'"
        (page,) = database.execute(of_devices).fetchone()
    with (used / "portal.sqlite").open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"no page" * (size // 7))
    code, announced, said = serve(used)
    assert (code, announced) == (1, "")
    assert "The database is damaged: stop the portal and put the backup back." in said


def serve(data: Path, **environment: str) -> tuple[int, str, str]:
    """Exit code, announcement and log of a server, which is ended as soon as it serves."""
    words = ["serve", "--data", str(data), "--port", str(free_port()), "--announce"]
    with subprocess.Popen(
        [sys.executable, "-m", "portal", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    ) as server:
        assert server.stdout is not None
        announced = server.stdout.readline()
        server.send_signal(signal.SIGTERM)
        return server.wait(20), announced, server.communicate()[1]


@pytest.mark.parametrize("lose", [remove, empty, make_anew])
def test_it_begins_anew_on_purpose_only(
    used: Path, capsys: pytest.CaptureFixture[str], lose: Lose
) -> None:
    keys = (used / KEYS_NAME).read_bytes()
    lose(used)
    assert say(capsys, used, "init", "--public-url", URL, "--start-anew")[0] == 0
    assert (used / KEYS_NAME).read_bytes() == keys
    assert (used / f"{ANCHOR}.before").exists()
    assert say(capsys, used, "account", "show", "max@abc.de")[0] == 1
    assert say(capsys, used, "audit", "verify")[0] == 0
    assert say(capsys, used, "init", "--public-url", URL)[0] == 0


def test_to_begin_anew_where_nothing_is_lost_changes_nothing(
    used: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert say(capsys, used, "init", "--public-url", URL, "--start-anew")[0] == 0
    assert (used / ANCHOR).exists()
    assert say(capsys, used, "account", "show", "max@abc.de")[0] == 0


def test_a_database_that_was_put_back_is_served(used: Path, tmp_path: Path) -> None:
    shutil.copy(used / "portal.sqlite", tmp_path / "backup")
    remove(used)
    shutil.copy(tmp_path / "backup", used / "portal.sqlite")
    code, announced, _ = serve(used)
    assert (code, "listening" in announced) == (0, True)


def test_new_keys_are_not_made_beside_a_database_that_is_in_use(
    used: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (used / KEYS_NAME).rename(used / "elsewhere")
    code, said = say(capsys, used, "init", "--public-url", URL)
    assert code == 1
    assert "its keys are not in" in said
    assert not (used / KEYS_NAME).exists()
    assert say(capsys, used, "init", "--public-url", URL, "--start-anew")[0] == 0
    assert (used / KEYS_NAME).exists()


def test_an_init_that_was_cut_off_before_the_keys_is_completed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    migrate(f"sqlite:///{data / 'portal.sqlite'}")
    assert say(capsys, data, "init", "--public-url", URL)[0] == 0
    assert say(capsys, data, "init", "--public-url", URL)[0] == 0


def test_a_command_without_a_database_makes_none(
    used: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    remove(used)
    assert say(capsys, used, "account", "create", "eva@abc.de", *NAMES)[0] == 1
    assert not (used / "portal.sqlite").exists()


def test_an_empty_postgresql_is_refused_without_its_password(
    used: Path,
    capsys: pytest.CaptureFixture[str],
    new_postgres_database: Callable[[], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = new_postgres_database().replace("portal@", "portal:geheim@")
    monkeypatch.setenv("AOK_PORTAL_DATABASE_URL", url)
    code, _, said = serve(used)
    assert (code, "is not there or empty" in said, "geheim" in said) == (1, True, False)
    assert say(capsys, used, "init", "--public-url", URL, "--start-anew")[0] == 0
    assert say(capsys, used, "housekeeping")[0] == 0


def test_the_file_of_a_database_is_opened_whatever_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "Größe 50% #1"
    assert say(capsys, data, "init", "--public-url", URL)[0] == 0
    assert say(capsys, data, "account", "create", "max@abc.de", *NAMES)[0] == 0
    with sqlite3.connect(data / "portal.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM accounts").fetchone() == (1,)
    connection.close()
