"""`python -m portal`: what it prints, how it fails, how it stops."""

import errno
import json
import os
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from portal.__main__ import main
from portal.platform.keys.key_file import KEYS_NAME, ROOT_NAME, KeyFile
from tests.support.device import Device, PortalProblem
from tests.support.patience import until
from tests.support.portal_server import free_port

pytestmark = pytest.mark.heavy

URL = "http://127.0.0.1:8642"

Run = Callable[..., str]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def run(data: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command that must succeed; what it printed."""

    def run(*words: str) -> str:
        assert main([*words, "--data", str(data)]) == 0, capsys.readouterr().err
        return capsys.readouterr().out

    return run


@pytest.fixture
def refuse(data: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command that must be refused; its one sentence."""

    def refuse(*words: str) -> str:
        assert main([*words, "--data", str(data)]) == 1
        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err.startswith("portal: ")
        assert "Traceback" not in printed.err
        return printed.err

    return refuse


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A portal that `init` made, to be copied."""
    folder = tmp_path_factory.mktemp("pattern") / "data"
    assert main(["init", "--public-url", URL, "--data", str(folder)]) == 0
    return folder


@pytest.fixture
def made(pattern: Path, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(pattern, data)
    capsys.readouterr()


def test_init_makes_everything_for_the_portals_user_alone(run: Run, data: Path) -> None:
    said = run("init", "--public-url", URL)
    assert f"Made a portal for {URL}" in said
    assert "keep it offline" in said
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in data.iterdir()}
    assert modes.pop(KEYS_NAME) == modes.pop(ROOT_NAME) == 0o600
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(data.stat().st_mode) == 0o700


def test_init_again_changes_no_key(run: Run, made: None, data: Path) -> None:
    before = (data / KEYS_NAME).read_bytes()
    assert "was there already" in run("init", "--public-url", URL)
    assert (data / KEYS_NAME).read_bytes() == before


def test_init_again_names_the_roots_key_only_where_it_lies(
    run: Run, made: None, data: Path
) -> None:
    assert ROOT_NAME in run("init", "--public-url", URL)
    (data / ROOT_NAME).unlink()
    assert ROOT_NAME not in run("init", "--public-url", URL)


def test_init_again_takes_no_other_database_or_wrapping_key(
    refuse: Run, run: Run, made: None, data: Path
) -> None:
    """It would leave the portal on the one that it has, and say that all is well."""
    other = f"sqlite:///{data / 'other.sqlite'}"
    assert "write database_url there" in refuse(
        "init", "--public-url", URL, "--database-url", other
    )
    key = ("--wrapping-key", "env:AOK_PORTAL_KEK")
    assert "'keys rewrap'" in refuse("init", "--public-url", URL, *key)
    run("init", "--public-url", URL, "--wrapping-key", "file")


def test_what_cannot_be_made_is_not_said_to_have_wrong_rights(
    run: Run, refuse: Run, made: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refused(path: Path, *_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "mkdir", refused)
    assert "is not there, and may not be made here" in refuse("backup", str(tmp_path / "new" / "b"))


def test_init_under_another_address_is_refused(refuse: Run, made: None) -> None:
    assert URL in refuse("init", "--public-url", "http://127.0.0.1:8643")


@pytest.mark.parametrize(
    "url",
    [
        "http://portal.example.de",
        "ftp://x",
        "https://",
        "https://a/b",
        "https://a?b",
        "https://u@a",
    ],
)
def test_a_public_address_without_https_or_with_more_than_a_host_is_refused(
    refuse: Run, data: Path, url: str
) -> None:
    refuse("init", "--public-url", url)
    assert not data.exists()


def test_the_running_portal_needs_no_root_key(run: Run, made: None, data: Path) -> None:
    (data / ROOT_NAME).unlink()
    run("account", "create", "max@abc.de", "--name", "Max", "--provider", "Praxis")
    assert run("code", "issue", "max@abc.de")


def test_an_account_is_created_shown_and_cleared(run: Run, made: None) -> None:
    words = ["--name", "Max Mustermann", "--provider", "Praxis am Markt", "--ik", "260326822"]
    created = json.loads(run("account", "create", "Max@ABC.de", *words, "--json"))
    assert created == {
        "login": "max@abc.de",
        "name": "Max Mustermann",
        "provider": "Praxis am Markt",
        "ik": "260326822",
        "role": "admin",
        "region": None,
        "cleared": False,
        "reset": False,
        "blocked": False,
        "reported": False,
        "last_login_at": None,
        "devices": [],
    }
    assert "cleared: no" in run("account", "show", "max@abc.de")
    assert "cleared: yes" in run("account", "clear", "max@abc.de")


def test_a_clerk_has_an_account_with_or_without_a_region(
    run: Run, refuse: Run, made: None, data: Path
) -> None:
    clerk = ["--name", "Karla Klar", "--provider", "AOK Bayern", "--clerk"]
    assert "role: clerk, all regions" in run("account", "create", "k@aok.de", *clerk)
    without = refuse("account", "create", "l@aok.de", *clerk, "--region", "BY")
    assert "'regions import FILE' first" in without
    with sqlite3.connect(data / "portal.sqlite") as connection:
        connection.execute("INSERT INTO regions VALUES ('BY', 'AOK Bayern', '')")
    connection.close()
    assert "known are BY" in refuse("account", "create", "l@aok.de", *clerk, "--region", "")
    words = [*clerk, "--region", "by", "--cleared"]
    assert "role: clerk, region BY" in run("account", "create", "l@aok.de", *words)
    shown = json.loads(run("account", "show", "l@aok.de", "--json"))
    assert (shown["role"], shown["region"], shown["cleared"]) == ("clerk", "BY", True)
    assert "add --clerk" in refuse(
        "account", "create", "m@aok.de", "--name", "M", "--provider", "P", "--region", "BY"
    )


def test_a_code_is_printed_as_people_read_it(run: Run, made: None) -> None:
    run("account", "create", "max@abc.de", "--name", "Max", "--provider", "Praxis")
    text = run("code", "issue", "max@abc.de")
    assert text[4] == " "
    assert text.replace(" ", "").strip().isdigit()
    assert len(text) == len("1054 2963\n")
    answer = json.loads(run("code", "issue", "max@abc.de", "--json"))
    assert answer["seconds"] == 600
    assert answer["code"] != text.strip()


def test_refusals_say_what_to_do(refuse: Run, made: None, run: Run) -> None:
    assert "create it first" in refuse("account", "show", "nobody@abc.de")
    assert "create it first" in refuse("code", "issue", "nobody@abc.de")
    assert "spaces" in refuse("account", "create", "a b", "--name", "x", "--provider", "y")
    for ik in ("12", "123456789"):
        assert "9 digits, the last one checks" in refuse(
            "account", "create", "a@b.de", "--name", "x", "--provider", "y", "--ik", ik
        )
    run("account", "create", "max@abc.de", "--name", "Max", "--provider", "Praxis")
    again = refuse("account", "create", "MAX@abc.de", "--name", "x", "--provider", "y")
    assert "exists already" in again


def test_without_init_every_command_says_so(refuse: Run) -> None:
    assert "'init'" in refuse("account", "show", "max@abc.de")
    assert "'init'" in refuse("serve")


def test_damaged_keys_are_named(refuse: Run, made: None, data: Path) -> None:
    (data / KEYS_NAME).write_text("{}")
    assert "damaged" in refuse("serve")


def test_keys_of_another_portal_are_named(refuse: Run, made: None, data: Path) -> None:
    KeyFile.generate().save(data / KEYS_NAME)
    assert "does not name the keys" in refuse("serve")


def test_a_database_of_a_newer_version_is_left_alone(refuse: Run, made: None, data: Path) -> None:
    with sqlite3.connect(data / "portal.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.execute("UPDATE schema_floor SET oldest = '9999'")
    connection.close()
    assert "newer version" in refuse("serve")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("port = 70000", "0 to 65535"),
        ('trusted_proxies = ["x"]', "networks"),
        ("colour = 1", "'colour' is unknown"),
        ("port = ", "TOML"),
        ('database_url = "nonsense"', "give a database address"),
        ('access_log = "perhaps"', "true or false"),
        ("four_eyes = 2", "true or false"),
    ],
)
def test_a_wrong_setting_is_named(
    refuse: Run, made: None, data: Path, line: str, words: str
) -> None:
    with (data / "portal.toml").open("a") as file:
        file.write(line + "\n")
    assert words in refuse("serve")


def test_the_environment_goes_over_the_file(
    refuse: Run, made: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AOK_PORTAL_PUBLIC_URL", "http://portal.example.de")
    assert "not encrypted" in refuse("serve")


def test_the_password_of_a_database_is_not_repeated(
    refuse: Run, made: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AOK_PORTAL_DATABASE_URL", "postgresql://u:geheim@127.0.0.1:1/x")
    assert "geheim" not in refuse("account", "show", "max@abc.de")
    assert "geheim" not in refuse("serve")


def test_a_wrong_command_line_is_code_2() -> None:
    with pytest.raises(SystemExit) as ended:
        main(["nonsense"])
    assert ended.value.code == 2


def test_sigterm_answers_open_polls_at_once_and_ends_the_server(run: Run, data: Path) -> None:
    monitoring = f"127.0.0.1:{free_port()}"
    with served(run, data, AOK_PORTAL_MONITORING=monitoring) as (process, url, login):
        device = Device(url)
        code = json.loads(run("code", "issue", login, "--json"))["code"]
        device.activate(login, code)
        device.confirm()
        device.poll()
        with ThreadPoolExecutor(1) as threads:
            waiting = threads.submit(device.poll, wait=25)
            until(
                lambda: "\nportal_polls_open 1\n" in httpx2.get(f"http://{monitoring}/metrics").text
            )
            process.send_signal(signal.SIGTERM)
            # One that was left waiting would end without news, after its 25 seconds.
            with pytest.raises(PortalProblem, match="unavailable"):
                waiting.result()
            assert process.wait(60) == 0


def test_a_second_server_on_the_same_folder_is_refused(run: Run, data: Path) -> None:
    with served(run, data):
        second = start(data, free_port())
        assert second.wait(20) == 1
        assert second.stderr is not None
        assert "Another portal is running" in second.stderr.read()
        close(second)


def test_a_port_in_use_is_refused(run: Run, made: None, data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = start(data, taken.getsockname()[1])
        assert process.wait(20) == 1
        assert process.stderr is not None
        said = process.stderr.read()
        assert "cannot be listened on" in said
        assert "Traceback" not in said
        close(process)


@contextmanager
def served(
    run: Run, data: Path, **environment: str
) -> Iterator[tuple["subprocess.Popen[str]", str, str]]:
    port = free_port()
    run("init", "--public-url", f"http://127.0.0.1:{port}")
    run("account", "create", "max@abc.de", "--name", "Max", "--provider", "Praxis", "--cleared")
    process = start(data, port, **environment)
    assert process.stdout is not None
    url = json.loads(process.stdout.readline())["listening"]
    try:
        yield process, url, "max@abc.de"
    finally:
        process.kill()
        process.wait()
        close(process)


def start(data: Path, port: int, **environment: str) -> "subprocess.Popen[str]":
    words = ["serve", "--data", str(data), "--port", str(port), "--announce"]
    return subprocess.Popen(
        [sys.executable, "-m", "portal", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONWARNINGS": "error", **environment},
    )


def close(process: "subprocess.Popen[str]") -> None:
    for stream in (process.stdout, process.stderr):
        if stream is not None:
            stream.close()
