"""Starting the program: its options, what it imports when, and what it shows on trouble."""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from authenticator.branding import load_branding
from authenticator.desktop.log_files import FILE_NAME
from authenticator.failures import Failure
from authenticator.policy.sources import PolicyFile
from ui.__main__ import _split_link
from ui.app import Startup
from ui.languages import GERMAN
from ui.late_profile import LateProfile
from ui.main_window import MainWindow
from ui.widgets.buttons import Button
from ui.widgets.page import Page

ROOT = Path(__file__).parents[3]
LATE = {
    *("cryptography", "keyring", "requests", "ssl", "sqlite3", "PySide6.QtNetwork"),
    *("authenticator.services.composition", "ui.desktop_integration.integration"),
    *("hashlib", "logging.handlers", "authenticator.network.certificates"),
    *("ui.screens.account.view", "ui.screens.approval.view", "ui.widgets.pin_field"),
    "PySide6.QtWidgets.QStyle",
}
"""What the first page does without: modules, and classes of Qt, which PySide makes at their first
use with all their enumerations."""

FIRST_PAGE = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from authenticator.branding import load_branding
from authenticator.storage.profile_store import ProfileStore
from authenticator.model import Binding
from ui.app import Startup, build_application
from ui.main_window import MainWindow

profile, has_account = Path(sys.argv[1]), sys.argv[2] == "account"
if has_account:
    binding = Binding("1" * 32, "https://portal.example", "max@abc.de", activated=True)
    ProfileStore(profile).put(binding)
app = build_application()
window = MainWindow(load_branding())

def look() -> None:
    classes = (f"PySide6.QtWidgets.{name}" for name in vars(sys.modules["PySide6.QtWidgets"]))
    print(window.front.objectName(), *sys.modules, *classes)
    app.quit()

# Somebody presses a key at once.
window.painted.connect(lambda: QTimer.singleShot(50, look))
Startup(app, window, portal="https://portal.example", profile=profile, language="de")
app.exec()
"""


def python(*words: str) -> str:
    variables = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, *words]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=True)
    return done.stdout


PLAIN_IMPORTS = """
import builtins, linecache, sys
import ui.__main__
from authenticator.desktop import log_files

def drawn() -> None:
    print(builtins.__import__ is builtins.__orig_import__, *linecache.cache)
    sys.modules["PySide6.QtWidgets"].QApplication.quit()

log_files.log_version = drawn
sys.exit(ui.__main__.main(["--portal", "https://portal.example", "--profile", sys.argv[1]]))
"""


def page_of(window: MainWindow) -> str:
    return next((p.objectName() for p in window.findChildren(Page) if p.isVisible()), "")


def start(qapp: QApplication, portal: str, profile: Path) -> MainWindow:
    window = MainWindow(load_branding())
    Startup(qapp, window, portal=portal, profile=profile, language=GERMAN)
    window.show()
    return window


def test_the_version_is_told() -> None:
    assert python("-m", "ui", "--version") == "AOK 2-Faktor App 0.1.0\n"


@pytest.mark.parametrize(
    "words",
    [["aokzweifaktor:x", "--portal", "https://evil.example"], ["--version"], ["-x", "--open-link"]],
)
def test_nothing_in_a_link_becomes_an_option(words: list[str]) -> None:
    options, link = _split_link(["--language", "de", "--open-link", *words])
    assert options == ["--language", "de"]
    assert link == " ".join(words)


def test_a_desktop_may_start_without_a_link() -> None:
    assert _split_link(["--open-link"]) == ([], "")
    assert _split_link([]) == ([], "")


@pytest.mark.heavy
def test_the_self_check_is_one_line_of_json() -> None:
    report = json.loads(python("-m", "ui", "--self-check"))
    assert report["ok"], report


WRONG_POLICY = """
import json, os, sys
from pathlib import Path
from authenticator.policy import loading
from authenticator.policy.sources import PolicyFile
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
loading.system_sources = lambda: (PolicyFile(Path(sys.argv[1]), check=lambda _: None),)
from ui.self_check import self_check
print(json.dumps(self_check()))
"""


def test_the_self_check_names_what_is_wrong_in_the_policy(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('portl = "https://portal.example"')
    report = json.loads(python("-c", WRONG_POLICY, str(policy)))
    assert not report["ok"]
    assert report["problem"].startswith(f"{Failure.POLICY_INVALID.code} The settings ")
    assert f"Affected: {policy}, line 1: portl" in report["problem"]
    assert "portal?" in report["problem"]


@pytest.mark.parametrize(("kind", "page"), [("fresh", "activation.terms"), ("account", "home")])
def test_the_first_page_is_drawn_and_used_before_anything_heavy_is_imported(
    tmp_path: Path, kind: str, page: str
) -> None:
    shown, *modules = python("-c", FIRST_PAGE, str(tmp_path), kind).split()
    assert shown == page
    assert {"PySide6.QtWidgets", "PySide6.QtWidgets.QLabel"} <= set(modules)
    assert LATE.intersection(modules) == set()


def test_pyside_reads_no_source_of_what_the_program_imports(tmp_path: Path) -> None:
    plain, *read = python("-c", PLAIN_IMPORTS, str(tmp_path)).split()
    assert plain == "True"
    assert [path for path in read if str(ROOT / "ui") in path] == []


def test_a_fresh_profile_leads_to_the_terms(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    window = start(qapp, "https://portal.example", tmp_path)
    qtbot.waitUntil(lambda: page_of(window) == "activation.terms")


def test_an_address_that_cannot_be_used_is_said_in_the_window(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    window = start(qapp, "http://portal.example", tmp_path)
    qtbot.waitUntil(lambda: page_of(window) == "start.failed")


def test_a_wrong_policy_is_told_in_the_window_and_in_the_log(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text("\nroamin = true")
    sources = (PolicyFile(policy, check=lambda _: None),)
    monkeypatch.setattr("authenticator.policy.loading.system_sources", lambda: sources)
    monkeypatch.setattr("authenticator.storage.paths.log_folder", lambda: tmp_path / "log")
    window = start(qapp, "https://portal.example", tmp_path)
    qtbot.waitUntil(lambda: page_of(window) == "start.failed")
    shown = [label.text() for label in window.findChildren(QLabel)]
    assert any(f"{policy}, Zeile 2: roamin" in text and "roaming?" in text for text in shown)
    log = (tmp_path / "log" / FILE_NAME).read_text("utf-8")
    assert f"no start: {Failure.POLICY_INVALID.code} {policy}:2: the setting 'roamin'" in log


SHOW_POLICY = WRONG_POLICY.replace("from ui.self_check import self_check", "import ui.__main__")
SHOW_POLICY = SHOW_POLICY.replace(
    "print(json.dumps(self_check()))", "print(ui.__main__.main(['--show-policy', *sys.argv[2:]]))"
)


def test_the_policy_can_be_shown(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_bytes("\ufeffroaming = true".encode())
    first, *lines, code = python("-c", SHOW_POLICY, str(policy)).splitlines()
    assert first == f"policy: {policy}"
    assert f"roaming = true  # policy, locked: {policy}:1" in lines
    assert code == "0"
    policy.write_text('portl = "https://portal.example"')
    printed, code = python("-c", SHOW_POLICY, str(policy), "--json").strip().rsplit("\n", 1)
    (problem,) = json.loads(printed)["problems"]
    assert (problem["code"], problem["line"]) == (Failure.POLICY_INVALID.code, 1)
    assert (problem["key"], problem["remedy"]) == ("portl", "did you mean portal?")
    assert code == "1"


def code_shown(window: MainWindow) -> str:
    """The support code on the page that the window shows instead of beginning."""
    assert page_of(window) == "start.failed"
    pages = [page for page in window.findChildren(Page) if page.isVisible()]
    label = pages[0].findChild(QLabel, "start.failed.problem.code")
    assert label is not None
    return label.text()


@pytest.mark.parametrize(
    ("content", "failure"),
    [
        (b'{"v": 2, "bindings": {}}', Failure.PROFILE_TOO_NEW),
        (b"", Failure.PROFILE_DAMAGED),
        (b"\0" * 200, Failure.PROFILE_DAMAGED),
        (b'{"v": 1, "bindings": [{"id": 1}]}', Failure.PROFILE_DAMAGED),
    ],
)
def test_a_profile_that_cannot_be_used_is_said_in_the_window_and_left_alone(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, content: bytes, failure: Failure
) -> None:
    profile = tmp_path / "profile.json"
    profile.write_bytes(content)
    window = start(qapp, "https://portal.example", tmp_path)
    qtbot.waitUntil(lambda: page_of(window) == "start.failed")
    assert failure.code in code_shown(window)
    assert window.findChild(Button, "start.failed.retry") is None
    assert [path.read_bytes() for path in tmp_path.glob("profile*")] == [content]


def test_a_profile_that_cannot_be_read_just_now_is_said_and_tried_again(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("authenticator.policy.loading.log_folder", lambda: tmp_path / "log")
    in_the_way = tmp_path / "profile.json"
    in_the_way.mkdir()
    window = start(qapp, "https://portal.example", tmp_path)
    qtbot.waitUntil(lambda: page_of(window) == "start.failed")
    assert Failure.PROFILE_UNREADABLE.code in code_shown(window)
    in_the_way.rmdir()
    retry = window.findChild(Button, "start.failed.retry")
    assert retry is not None
    retry.click()
    qtbot.waitUntil(lambda: page_of(window) == "activation.terms")
    logging.getLogger("ui").info("written once")
    assert (tmp_path / "log" / FILE_NAME).read_text("utf-8").count("written once") == 1


def look(window: MainWindow) -> None:
    """The app looks for a profile that came late, without waiting until it does so itself."""
    for late in window.findChildren(LateProfile):
        late.look()


def test_a_profile_that_is_still_being_copied_is_waited_for(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    whole = b'{"v": 1, "bindings": []}'
    profile = tmp_path / "profile.json"
    profile.write_bytes(whole[:9])
    window = start(qapp, "https://portal.example", tmp_path)
    qtbot.waitUntil(lambda: page_of(window) == "start.failed")
    for part in (whole[:15], whole):
        assert page_of(window) == "start.failed"
        profile.write_bytes(part)
        look(window)
    qtbot.waitUntil(lambda: page_of(window) == "activation.terms")
    assert [path.read_bytes() for path in tmp_path.glob("profile*")] == [whole]


LATE_PROFILE = FIRST_PAGE.replace(
    "def look() -> None:\n",
    """def look() -> None:
    from ui.late_profile import LateProfile
    print(window.front.objectName())
    binding = Binding("1" * 32, "https://portal.example", "max@abc.de", activated=True)
    other = ProfileStore(profile.with_name("other"))
    other.put(binding)
    whole = (profile.with_name("other") / "profile.json").read_bytes()
    for part in (whole[:9], whole):
        (profile / "profile.json").write_bytes(part)
        for late in window.findChildren(LateProfile):
            late.look()
        print(window.front.objectName())
    print((profile / "profile.json").read_bytes() == whole)
""",
)


def test_accounts_of_a_profile_that_comes_after_the_start_are_shown_and_kept(
    tmp_path: Path,
) -> None:
    profile = tmp_path / "profile"
    profile.mkdir()
    shown = python("-c", LATE_PROFILE, str(profile), "fresh").splitlines()[:4]
    assert shown == ["activation.terms", "activation.terms", "home", "True"]


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="True is immortal")
def test_signals_can_be_emitted_without_end() -> None:
    """PySide6 6.12.0 lost a reference to True with each emit and so ended long-lived windows."""

    class Emitter(QObject):
        emitted = Signal()

    emitter = Emitter()
    before = sys.getrefcount(True)
    for _ in range(1000):
        emitter.emitted.emit()
    assert sys.getrefcount(True) > before - 500


@pytest.mark.parametrize("space", [QSize(640, 360), QSize(1280, 720)], ids=["FullHD", "4K"])
def test_the_window_fits_the_screen_at_300_percent(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, space: QSize
) -> None:
    screen = type("SmallScreen", (), {"availableSize": lambda _: space})()
    monkeypatch.setattr(MainWindow, "screen", lambda _: screen)
    window = MainWindow(load_branding())
    qtbot.addWidget(window)
    for size in (window.size(), window.minimumSize()):
        assert size.boundedTo(space) == size
        assert size.height() < space.height()
