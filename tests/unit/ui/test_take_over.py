"""The app goes on in another session: pages and their states, and real second processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from authenticator.branding import load_branding
from authenticator.desktop import profile_lock
from authenticator.desktop.profile_lease import LIFETIME
from authenticator.desktop.profile_lock import Holder, ProfileLock
from authenticator.desktop.session import host_name
from authenticator.desktop.single_instance import Message
from authenticator.desktop.take_over import TakeOverRequest
from authenticator.failures import Failure, Refused
from authenticator.network.proxy_logins import Question
from tests.unit.ui.test_single_instance import PORTAL, refuse_to_lock, second_start
from tests.unit.ui.test_start import ROOT, code_shown, page_of
from ui.app import Startup
from ui.languages import GERMAN
from ui.main_window import MainWindow
from ui.navigation.navigator import Navigator
from ui.refused_start import RefusedStart
from ui.screens.start_failed.open_elsewhere import TakingOverPage
from ui.single_instance import take_over
from ui.single_instance.ipc_listener import IpcListener
from ui.single_instance.startup_lock import StartupLock, new_holder, take_profile
from ui.widgets.buttons import Button

THEIRS = Holder(host_name(), "1", "", "1780000000")


@pytest.fixture(autouse=True)
def second_session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_SESSION_ID", "2")
    # Windows knows the session itself.
    session_name = "ui.single_instance.startup_lock.session_name"
    monkeypatch.setattr(session_name, lambda: os.environ["XDG_SESSION_ID"])
    monkeypatch.setattr(take_over, "_PAUSE", 20)


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    window = MainWindow(load_branding())
    qtbot.addWidget(window)
    return window


class Refusal:
    """A start in the second session, and what it took."""

    def __init__(
        self, window: MainWindow, profile: Path, link: str = "", *, shows_window: bool = True
    ) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.window = window
        self.taken: list[StartupLock] = []
        message = Message(link, shows_window=shows_window)
        self.start = RefusedStart(app, window, profile, message, self.taken.append)
        with pytest.raises(Refused) as refused:
            take_profile(profile, message, patience=0)
        self.start.show(refused.value.problem)

    def press(self, name: str) -> None:
        button = self.window.findChild(Button, name)
        assert button is not None
        button.click()

    def text(self, name: str) -> str:
        label = self.window.findChild(QLabel, name)
        return label.text() if label else ""


def held(folder: Path, holder: Holder = THEIRS) -> ProfileLock:
    lock = ProfileLock(folder)
    assert lock.take(holder)
    return lock


@pytest.mark.only_on("linux", reason="displays of X11 and Wayland")
def test_a_start_on_another_display_says_where_the_app_is_open(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As on a server whose sessions have no names of their own.
    monkeypatch.setenv("XDG_SESSION_ID", "")
    monkeypatch.setenv("DISPLAY", ":7.0")
    there = held(tmp_path, new_holder())
    assert not there.take(new_holder())
    monkeypatch.setenv("DISPLAY", ":8")
    refusal = Refusal(window, tmp_path)
    assert refusal.text("start.elsewhere.display") == ":7"
    assert refusal.text("start.elsewhere.session") == ""
    there.release()


def test_it_says_where_the_app_is_open(window: MainWindow, tmp_path: Path) -> None:
    held(tmp_path, Holder("praxis-7", "3", "", str(int(time.time()))))
    start = Refusal(window, tmp_path)
    assert page_of(window) == "start.elsewhere"
    assert start.text("start.elsewhere.computer") == "praxis-7"
    assert start.text("start.elsewhere.session") == "3"
    assert start.text("start.elsewhere.since").startswith("heute um ")


def test_it_names_this_computer_and_leaves_out_what_is_not_known(
    window: MainWindow, tmp_path: Path
) -> None:
    held(tmp_path, Holder(host_name(), "1", "", "soon"))
    start = Refusal(window, tmp_path)
    assert start.text("start.elsewhere.computer") == f"{host_name()} (dieser Computer)"
    assert window.findChild(QLabel, "start.elsewhere.since") is None


def test_the_user_may_leave_the_app_where_it_is(window: MainWindow, tmp_path: Path) -> None:
    held(tmp_path)
    start = Refusal(window, tmp_path)
    start.press("start.elsewhere.close")
    assert not window.isVisible()
    assert not TakeOverRequest(tmp_path).is_made()


def test_it_begins_once_the_other_has_let_go_and_not_before(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    other = held(tmp_path)
    start = Refusal(window, tmp_path, "a link")
    start.press("start.elsewhere.take")
    assert page_of(window) == "start.taking"
    assert isinstance(window.front, TakingOverPage)
    assert not isinstance(QApplication.focusWidget(), Button), "a second Enter would cancel it"
    assert TakeOverRequest(tmp_path).is_made()
    qtbot.wait(200)
    assert start.taken == []
    other.release()
    qtbot.waitUntil(lambda: len(start.taken) == 1)
    assert start.taken[0].link == "a link"
    assert start.start.has_begun
    assert not TakeOverRequest(tmp_path).is_made()
    assert not ProfileLock(tmp_path).take(THEIRS)


def test_a_new_start_is_not_asked_by_what_an_earlier_one_was(tmp_path: Path) -> None:
    TakeOverRequest(tmp_path).make()
    startup_lock = take_profile(tmp_path, Message())
    assert startup_lock is not None
    assert not TakeOverRequest(tmp_path).is_made()
    startup_lock.lock.release()


def test_going_back_asks_no_longer(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    other = held(tmp_path)
    start = Refusal(window, tmp_path)
    start.press("start.elsewhere.take")
    start.press("start.taking.back")
    assert page_of(window) == "start.elsewhere"
    assert not TakeOverRequest(tmp_path).is_made()
    other.release()
    qtbot.wait(200)
    assert start.taken == []


def test_a_window_that_does_not_let_go_is_said_and_may_be_asked_again(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(take_over, "PATIENCE", 0.1)
    other = held(tmp_path)
    start = Refusal(window, tmp_path)
    start.press("start.elsewhere.take")
    qtbot.waitUntil(lambda: page_of(window) == "start.failed")
    assert Failure.OPEN_ELSEWHERE.code in code_shown(window)
    assert not TakeOverRequest(tmp_path).is_made(), "it would close for nobody"
    assert start.taken == []
    monkeypatch.setattr(take_over, "PATIENCE", 60)
    start.press("start.failed.retry")
    assert page_of(window) == "start.taking"
    assert TakeOverRequest(tmp_path).is_made()
    other.release()
    qtbot.waitUntil(lambda: len(start.taken) == 1)


def test_a_lease_that_has_ended_is_taken_over_without_an_answer(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profile_lock, "_lock", refuse_to_lock)
    monkeypatch.setattr(take_over, "PATIENCE", 0)
    gone = held(tmp_path, Holder("gone", "1", ""))
    start = Refusal(window, tmp_path)
    start.press("start.elsewhere.take")
    qtbot.wait(200)
    assert (page_of(window), start.taken) == ("start.taking", [])
    lease = tmp_path / "running.lease"
    ended = lease.stat().st_mtime - LIFETIME - 1
    os.utime(lease, (ended, ended))
    qtbot.waitUntil(lambda: len(start.taken) == 1)
    assert not gone.renew()


def test_a_request_that_cannot_be_made_is_said(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held(tmp_path)
    start = Refusal(window, tmp_path)

    def refuse(self: TakeOverRequest) -> None:
        raise Refused(Failure.PROFILE_UNWRITABLE, details=str(tmp_path))

    monkeypatch.setattr(TakeOverRequest, "make", refuse)
    start.press("start.elsewhere.take")
    assert Failure.PROFILE_UNWRITABLE.code in code_shown(window)


def test_a_hung_window_of_this_session_may_be_tried_again(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.refused_start._PATIENCE", 0)
    other = held(tmp_path, Holder(host_name(), "2", ""))
    start = Refusal(window, tmp_path)
    assert Failure.NOT_ANSWERING.code in code_shown(window)
    start.press("start.failed.retry")
    assert Failure.NOT_ANSWERING.code in code_shown(window)
    other.release()
    start.press("start.failed.retry")
    assert len(start.taken) == 1


def test_a_start_in_the_background_that_is_tried_again_shows_the_window_that_answers(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Message] = []

    def hand_over(profile: Path, message: Message, *, patience: float) -> None:
        sent.append(message)

    held(tmp_path, Holder(host_name(), "2", ""))
    start = Refusal(window, tmp_path, shows_window=False)
    monkeypatch.setattr("ui.refused_start.take_profile", hand_over)
    start.press("start.failed.retry")
    assert sent == [Message(shows_window=True)]


def test_the_app_ends_for_another_session_after_the_work_that_is_under_way(
    qapp: QApplication,
    qtbot: QtBot,
    window: MainWindow,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended: list[None] = []
    monkeypatch.setattr(qapp, "quit", lambda: ended.append(None))
    tasks: list[Callable[[], None]] = []
    startup_lock = take_profile(tmp_path, Message())
    assert startup_lock is not None
    startup = Startup(
        qapp, window, portal=PORTAL, profile=tmp_path, language=GERMAN, startup_lock=startup_lock
    )
    window.show()
    qtbot.waitUntil(lambda: bool(window.findChildren(IpcListener)))
    assert page_of(window) == "activation.terms"
    (listener,) = window.findChildren(IpcListener)
    listener.look()
    assert ended == []
    TakeOverRequest(tmp_path).make()
    startup._jobs.actions._start = tasks.append
    told: list[object] = []
    startup._jobs.actions.run(QObject(window), lambda: 1, told.append, told.append)
    listener.look()
    assert ended == [], "its work is under way"
    tasks.pop()()
    listener.look()
    assert ended == [], "what came of it was not told yet"
    qtbot.waitUntil(lambda: told == [1])
    listener.look()
    assert ended == [None]


def test_work_that_waits_for_a_proxy_password_does_not_keep_the_app(
    qapp: QApplication,
    qtbot: QtBot,
    window: MainWindow,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended: list[None] = []
    monkeypatch.setattr(qapp, "quit", lambda: ended.append(None))
    startup_lock = take_profile(tmp_path, Message())
    assert startup_lock is not None
    startup = Startup(
        qapp, window, portal=PORTAL, profile=tmp_path, language=GERMAN, startup_lock=startup_lock
    )
    window.show()
    qtbot.waitUntil(lambda: page_of(window) == "activation.terms")
    (navigator,) = window.findChildren(Navigator)
    proxy_login = navigator.presenters.proxy_login
    told: list[object] = []
    question = Question("proxy.praxis.example:3128", wrong=False)
    startup._jobs.actions.run(window, lambda: proxy_login.ask(question), told.append, told.append)
    qtbot.waitUntil(lambda: proxy_login.waits)
    TakeOverRequest(tmp_path).make()
    (listener,) = window.findChildren(IpcListener)
    listener.look()
    qtbot.waitUntil(lambda: told == [None])
    listener.look()
    assert ended == [None]
    startup_lock.lock.release()


@pytest.mark.heavy
@pytest.mark.only_on("posix", reason="sessions whose name is a variable")
@pytest.mark.parametrize("has_locks", [True, False], ids=["locks", "a lease"])
def test_the_app_of_another_session_closes_and_goes_on_here(
    qapp: QApplication,
    qtbot: QtBot,
    window: MainWindow,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    has_locks: bool,
) -> None:
    if not has_locks:
        monkeypatch.setattr(profile_lock, "_lock", refuse_to_lock)
    with first_session(qtbot, tmp_path, monkeypatch, has_locks=has_locks) as other:
        start = Refusal(window, tmp_path)
        start.press("start.elsewhere.take")
        qtbot.waitUntil(lambda: len(start.taken) == 1, timeout=30_000)
        assert other.wait(timeout=30) == 0
    Startup(
        qapp, window, portal=PORTAL, profile=tmp_path, language=GERMAN, startup_lock=start.taken[0]
    )
    qtbot.waitUntil(lambda: page_of(window) == "activation.terms")
    start.taken[0].lock.release()


@pytest.mark.heavy
@pytest.mark.only_on("posix", reason="processes of Windows cannot be stopped")
def test_a_hung_window_of_another_session_keeps_the_profile_until_it_goes_on(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(take_over, "PATIENCE", 3.0)
    with first_session(qtbot, tmp_path, monkeypatch) as other:
        other.send_signal(signal.SIGSTOP)
        start = Refusal(window, tmp_path)
        start.press("start.elsewhere.take")
        qtbot.waitUntil(lambda: page_of(window) == "start.failed", timeout=30_000)
        assert start.taken == []
        other.send_signal(signal.SIGCONT)
        monkeypatch.setattr(take_over, "PATIENCE", 60.0)
        start.press("start.failed.retry")
        qtbot.waitUntil(lambda: len(start.taken) == 1, timeout=30_000)
        assert other.wait(timeout=30) == 0
    start.taken[0].lock.release()


def first_session(
    qtbot: QtBot, profile: Path, monkeypatch: pytest.MonkeyPatch, *, has_locks: bool = True
) -> "subprocess.Popen[bytes]":
    """The app, at work in another session."""
    with monkeypatch.context() as patch:
        patch.setenv("XDG_SESSION_ID", "1")
        process = second_start(profile, has_locks=has_locks)
    looked = ProfileLock(profile)
    name = "running.lock" if has_locks else "running.lease"
    qtbot.waitUntil(lambda: (profile / name).exists() and is_named(looked, name), timeout=30_000)
    return process


def is_named(lock: ProfileLock, name: str) -> bool:
    return b'"session": "1"' in (lock.folder / name).read_bytes()


CONTENDER = """
import errno, os, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QTimer
from authenticator.desktop import profile_lock
from authenticator.desktop.take_over import TakeOverRequest
from ui.single_instance import take_over

def refuse(handle):
    raise OSError(errno.ENOLCK, "no locks")

if sys.argv[2] == "lease":
    profile_lock._lock = refuse
take_over._PAUSE = 5
app, folder = QCoreApplication([]), Path(sys.argv[1])
session = take_over.TakeOver(folder, "")
looks, turn = QTimer(), QTimer(singleShot=True)

def use(startup_lock):
    # Fails where another one is at it.
    os.close(os.open(folder / "in-use", os.O_CREAT | os.O_EXCL))

    def end():
        os.unlink(folder / "in-use")
        startup_lock.lock.release()
        print("used", flush=True)
        app.quit()

    looks.timeout.connect(lambda: TakeOverRequest(folder).is_made() and end())
    turn.timeout.connect(end)
    looks.start(50)
    turn.start(1000)

session.taken.connect(use)
session.failed.connect(lambda problem: app.exit(1))
sys.excepthook = lambda *error: (print(error, flush=True), app.exit(2))
sys.stdin.readline()
session.ask()
sys.exit(app.exec())
"""


@pytest.mark.heavy
@pytest.mark.parametrize("kind", ["lock", "lease"])
def test_of_sessions_that_all_want_the_profile_no_two_ever_have_it(
    tmp_path: Path, kind: str
) -> None:
    command = [sys.executable, "-c", CONTENDER, str(tmp_path), kind]
    pipe = subprocess.PIPE
    sessions = [
        subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) for _ in range(4)
    ]
    for session in sessions:
        assert session.stdin
        session.stdin.write("go\n")
        session.stdin.flush()
    said = [session.communicate(timeout=100)[0].strip() for session in sessions]
    assert said == ["used"] * 4
    assert [session.returncode for session in sessions] == [0] * 4
