"""Which servers share a data folder and a database: none on SQLite, all of one PostgreSQL."""

import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from portal.__main__ import main
from portal.app import create_portal
from portal.platform.database.migration import DatabaseProblem
from portal.platform.database.server_lock import server_lock
from portal.server import serve
from tests.support.portal_server import free_port, running_portal
from tests.unit.portal.test_command_line import close, start

pytestmark = pytest.mark.heavy

URL = "https://portal.example.de"
HOLDERS = (
    "SELECT pid FROM pg_locks JOIN pg_stat_activity USING (pid) "
    "WHERE locktype = 'advisory' AND datname = current_database()"
)


@pytest.fixture
def postgres(new_postgres_database: Callable[[], str]) -> str:
    return new_postgres_database()


@contextmanager
def served(data: Path) -> Iterator["subprocess.Popen[str]"]:
    process = start(data, free_port())
    try:
        assert process.stdout is not None
        assert "listening" in process.stdout.readline()
        yield process
    finally:
        process.kill()
        process.wait()
        close(process)


def refusal(data: Path) -> str:
    """What a server says that may not start."""
    process = start(data, free_port())
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "", "it serves"
        assert process.wait(20) == 1
        assert process.stderr is not None
        return process.stderr.read()
    finally:
        process.kill()
        process.wait()
        close(process)


def made(folder: Path, url: str) -> Path:
    words = ["--public-url", URL, "--database-url", url, "--data", str(folder)]
    assert main(["init", *words]) == 0
    return folder


def test_on_sqlite_a_server_on_a_copy_of_the_data_folder_is_refused(tmp_path: Path) -> None:
    first = made(tmp_path / "first", f"sqlite:///{tmp_path / 'portal.sqlite'}")
    second = tmp_path / "second"
    shutil.copytree(first, second)
    with served(first) as running:
        assert "Another portal is running on the database" in refusal(second)
        assert main(["keys", "rewrap", "--data", str(second)]) == 1
        running.send_signal(signal.SIGTERM)
        assert running.wait(20) == 0
    with served(second) as running:
        running.kill()
        running.wait()
        with served(first):
            pass


def test_on_postgresql_servers_share_folder_and_database_but_not_with_a_command_that_rewraps(
    postgres: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = made(tmp_path / "first", postgres)
    second = tmp_path / "second"
    shutil.copytree(first, second)
    with served(first), served(first), served(second):
        assert main(["keys", "rewrap", "--data", str(first)]) == 1
        assert "Another portal is running on the database" in capsys.readouterr().err


def test_the_first_server_of_a_database_knows_that_it_is(postgres: str, tmp_path: Path) -> None:
    with server_lock(tmp_path, postgres) as first:
        with server_lock(tmp_path, postgres) as second:
            assert (first.is_first, second.is_first) == (True, False)
        with pytest.raises(DatabaseProblem), server_lock(tmp_path, postgres, alone=True):
            pass
    with server_lock(tmp_path, postgres, alone=True) as alone:
        assert alone.is_first


def test_a_folder_belongs_to_one_postgresql_database(
    new_postgres_database: Callable[[], str], tmp_path: Path
) -> None:
    with (
        server_lock(tmp_path, new_postgres_database()),
        pytest.raises(DatabaseProblem, match="with another database"),
        server_lock(tmp_path, new_postgres_database()),
    ):
        pass


def test_another_name_of_the_same_file_is_the_same_database(tmp_path: Path) -> None:
    (tmp_path / "other").symlink_to(tmp_path)
    names = [tmp_path / "portal.sqlite", tmp_path / "other" / "portal.sqlite"]
    first, second = (f"sqlite:///{name}" for name in names)
    folders = [tmp_path / name for name in ("a", "b")]
    for folder in folders:
        folder.mkdir()
    with (
        server_lock(folders[0], first),
        pytest.raises(DatabaseProblem, match="on the database"),
        server_lock(folders[1], second),
    ):
        pass


def test_two_databases_in_one_data_folder_are_refused_too(tmp_path: Path) -> None:
    with (
        server_lock(tmp_path, f"sqlite:///{tmp_path / 'a.sqlite'}"),
        pytest.raises(DatabaseProblem, match="on the data folder"),
        server_lock(tmp_path, f"sqlite:///{tmp_path / 'b.sqlite'}"),
    ):
        pass


def cut_off_holders(url: str) -> None:
    """End the connections that hold locks, as a restart of PostgreSQL would."""
    with psycopg.connect(url, autocommit=True) as connection:
        holders = connection.execute(HOLDERS).fetchall()
        assert len(holders) == 1
        for (pid,) in holders:
            connection.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))


def test_a_lock_that_was_lost_with_its_connection_is_taken_again(
    postgres: str, tmp_path: Path
) -> None:
    with server_lock(tmp_path, postgres, alone=True) as lock:
        cut_off_holders(postgres)
        assert lock.is_held()
        (tmp_path / "other").mkdir()
        with pytest.raises(DatabaseProblem), server_lock(tmp_path / "other", postgres, alone=True):
            pass


def test_a_database_that_fails_while_the_lock_is_taken_again_is_looked_at_again(
    postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> bool:
        raise psycopg.OperationalError

    (tmp_path / "other").mkdir()
    with server_lock(tmp_path, postgres, alone=True) as lock:
        cut_off_holders(postgres)
        with monkeypatch.context() as failing:
            failing.setattr("portal.platform.database.server_lock.try_session_lock", fail)
            assert lock.is_held()
            assert lock.is_held()
        assert lock.is_held()
        with pytest.raises(DatabaseProblem), server_lock(tmp_path / "other", postgres, alone=True):
            pass


def test_a_lock_that_another_server_has_taken_meanwhile_is_not_held(
    postgres: str, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    with server_lock(tmp_path, postgres) as lock:
        cut_off_holders(postgres)
        with server_lock(tmp_path / "other", postgres, alone=True):
            assert not lock.is_held()
            assert not lock.is_held()
        assert lock.is_held()


@pytest.fixture
def signals() -> Iterator[None]:
    """Gives back what handled the signals that a server takes."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("signals")
def test_a_server_that_has_lost_its_database_to_another_one_ends(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Lost:
        is_first = True

        def is_held(self) -> bool:
            return False

    with running_portal(tmp_path) as portal:
        portal.stop()
        made = create_portal(portal.settings, portal.keys, portal.clock)
        with pytest.raises(DatabaseProblem, match="another portal has taken it"):
            serve(made, portal.settings, Lost(), announce=False)
    assert "another portal has taken the database" in caplog.text
