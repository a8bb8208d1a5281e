"""`serve --workers`: several processes on one address, of which each may end."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import text

from portal.__main__ import main
from portal.platform.database.engines import sync_transaction
from portal.platform.database.statement import lock_number
from portal.platform.settings import load_settings
from tests.support.patience import until

pytestmark = pytest.mark.heavy


@pytest.fixture
def data(tmp_path: Path, new_postgres_database: Callable[[], str]) -> Path:
    words = ["--public-url", "http://127.0.0.1:8642", "--database-url", new_postgres_database()]
    assert main(["init", *words, "--data", str(tmp_path / "data")]) == 0
    return tmp_path / "data"


@pytest.fixture
def first(data: Path) -> Iterator["subprocess.Popen[str]"]:
    """The process that was started, and has two workers."""
    words = ["serve", "--data", str(data), "--port", "0", "--workers", "2", "--announce"]
    command = [sys.executable, "-m", "portal", *words]
    environment = {**os.environ, "PYTHONWARNINGS": "error"}
    with (data.parent / "log").open("wb") as log:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=log, text=True, env=environment
        )
    yield process
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def workers_of(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in children]


def is_running(pid: int) -> bool:
    return Path(f"/proc/{pid}/cmdline").exists() and bool(Path(f"/proc/{pid}/cmdline").read_bytes())


def test_a_worker_that_is_killed_is_started_anew_and_the_others_serve_meanwhile(
    first: "subprocess.Popen[str]", data: Path
) -> None:
    assert first.stdout is not None
    address = json.loads(first.stdout.readline())["listening"]
    before = workers_of(first.pid)
    assert len(before) == 2
    os.kill(before[0], signal.SIGKILL)
    assert httpx2.get(f"{address}/pa/v1/keys", timeout=60).status_code == 200
    until(lambda: len(set(workers_of(first.pid)) - {before[0]}) == 2, what="a new worker")
    assert before[1] in workers_of(first.pid)
    assert "worker 0 has ended (-9)" in (data.parent / "log").read_text()
    first.send_signal(signal.SIGTERM)
    assert first.wait(60) == 0
    assert not any(map(is_running, before))


def test_a_worker_that_ends_while_it_starts_is_started_anew(
    first: "subprocess.Popen[str]", data: Path
) -> None:
    """The database may go away just then; the first one serves already."""
    until(lambda: len(workers_of(first.pid)) == 2, what="the second worker")
    second = workers_of(first.pid)[1]
    os.kill(second, signal.SIGKILL)
    assert first.stdout is not None
    assert json.loads(first.stdout.readline())["listening"]
    until(lambda: len(set(workers_of(first.pid)) - {second}) == 2, what="a new worker")
    assert "worker 1 has ended (-9)" in (data.parent / "log").read_text()
    first.send_signal(signal.SIGTERM)
    assert first.wait(60) == 0


def test_workers_end_when_the_process_that_started_them_is_killed(
    first: "subprocess.Popen[str]",
) -> None:
    assert first.stdout is not None
    assert "listening" in first.stdout.readline()
    workers = workers_of(first.pid)
    first.kill()
    until(lambda: not any(map(is_running, workers)), what="the end of the workers")


def test_what_keeps_workers_from_starting_is_said_once(data: Path) -> None:
    (data / "keys.json").unlink()
    command = [sys.executable, "-m", "portal", "serve", "--data", str(data), "--port", "0"]
    done = subprocess.run([*command, "--workers", "3"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.count("portal: ") == 1
    assert "keys.json" in done.stderr


def test_sqlite_is_for_one_process(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = str(tmp_path / "data")
    assert main(["init", "--public-url", "http://127.0.0.1:8642", "--data", data]) == 0
    for number, sentence in (("2", "SQLite is for one process"), ("0", "give a number from 1")):
        assert main(["serve", "--workers", number, "--data", data]) == 1
        assert sentence in capsys.readouterr().err


def serving(data: Path, *words: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "portal", "serve", "--data", str(data), "--port", "0"]
    return subprocess.Popen([*command, "--workers", "2", *words], stderr=subprocess.PIPE, text=True)


def test_a_start_that_waits_for_the_database_can_be_ended(data: Path) -> None:
    url = load_settings(data).database_url
    with sync_transaction(url) as connection:
        # As another process that is changing the tables.
        key = lock_number("portal migration")
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
        with serving(data) as first:
            query = text(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            )
            until(lambda: connection.scalar(query), what="a worker that waits")
            first.send_signal(signal.SIGTERM)
            assert first.wait(30) == 0


def test_a_worker_that_was_stopped_ends_with_the_others(first: "subprocess.Popen[str]") -> None:
    assert first.stdout is not None
    assert "listening" in first.stdout.readline()
    workers = workers_of(first.pid)
    os.kill(workers[0], signal.SIGSTOP)
    first.send_signal(signal.SIGTERM)
    assert first.wait(60) == 0
    assert not any(map(is_running, workers))


def test_a_monitoring_address_that_is_taken_is_the_last_line_and_the_only_one(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with (data / "portal.toml").open("a") as settings:
            settings.write(f'monitoring = "127.0.0.1:{port - 1}"\n')
        with serving(data) as first:
            assert first.wait(60) == 1
            assert first.stderr is not None
            (line,) = first.stderr.read().splitlines()
    assert f"monitoring: 127.0.0.1:{port} cannot be listened on" in line


def test_there_is_no_port_behind_the_last_one(data: Path) -> None:
    with (data / "portal.toml").open("a") as settings:
        settings.write('monitoring = "127.0.0.1:65535"\n')
    with serving(data) as first:
        assert first.wait(60) == 1
        assert first.stderr is not None
        assert "monitoring: 127.0.0.1:65536 cannot be listened on" in first.stderr.read()
