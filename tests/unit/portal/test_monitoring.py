"""What an operator's programs are told of a running portal, and that nobody else is told it."""

import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest

from portal.__main__ import main
from portal.domain.email.outbox import Email, EmailKind, enqueue
from portal.monitoring.health import MAIL_SECONDS, Check, Examination, Finding, Level
from portal.monitoring.interface import monitoring_access
from portal.platform.keys.key_file import ROOT_NAME
from portal.platform.settings import Settings, SettingsProblem
from portal.platform.storage_failures import StorageFailure
from portal.server import Server
from tests.support.portal_server import RunningPortal, free_port, running_portal

TOKEN = "0123456789abcdef" * 2


@pytest.fixture(scope="module")
def address() -> str:
    return f"127.0.0.1:{free_port()}"


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory, address: str) -> Iterator[RunningPortal]:
    """A portal that answers an operator's programs on this machine."""
    folder = tmp_path_factory.mktemp("monitoring")
    with running_portal(folder, monitoring=address) as portal:
        portal.execute("DELETE FROM outbox")
        yield portal


@pytest.fixture
def ask(watched: RunningPortal, address: str) -> Callable[..., httpx2.Response]:
    """Asks as Prometheus or a load balancer does; the answer."""
    return lambda path, **headers: httpx2.get(f"http://{address}{path}", headers=headers)


def found(portal: RunningPortal, check: Check) -> Finding:
    health = portal.run(portal.app.metrics.examination.health())
    return next(finding for finding in health.findings if finding.check is check)


def test_a_portal_that_serves_is_alive_and_ready(ask: Callable[..., httpx2.Response]) -> None:
    assert (ask("/live").status_code, ask("/live").text) == (200, "alive\n")
    assert ask("/ready").status_code == 200
    assert ask("/ready").text.startswith("ready\n")


def test_what_is_wrong_is_said_in_words_and_as_json(
    watched: RunningPortal, ask: Callable[..., httpx2.Response]
) -> None:
    words = f"{ROOT_NAME} lies in the data folder: move it to a safe, off this machine"
    assert f"warning: keys: {words}\n" in ask("/ready").text
    answer = ask("/ready", accept="application/json").json()
    assert (answer["ready"], answer["level"]) == (True, "warning")
    assert {"check": "keys", "level": "warning", "words": words} in answer["checks"]
    assert {one["check"] for one in answer["checks"]} == set(Check)


def test_nothing_but_the_questions_is_answered(ask: Callable[..., httpx2.Response]) -> None:
    assert ask("/").status_code == 404
    assert ask("/login").status_code == 404


def test_a_question_cannot_change_anything(watched: RunningPortal, address: str) -> None:
    assert httpx2.post(f"http://{address}/ready").status_code == 405


@pytest.mark.parametrize("path", ["/live", "/ready", "/metrics"])
def test_the_public_address_tells_nothing(watched: RunningPortal, path: str) -> None:
    answer = watched.http.get(path, headers={"accept": "application/json"})
    assert (answer.status_code, answer.text) == (303, "")
    assert answer.headers["location"].startswith("/cookies")


def test_a_portal_that_is_not_asked_for_it_listens_nowhere_else(tmp_path: Path) -> None:
    assert Settings("http://127.0.0.1:1", "sqlite://", tmp_path).monitoring == ""
    assert monitoring_access(Settings("http://127.0.0.1:1", "sqlite://", tmp_path)) is None


def test_an_outage_makes_the_portal_not_ready_and_names_its_code(
    watched: RunningPortal, ask: Callable[..., httpx2.Response]
) -> None:
    outage = watched.app.context.outage
    code = watched.on_loop(lambda: outage.unavailable(StorageFailure.FULL)).code
    try:
        answer = ask("/ready")
        assert answer.status_code == 503
        assert answer.text.startswith("not ready\nfailed: database: the disk is full")
        assert f"({code} in the log)" in answer.text
    finally:
        outage._failure = None


def test_a_database_that_is_back_makes_the_portal_ready_before_anything_is_written(
    watched: RunningPortal, ask: Callable[..., httpx2.Response], monkeypatch: pytest.MonkeyPatch
) -> None:
    outage = watched.app.context.outage
    watched.on_loop(lambda: outage.unavailable(StorageFailure.UNREACHABLE))
    try:
        assert ask("/ready").status_code == 200
        assert outage.current is not None
        # While it is away it cannot be read either.
        monkeypatch.setattr(Examination, "_stock", _nothing)
        assert "failed: database: the database cannot be opened or reached" in ask("/ready").text
    finally:
        outage._failure = None


def test_whoever_asks_finds_the_end_of_an_outage_that_no_visitor_can_show(
    watched: RunningPortal, ask: Callable[..., httpx2.Response], monkeypatch: pytest.MonkeyPatch
) -> None:
    outage = watched.app.context.outage
    watched.on_loop(lambda: outage.unavailable(StorageFailure.FULL))
    monkeypatch.setattr(outage, "_quiet_seconds", 0)
    assert ask("/ready").status_code == 200
    assert outage.current is None


async def _nothing(_examination: Examination) -> None:
    pass


def test_a_portal_that_stops_is_not_ready(
    watched: RunningPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watched.app.context.notifier, "_closed", True)
    assert found(watched, Check.SERVING) == (
        Check.SERVING,
        Level.FAILED,
        "the portal is stopping",
    )


def test_e_mails_that_are_not_sent_are_told(watched: RunningPortal) -> None:
    now = watched.clock.now()
    email = Email(EmailKind.BARRIER, "support@example.org")
    watched.write(lambda connection: enqueue(connection, email, now - MAIL_SECONDS - 1))
    assert found(watched, Check.MAIL).words == "1 e-mails wait and none is sent: set mail_host"


def test_a_clock_that_was_set_back_is_told(watched: RunningPortal) -> None:
    watched.create_account("clock@abc.de")
    watched.clock.advance(-3600)
    try:
        told = found(watched, Check.CLOCK)
        assert told.level is Level.WARNING
        assert "3600 seconds behind the audit log" in told.words
    finally:
        watched.clock.advance(3600)


def test_a_broken_audit_log_is_told(watched: RunningPortal) -> None:
    watched.create_account("audit@abc.de")
    watched.maintain()
    anchor = watched.settings.data / "audit-head"
    kept = anchor.read_text()
    anchor.write_text(f"{kept.partition(':')[0]}:{'00' * 32}\n")
    watched.maintain()
    assert found(watched, Check.AUDIT).words.startswith("the audit log was changed or cut off at")
    anchor.write_text(kept)
    watched.maintain()
    assert found(watched, Check.AUDIT).level is Level.OK


def test_the_command_tells_people_and_scripts(
    watched: RunningPortal, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    data = watched.settings.data
    toml = f'public_url = "{watched.url}"\nmonitoring = "{address}"\n'
    (data / "portal.toml").write_text(toml)
    assert main(["status", "--wait", "5", "--data", str(data)]) == 0
    assert capsys.readouterr().out.startswith("ready\n")
    assert main(["status", "--json", "--data", str(data)]) == 0
    assert json.loads(capsys.readouterr().out)["ok"] is True


def test_the_command_says_that_nobody_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    toml = tmp_path / "portal.toml"
    toml.write_text('public_url = "https://a.de"\n')
    assert main(["status", "--data", str(tmp_path)]) == 1
    assert "write monitoring into portal.toml" in capsys.readouterr().err
    toml.write_text(f'public_url = "https://a.de"\nmonitoring = "127.0.0.1:{free_port()}"\n')
    assert main(["status", "--data", str(tmp_path)]) == 1
    assert "No portal answers at 127.0.0.1:" in capsys.readouterr().err


def settings(folder: Path, address: str, token: str | None = None) -> Settings:
    file = folder / "token"
    if token is not None:
        file.write_text(f"{token}\n")
    given = "" if token is None else str(file)
    url = "http://127.0.0.1:1"
    return Settings(url, "sqlite://", folder, monitoring=address, monitoring_token_file=given)


def test_an_address_that_others_reach_needs_a_token(tmp_path: Path) -> None:
    with pytest.raises(SettingsProblem, match="which others can reach"):
        monitoring_access(settings(tmp_path, "0.0.0.0:9100"))
    access = monitoring_access(settings(tmp_path, "0.0.0.0:9100", TOKEN))
    assert access is not None
    assert access.port == 9100


@pytest.mark.parametrize("token", ["", "short", "ä" * 40])
def test_a_token_that_is_none_is_refused(tmp_path: Path, token: str) -> None:
    with pytest.raises(SettingsProblem, match="holds no token"):
        monitoring_access(settings(tmp_path, "127.0.0.1:9100", token))


def test_whoever_has_no_token_learns_only_whether_the_portal_is_ready(tmp_path: Path) -> None:
    address = f"127.0.0.1:{free_port()}"
    file = settings(tmp_path, address, TOKEN).monitoring_token_file
    with running_portal(tmp_path, monitoring=address, monitoring_token_file=file):
        for authorization in ("", TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN[1:]}", "Bearer x"):
            headers = {"authorization": authorization} if authorization else {}
            assert httpx2.get(f"http://{address}/ready", headers=headers).text == "ready\n"
        told = httpx2.get(f"http://{address}/ready", headers={"authorization": f"Bearer {TOKEN}"})
        assert "warning: keys: " in told.text


def test_an_address_in_use_is_refused_in_words(watched: RunningPortal, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        server = Server(watched.app, settings(tmp_path, f"127.0.0.1:{port}"))
        with pytest.raises(SettingsProblem, match="cannot be listened on: choose another one"):
            watched.run(server.startup())
