"""Puts the program together: first a page that can be used, then what takes time to import."""

import gc
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from authenticator.branding import Branding, load_branding
from ui.application import Application
from ui.languages import GERMAN, install_language
from ui.main_window import MainWindow
from ui.system_look import SystemLook
from ui.theme import Theme

if TYPE_CHECKING:
    from authenticator.failures import Problem
    from authenticator.services.ports import ServicesPort
    from ui.browser import OpenUrl
    from ui.jobs import Jobs
    from ui.late_profile import LateProfile
    from ui.link_opener import LinkOpener
    from ui.navigation.navigator import Navigator
    from ui.single_instance.startup_lock import StartupLock

_PAUSE: Final = 100
"""Milliseconds that belong to the user once the first page is drawn: what comes then keeps the
processor busy for half as long, and the first key would wait for it."""


def build_application(
    arguments: Sequence[str] = (), *, language: str = GERMAN, branding: Branding | None = None
) -> QApplication:
    """The Qt application with its language and its look."""
    branding = branding or load_branding()
    # `setStyle` would give the style back, for which PySide makes all 11 enumerations of QStyle.
    app = Application([*(arguments or ["aok-2faktor"]), "-style", "Fusion"])
    app.setApplicationName(branding.product)
    app.setApplicationDisplayName(branding.window_title)
    app.setDesktopFileName("aok-2faktor")
    install_language(app, language)
    SystemLook(app, Theme(app, branding))
    return app


def build_main_window(
    services: "ServicesPort",
    *,
    open_url: "OpenUrl | None" = None,
    jobs: "Jobs | None" = None,
    language: str = GERMAN,
    introduces: bool = False,
) -> MainWindow:
    """The window, filled and at work; the caller shows it. `introduces`: as `Navigator.begin`."""
    window = MainWindow(services.branding)
    _navigator(window, services, open_url, jobs, language).begin(introduces=introduces)
    return window


def follow_links(window: MainWindow, navigator: "Navigator") -> "LinkOpener":
    """What opens links in this window, and the bar that says why it cannot."""
    from ui.link_opener import LinkOpener
    from ui.widgets.message_bar import MessageBar

    message_bar = MessageBar("main.link")
    window.banner_slot.addWidget(message_bar)
    return LinkOpener(navigator, message_bar)


class Startup(QObject):
    """Shows the first page, from files alone; what can wait comes once that is drawn."""

    def __init__(
        self,
        app: QApplication,
        window: MainWindow,
        *,
        portal: str | None,
        profile: Path | None,
        language: str,
        startup_lock: "StartupLock | None" = None,
        hidden: bool = False,
        introduces: bool = False,
    ) -> None:
        """`hidden`: the window is not shown; it stays away where there is a tray.

        `introduces`: as in `Navigator.begin`.
        """
        super().__init__(window)
        from ui.jobs import HeldStart, background_jobs

        self._app = app
        self._window = window
        self._portal = portal
        self._profile = profile
        self._language = language
        self._startup_lock = startup_lock
        self._hidden = hidden
        self._introduces = introduces
        self._navigator: Navigator | None = None
        self._is_drawn = False
        self._late_profile: LateProfile | None = None
        self._held = HeldStart()
        self._jobs = background_jobs(window, self._held)
        self._begin()
        if hidden or window.was_painted:
            QTimer.singleShot(0, self, self._go_on)
        else:
            window.painted.connect(partial(QTimer.singleShot, _PAUSE, self, self._go_on))

    def _begin(self) -> None:
        from authenticator.storage.paths import profile_folder
        from ui.jobs import JobRunner
        from ui.late_profile import LateProfile

        if self._late_profile is not None:
            self._late_profile.deleteLater()
        # Before the files are read: what comes meanwhile is seen.
        self._late_profile = LateProfile(profile_folder(self._profile), self)
        # At once and in this thread, yet with a page for whatever goes wrong.
        runner = JobRunner(lambda task: task(), self)
        runner.run(self, self._first_services, self._fill, self._refuse)

    def _first_services(self) -> "ServicesPort":
        from authenticator.desktop.log_files import begin_logging, log_faults, log_refused_start
        from authenticator.failures import Refused
        from authenticator.policy.loading import load_config
        from authenticator.services.starting import StartingServices
        from authenticator.storage.paths import log_folder

        default = load_branding().portal_address
        try:
            config = load_config(self._portal, self._profile, default_portal=default)
        except Refused as refusal:
            log_refused_start(log_folder(), refusal.problem)
            raise
        begin_logging(config.log_folder)
        log_faults(config.faults)
        services = StartingServices(config, language=self._language)
        # Shows here, where a refusal is caught, whether the profile can be read.
        services.bindings()
        return services

    def _fill(self, services: "ServicesPort") -> None:
        window, language = self._window, self._language
        self._navigator = _navigator(window, services, None, self._jobs, language)
        self._navigator.begin(introduces=self._introduces)
        if self._late_profile is not None and not services.bindings():
            self._late_profile.wait(self._navigator.take_up_profile)
        if not self._hidden:
            window.show()
        if self._is_drawn:
            self._follow_links()

    def _go_on(self) -> None:
        """Something is drawn and had its `_PAUSE`: second starts can hand over, and background
        work begins."""
        from authenticator.desktop.log_files import log_version

        # What is there by now stays, and need not be looked through.
        gc.freeze()
        gc.enable()
        self._is_drawn = True
        log_version()
        if self._startup_lock is not None:
            from ui.single_instance.ipc_listener import IpcListener

            self._ipc_listener = IpcListener(self._app, self._window, self._startup_lock)
            self._ipc_listener.profile_lost.connect(self._end)
            self._ipc_listener.take_over_wanted.connect(self._let_go)
        self._held.release()
        if self._navigator is not None:
            self._follow_links()

    def _follow_links(self) -> None:
        if self._navigator is not None and self._startup_lock is not None:
            self._ipc_listener.open_by(follow_links(self._window, self._navigator).open)
        # In another turn: the window answers in between.
        QTimer.singleShot(0, self, self._integrate)

    def _integrate(self) -> None:
        from ui.desktop_integration.integration import DesktopIntegration

        if self._navigator is not None:
            polling = self._jobs.polling
            integration = DesktopIntegration(self._app, self._window, self._navigator, polling)
            integration.show_window(hidden=self._hidden)

    def _refuse(self, problem: "Problem") -> None:
        from authenticator.failures import Failure

        retry = self._begin if problem.failure.is_retryable else None
        page = _refuse(self._window, problem, retry)
        half_there = (Failure.PROFILE_DAMAGED, Failure.PROFILE_UNREADABLE)
        if problem.failure in half_there and self._late_profile is not None:
            self._late_profile.wait(partial(self._begin_anew, page))
        self._window.show()

    def _begin_anew(self, page: QWidget) -> bool:
        page.deleteLater()
        self._begin()
        return True

    def _let_go(self) -> None:
        """Another session wants the profile: end, once no work is under way.

        The process has to end for it. Polls stay under way for long, and only the end of the
        process surely ends them.
        """
        if self._navigator is not None:
            # Work may wait for an answer that nobody gives here any more.
            self._navigator.presenters.proxy_login.answer(None)
        if self._jobs.actions.is_idle:
            self._app.quit()

    def _end(self) -> None:
        """Nothing more is done with a profile that another computer has now."""
        from authenticator.failures import Failure, Problem

        app, window = self._app, MainWindow(load_branding())
        app.setQuitOnLastWindowClosed(True)
        show_refusal(window, Problem(Failure.PROFILE_LOST))
        # Without a name for it here, the window would go at once.
        app.aboutToQuit.connect(partial(MainWindow.close, window))
        self._window.deleteLater()


def show_refusal(
    window: MainWindow,
    problem: "Problem",
    retry: Callable[[], None] | None = None,
) -> None:
    """Show why this start does not go on, and offer `retry`."""
    _refuse(window, problem, retry)
    window.show()


def show_page(window: MainWindow, page: QWidget) -> None:
    """Show a page before there is a navigator."""
    window.show_screen(page)
    window.show()


def _refuse(
    window: MainWindow, problem: "Problem", retry: Callable[[], None] | None = None
) -> QWidget:
    from ui.screens.start_failed.view import StartFailedPage

    page = StartFailedPage(problem, can_retry=retry is not None)
    page.closed.connect(window.close)
    if retry is not None:
        page.retried.connect(page.deleteLater)
        page.retried.connect(retry)
    window.show_screen(page)
    return page


def _navigator(
    window: MainWindow,
    services: "ServicesPort",
    open_url: "OpenUrl | None",
    jobs: "Jobs | None",
    language: str,
) -> "Navigator":
    from ui.browser import DesktopBrowser
    from ui.jobs import background_jobs
    from ui.navigation.navigator import Navigator

    jobs = jobs or background_jobs(window)
    open_url = open_url or DesktopBrowser(jobs.reading, window)
    return Navigator(window, services, jobs, open_url, language)
