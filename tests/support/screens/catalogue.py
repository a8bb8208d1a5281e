"""Every screen of the app by name, and how to bring a window to it.

A scene puts the presenters into a state directly: no timing, no background work.
"""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QWidget

from authenticator.failures import Failure, Problem
from authenticator.flows import activation, app_login, approval
from authenticator.flows.watching import Halted, Link, Watching
from authenticator.model import Account, Binding, PastLogin, Secret
from tests.support.screens import fakes, samples
from ui.app import build_main_window, follow_links
from ui.jobs import JobRunner, Jobs
from ui.main_window import MainWindow
from ui.navigation.navigator import Navigator
from ui.navigation.state import Task
from ui.screens.account.page import AccountTask

CODE, PIN = Secret("10542963"), Secret("482913")
CUT = Problem(Failure.PORTAL_UNREACHABLE)
WRONG_PIN = Problem(Failure.PIN_WRONG, tries_left=2)
LAST_TRY = Problem(Failure.PIN_WRONG, tries_left=1)


class Scene:
    """A window whose background work never runs, with the means to put it into any state."""

    def __init__(self, language: str) -> None:
        self.services = services = fakes.FakeServices()
        never = JobRunner(lambda _: None)
        self.window: MainWindow = build_main_window(
            services,
            open_url=lambda *_: None,
            jobs=Jobs(never, never, never),
            language=language,
        )
        never.setParent(self.window)
        self.navigator: Navigator = self.window.findChildren(Navigator)[0]
        self.opener = follow_links(self.window, self.navigator)

    def activation(self, state: activation.State) -> None:
        self.navigator.presenters.activation._enter(state)

    def accounts(self, *accounts: tuple[Binding, Account | None, Link]) -> None:
        home = self.navigator.presenters.home
        home.show_bindings(tuple(binding for binding, _, _ in accounts))
        for binding, account, link in accounts:
            home._change(binding, link=link)
            if account is not None:
                home._change(binding, account=account)
                self.past_logins(binding, samples.LOGINS)
        self.navigator.open(Task.HOME)

    def past_logins(self, binding: Binding, logins: tuple[PastLogin, ...]) -> None:
        self.navigator.presenters.last_logins._take(binding, logins)

    def one_account(self, link: Link | None = None, account: Account = fakes.ACCOUNT) -> None:
        self.accounts((fakes.BINDING, account, link or Watching()))

    def request(self) -> None:
        self.one_account()
        self.navigator.presenters.approval.on_request(fakes.BINDING, fakes.login_request())

    def approval(self, state: approval.State) -> None:
        self.request()
        self.navigator.presenters.approval._clock.stop()
        self.navigator.presenters.approval._state = state
        self.navigator.presenters.approval.changed.emit(state)

    def login(self, state: app_login.State) -> None:
        self.one_account()
        self.navigator.log_in(fakes.BINDING)
        self.navigator.presenters.app_login._state = state
        self.navigator.presenters.app_login.changed.emit(state)

    def account(self, task: AccountTask | None = None, *states: object) -> None:
        """Open the account's page and `task` there, and show each state in turn."""
        self.one_account()
        self.navigator.screens.home.management_wanted.emit(fakes.BINDING)
        if task is not None:
            self.navigator.screens.account.open_task(task)
            self._show(task, states)

    def enrolment(self, *states: object) -> None:
        self.one_account(Halted(Problem(Failure.INSTANCE_UNKNOWN)))
        self.navigator.screens.home.enrolment_wanted.emit(fakes.BINDING)
        self._show(AccountTask.ENROLMENT, states)

    def _show(self, task: AccountTask, states: tuple[object, ...]) -> None:
        for state in states:
            presenter = self.navigator.screens.account.view(task).presenter
            presenter._state = state  # type: ignore[assignment]
            presenter.changed.emit(state)

    def open_link(self, text: str) -> None:
        self.opener.open(text)

    def type(self, name: str, text: str) -> None:
        edit = self.window.findChild(QLineEdit, name)
        assert edit is not None, name
        edit.setFocus()
        QTest.keyClicks(edit, text)

    def press(self, name: str) -> None:
        button = self.window.findChild(QWidget, name)
        assert button is not None, name
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def scroll_to(self, name: str) -> None:
        widget = self.window.findChild(QWidget, name)
        assert widget is not None, name
        for area in self.window.findChildren(QScrollArea):
            if area.isAncestorOf(widget):
                # The page has its height from the next round of layouts on.
                QApplication.processEvents()
                area.ensureWidgetVisible(widget)


Play = Callable[[Scene], None]
SCENES: Final[dict[str, Play]] = {}


def scene(name: str) -> Callable[[Play], Play]:
    """Enter a scene under its name."""

    def enter(play: Play) -> Play:
        SCENES[name] = play
        return play

    return enter
