import logging
import subprocess
import sys
import threading
from collections.abc import Callable

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from authenticator.failures import Failure, Problem, Refused
from tests.unit.ui.held_jobs import HeldJobs
from tests.unit.ui.test_start import ROOT
from ui.jobs import JobRunner, background_jobs


class Owner(QObject):
    """Remembers what it was told, and where."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[object] = []
        self.threads: set[int] = set()

    def hear(self, value: object) -> None:
        self.told.append(value)
        self.threads.add(threading.get_ident())


def test_work_runs_elsewhere_and_its_result_arrives_in_the_gui_thread(qtbot: QtBot) -> None:
    runner, owner = JobRunner(), Owner()
    runner.run(owner, threading.get_ident, owner.hear, owner.hear)
    qtbot.waitUntil(lambda: bool(owner.told))
    assert owner.told != [threading.get_ident()]
    assert owner.threads == {threading.get_ident()}


def test_work_is_under_way_until_what_came_of_it_was_told(held: HeldJobs) -> None:
    owner, runner = Owner(), held.jobs.actions
    idle: list[bool] = []

    def begin_another(_: object) -> None:
        runner.run(owner, lambda: 2, lambda _: idle.append(runner.is_idle), owner.hear)

    runner.run(owner, lambda: 1, begin_another, owner.hear)
    assert not runner.is_idle
    held.finish()
    assert not runner.is_idle, "it has led to more"
    held.finish()
    assert idle == [False]
    assert runner.is_idle


def test_work_whose_owner_is_gone_or_whose_result_fails_does_not_stay_under_way(
    held: HeldJobs,
) -> None:
    owner, runner = Owner(), held.jobs.actions
    runner.run(owner, lambda: 1, owner.hear, owner.hear)
    shiboken6.delete(owner)
    held.finish()
    assert runner.is_idle


def test_a_refusal_arrives_as_its_problem(held: HeldJobs) -> None:
    owner = Owner()

    def work() -> None:
        raise Refused(Failure.PIN_WRONG, tries_left=2)

    held.jobs.actions.run(owner, work, owner.hear, owner.hear)
    held.finish()
    assert owner.told == [Problem(Failure.PIN_WRONG, tries_left=2)]


def test_anything_else_is_an_internal_failure_whose_log_holds_no_values(
    held: HeldJobs, caplog: pytest.LogCaptureFixture
) -> None:
    owner = Owner()

    def work() -> None:
        raise ValueError("the PIN was 4711 and the ticket xyz")

    with caplog.at_level(logging.DEBUG):
        held.jobs.actions.run(owner, work, owner.hear, owner.hear)
        held.finish()
    assert owner.told == [Problem(Failure.INTERNAL)]
    assert "ValueError" in caplog.text
    assert "test_jobs.py" in caplog.text
    assert "4711" not in caplog.text


def test_nothing_is_delivered_before_the_event_loop_turns(held: HeldJobs) -> None:
    owner = Owner()
    held.jobs.actions.run(owner, lambda: 1, owner.hear, owner.hear)
    held.actions.pop()()
    assert owner.told == []
    held.deliver()
    assert owner.told == [1]


def test_the_result_for_an_owner_that_is_gone_is_dropped(held: HeldJobs, qtbot: QtBot) -> None:
    owner = Owner()
    told: list[object] = []
    held.jobs.actions.run(owner, lambda: 1, told.append, told.append)
    with qtbot.waitSignal(owner.destroyed):
        owner.deleteLater()
    held.finish()
    assert told == []


def test_a_runner_that_is_gone_lets_its_threads_end_in_silence(qtbot: QtBot) -> None:
    owner = Owner()
    tasks: list[Callable[[], None]] = []
    runner = JobRunner(tasks.append)
    runner.run(owner, lambda: 1, owner.hear, owner.hear)
    with qtbot.waitSignal(runner.destroyed):
        runner.deleteLater()
    tasks[0]()
    assert owner.told == []


def test_progress_arrives_in_order_and_before_the_result(held: HeldJobs) -> None:
    owner = Owner()
    report = held.jobs.actions.relay(owner, owner.hear)

    def work() -> str:
        report("first")
        report("second")
        return "result"

    held.jobs.actions.run(owner, work, owner.hear, owner.hear)
    held.finish()
    assert owner.told == ["first", "second", "result"]


def test_a_blocked_poll_delays_neither_a_click_nor_another_poll(qtbot: QtBot) -> None:
    owner, released = Owner(), threading.Event()
    jobs = background_jobs(owner)
    jobs.polling.run(owner, lambda: released.wait(20), owner.hear, owner.hear)
    jobs.polling.run(owner, lambda: "other poll", owner.hear, owner.hear)
    jobs.actions.run(owner, lambda: "click", owner.hear, owner.hear)
    qtbot.waitUntil(lambda: {"other poll", "click"} <= set(owner.told))
    released.set()
    qtbot.waitUntil(lambda: True in owner.told)


def test_threads_do_not_keep_the_program_alive(held: HeldJobs) -> None:
    owner, seen = Owner(), threading.Event()
    daemons: list[bool] = []

    def work() -> None:
        daemons.append(threading.current_thread().daemon)
        seen.set()

    JobRunner(parent=owner).run(owner, work, owner.hear, owner.hear)
    assert seen.wait(5)
    assert daemons == [True]


TELLING = """
import sys
from PySide6.QtCore import QCoreApplication, QObject, QTimer
from ui.jobs import background_jobs

app = QCoreApplication([])
owner = QObject()
jobs = background_jobs(owner)
sys.setswitchinterval(1e-5)
tell = jobs.polling.relay(owner, lambda _: None)

def work():
    while True:
        tell(None)

for _ in range(8):
    jobs.polling.run(owner, work, print, print)
QTimer.singleShot(50, app.quit)
raise SystemExit(app.exec())
"""


def test_a_program_ends_well_whose_threads_are_telling_something() -> None:
    ended = [
        subprocess.run(
            [sys.executable, "-c", TELLING], cwd=ROOT, capture_output=True, timeout=60, check=False
        )
        for _ in range(12)
    ]
    assert [(one.returncode, one.stderr) for one in ended] == [(0, b"")] * 12


CLOSING = """
import sys, threading
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from ui.jobs import JobRunner

sys.setswitchinterval(1e-5)
app = QCoreApplication([])


def closed_while_a_job_tells_something():
    window, told = QObject(), threading.Event()
    tell = JobRunner(parent=window).relay(window, lambda _: None)

    def work():
        for number in range(200):
            tell(number)
        told.set()

    threading.Thread(target=work, daemon=True).start()
    window.deleteLater()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert told.wait(30)


for _ in range(1000):
    closed_while_a_job_tells_something()
"""


def test_a_window_goes_while_jobs_tell_something() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", CLOSING], cwd=ROOT, capture_output=True, timeout=120, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
