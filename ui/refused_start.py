"""A start on a profile that is in use: offers what helps, and begins once it has the profile."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from authenticator.desktop.profile_lock import ProfileLock
from authenticator.desktop.session import host_name
from authenticator.desktop.single_instance import Message
from authenticator.failures import Failure, Problem, Refused
from ui.app import show_page, show_refusal
from ui.main_window import MainWindow
from ui.screens.start_failed.open_elsewhere import OpenElsewherePage, TakingOverPage
from ui.single_instance.startup_lock import StartupLock, take_profile
from ui.single_instance.take_over import TakeOver

_PATIENCE: Final = 3.0
"""Seconds that a second try may hold the window up."""


class RefusedStart(QObject):
    """What the window shows until this start has the profile, or the user gives up."""

    def __init__(
        self,
        app: QApplication,
        window: MainWindow,
        profile: Path,
        message: Message,
        begin: Callable[[StartupLock], object],
    ) -> None:
        """`begin` starts the app; it is called at most once."""
        super().__init__(window)
        self.has_begun = False
        self._page: QWidget | None = None
        self._app = app
        self._window = window
        self._profile = profile
        # Whoever tries again from this window wants to see the other one.
        self._message = replace(message, shows_window=True)
        self._start = begin
        self._take_over = TakeOver(profile, message.link, self)
        self._take_over.taken.connect(self._begin)
        self._take_over.failed.connect(lambda problem: self._refuse(problem, self._ask))
        app.aboutToQuit.connect(self._take_over.stop)

    def show(self, problem: Problem) -> None:
        """Show why this start does not have the profile, and what can be done."""
        if problem.failure is Failure.OPEN_ELSEWHERE:
            self._offer()
        else:
            self._refuse(problem, self._try_again)

    def _offer(self) -> None:
        page = OpenElsewherePage(ProfileLock(self._profile).holder(), host_name())
        page.wanted.connect(self._ask)
        page.closed.connect(self._window.close)
        self._show(page)

    def _ask(self) -> None:
        page = TakingOverPage()
        page.went_back.connect(self._go_back)
        self._show(page)
        self._take_over.ask()

    def _go_back(self) -> None:
        self._take_over.stop()
        self._offer()

    def _refuse(self, problem: Problem, retry: Callable[[], None]) -> None:
        can_retry = problem.failure.is_retryable
        show_refusal(self._window, problem, retry if can_retry else None)
        self._remove_page()

    def _show(self, page: QWidget) -> None:
        show_page(self._window, page)
        self._remove_page()
        self._page = page

    def _remove_page(self) -> None:
        if self._page is not None:
            self._page.deleteLater()
            self._page = None

    def _try_again(self) -> None:
        try:
            startup_lock = take_profile(self._profile, self._message, patience=_PATIENCE)
        except Refused as refusal:
            self.show(refusal.problem)
            return
        if startup_lock is None:
            self._window.close()
        else:
            self._begin(startup_lock)

    def _begin(self, startup_lock: StartupLock) -> None:
        self.has_begun = True
        self._remove_page()
        self._start(startup_lock)
