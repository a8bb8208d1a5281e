"""The real window behind a real proxy: its question, the diagnosis, and what the log keeps."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from authenticator.desktop import url_scheme
from authenticator.desktop.log_files import FILE_NAME, begin_logging, end_logging
from authenticator.network.rules import NetworkRules
from tests.contract.app import LOGIN, activate
from tests.contract.way import PASSWORD, USER, Way
from tests.support.plugin import OpenWindow
from tests.support.proxy import running_proxy
from tests.support.texts import window_text
from tests.support.window import Window


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """Where the app's log is written."""
    handler = begin_logging(tmp_path / "log")
    assert handler is not None
    yield tmp_path / "log" / FILE_NAME
    end_logging(handler)


@pytest.fixture
def links_lead_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever this machine's desktop opens links with."""
    monkeypatch.setattr(url_scheme, "is_registered", lambda: True)


@pytest.fixture
def window(way: Way, open_window: OpenWindow, log: Path, links_lead_here: None) -> Iterator[Window]:
    """Of an activated app, in a network whose proxy has begun to want a password."""
    first = way.start()
    activate(first, way.portal.issue_code(LOGIN))
    with running_proxy(way.folder, user=USER, password=PASSWORD) as proxy:
        rules = NetworkRules(proxy=proxy.url, extra_ca=way.box.authority)
        yield open_window(way.start(rules))


def log_in_at_proxy(window: Window) -> None:
    window.see("proxy.login.lead")
    window.type(user=USER, password="falsch")
    window.click("proxy.login.enter")
    assert window.see("proxy.login.wrong.title").endswith("nicht angenommen.")
    window.type(password=PASSWORD)
    window.click("proxy.login.enter")
    window.wait_for("home.title", window_text("Ready"))


def test_the_proxys_question_is_answered_in_the_window(window: Window, way: Way) -> None:
    log_in_at_proxy(window)
    assert any(PASSWORD in text for text in way.keyring.texts.values())


def test_who_declines_finds_the_question_again_by_the_diagnosis(window: Window) -> None:
    window.click("proxy.login.cancel")
    window.wait_for("home.title", window_text("No connection"))
    assert window_text("Your network asks for a login at its proxy.") in window.see(
        "home.link.text"
    )
    window.click("home.link.check")
    assert window.see("diagnosis.summary.error.title") == "Fehler: Anmeldung am Proxy"
    window.click("diagnosis.login")
    window.see("proxy.login.lead")
    window.type(user=USER, password=PASSWORD)
    window.click("proxy.login.enter")
    assert window.see("diagnosis.summary.success.title") == window_text("All is well.")


def test_the_log_tells_the_way_and_keeps_no_secret(window: Window, way: Way, log: Path) -> None:
    log_in_at_proxy(window)
    window.click("main.help")
    window.click("help.check")
    window.see("diagnosis.summary.success.title")
    written = log.read_text("utf-8")
    assert "way to the portal: 127.0.0.1:" in written
    assert "diagnosis: round-trip 210" in written
    kept = [
        part for text in way.keyring.texts.values() for part in text.split('"') if len(part) > 20
    ]
    secrets = [PASSWORD, "falsch", USER, LOGIN, "482913", str(way.folder), *kept]
    assert kept
    assert [secret for secret in secrets if secret in written] == []
