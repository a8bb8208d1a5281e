"""The screens of the window: each view is imported and made when it is first in front."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, assert_never

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from authenticator.links import download_url, login_url, status_url
from authenticator.model import Binding
from authenticator.services.ports import ServicesPort
from ui.browser import OpenUrl
from ui.jobs import JobRunner
from ui.navigation.presenters import Presenters
from ui.navigation.state import Overlay, Screen, Task

if TYPE_CHECKING:
    from ui.screens.about.view import AboutView
    from ui.screens.account.view import AccountView
    from ui.screens.activation.code_import import CodeImport
    from ui.screens.activation.view import ActivationView
    from ui.screens.app_login.view import AppLoginView
    from ui.screens.approval.view import ApprovalView
    from ui.screens.closing.page import ClosingPage
    from ui.screens.diagnostics.view import DiagnosticsView
    from ui.screens.help.view import HelpView
    from ui.screens.home.view import HomeView
    from ui.screens.introduction.view import IntroductionView
    from ui.screens.proxy_login.view import ProxyLoginView
    from ui.screens.settings.view import SettingsView
    from ui.screens.update.page import UpdateRequiredPage


class Screens(QObject):
    """Makes the views and says where their users want to go."""

    opened = Signal(object)
    """Carries the `Screen`."""
    left = Signal(object)
    """Carries the `Screen`."""
    login_wanted = Signal(object)
    """Carries a `Binding`."""
    account_login_wanted = Signal(object)
    """Carries an `Account`."""
    page_wanted = Signal(str)
    """Of the portal, in the browser: carries its address."""
    check_wanted = Signal()
    """Of the connection."""
    accounts_changed = Signal()
    close_wanted = Signal()
    """Of the window, once what it means is decided."""
    quit_wanted = Signal()

    def __init__(
        self,
        presenters: Presenters,
        services: ServicesPort,
        actions: JobRunner,
        open_url: OpenUrl,
        language: str,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._presenters = presenters
        self._services = services
        self._branding = services.branding
        self._actions = actions
        self._open_url = open_url
        self._language = language

    def view(self, screen: Screen) -> QWidget:
        """What is shown for `screen`."""
        match screen:
            case Task():
                return self._task(screen)
            case Overlay():
                return self._overlay(screen)
            case _:
                assert_never(screen)

    def _task(self, task: Task) -> QWidget:
        match task:
            case Task.HOME:
                return self.home
            case Task.INTRODUCTION:
                return self.introduction
            case Task.ACTIVATION:
                return self.activation
            case Task.APP_LOGIN:
                return self.app_login
            case Task.ACCOUNT:
                return self.account
            case _:
                assert_never(task)

    def _overlay(self, overlay: Overlay) -> QWidget:
        match overlay:
            case Overlay.APPROVAL:
                return self.approval
            case Overlay.SETTINGS:
                return self.settings
            case Overlay.HELP:
                return self.help
            case Overlay.ABOUT:
                return self.about
            case Overlay.DIAGNOSTICS:
                return self.diagnostics
            case Overlay.PROXY_LOGIN:
                return self.proxy_login
            case Overlay.CLOSING:
                return self.closing
            case Overlay.UPDATE:
                return self.update
            case _:
                assert_never(overlay)

    @cached_property
    def home(self) -> "HomeView":
        from ui.screens.home.view import HomeView

        presenters = self._presenters
        view = HomeView(
            presenters.home,
            presenters.last_logins,
            presenters.new_version,
            self._services.config.it_contact,
        )
        view.download_wanted.connect(lambda: self.page_wanted.emit(self._download_page))
        view.login_wanted.connect(self.login_wanted)
        view.activation_wanted.connect(lambda: self.opened.emit(Task.ACTIVATION))
        address = status_url(self._services.config.portal)
        view.status_wanted.connect(lambda: self.page_wanted.emit(address))
        view.update_wanted.connect(lambda: self.opened.emit(Overlay.UPDATE))
        view.management_wanted.connect(lambda one: self._open_account(self.account.open, one))
        view.history_wanted.connect(lambda one: self._open_account(self.account.show_history, one))
        view.enrolment_wanted.connect(lambda one: self._open_account(self.account.enrol, one))
        view.removal_wanted.connect(lambda one: self._open_account(self.account.remove, one))
        return view

    def _open_account(self, begin: Callable[[Binding], None], binding: Binding) -> None:
        begin(binding)
        self.opened.emit(Task.ACCOUNT)

    @cached_property
    def introduction(self) -> "IntroductionView":
        from ui.screens.introduction.view import IntroductionView

        view = IntroductionView(self._presenters.plain_language)
        view.closed.connect(lambda: self._presenters.settings.choose(introduced=True))
        view.closed.connect(lambda: self.left.emit(Task.INTRODUCTION))
        return view

    @cached_property
    def activation(self) -> "ActivationView":
        from ui.screens.activation.view import ActivationView

        presenters = self._presenters
        view = ActivationView(
            presenters.activation,
            lambda: self.code_import,
            self._branding,
            self._language,
            presenters.plain_language,
        )
        view.closed.connect(lambda: self.left.emit(Task.ACTIVATION))
        view.login_wanted.connect(self.account_login_wanted)
        return view

    @cached_property
    def code_import(self) -> "CodeImport":
        """Looks for the activation code in clipboard, screen and pictures."""
        from ui.screens.activation.code_import import CodeImport

        return CodeImport(self._services.config.portal, self._actions, self)

    @cached_property
    def app_login(self) -> "AppLoginView":
        from ui.screens.app_login.view import AppLoginView

        view = AppLoginView(
            self._presenters.app_login,
            self._branding.portal,
            login_url(self._services.config.portal),
        )
        view.closed.connect(lambda: self.left.emit(Task.APP_LOGIN))
        return view

    @cached_property
    def account(self) -> "AccountView":
        from ui.screens.account.view import AccountView

        view = AccountView(self._services, self._actions, self._presenters.home)
        view.closed.connect(lambda: self.left.emit(Task.ACCOUNT))
        view.check_wanted.connect(self.check_wanted)
        view.accounts_changed.connect(self.accounts_changed)
        return view

    @cached_property
    def approval(self) -> "ApprovalView":
        from ui.screens.approval.view import ApprovalView

        portal = self._services.config.portal
        return ApprovalView(self._presenters.approval, self._branding.portal, portal)

    @cached_property
    def settings(self) -> "SettingsView":
        from ui.screens.settings.view import SettingsView

        config = self._services.config
        view = SettingsView(self._presenters.settings, config, self._branding, self._language)
        view.closed.connect(lambda: self.left.emit(Overlay.SETTINGS))
        view.quit_wanted.connect(self.quit_wanted)
        return view

    @cached_property
    def closing(self) -> "ClosingPage":
        from ui.screens.closing.page import ClosingPage

        page = ClosingPage(self._presenters.settings)
        page.closed.connect(lambda: self.left.emit(Overlay.CLOSING))
        page.chosen.connect(self.close_wanted)
        return page

    @cached_property
    def update(self) -> "UpdateRequiredPage":
        from ui.screens.update.page import UpdateRequiredPage

        config, home = self._services.config, self._presenters.home
        page = UpdateRequiredPage(config.it_contact)
        page.show_demand(home.demand)
        home.demand_changed.connect(page.show_demand)
        page.retried.connect(home.ask_halted)
        page.closed.connect(lambda: self.left.emit(Overlay.UPDATE))
        page.page_wanted.connect(lambda: self.page_wanted.emit(self._download_page))
        return page

    @property
    def _download_page(self) -> str:
        config = self._services.config
        return config.download_page or download_url(config.portal)

    @cached_property
    def help(self) -> "HelpView":
        from ui.screens.help.view import HelpView

        view = HelpView(self._branding, self._services.config.portal, self._open_url)
        view.closed.connect(lambda: self.left.emit(Overlay.HELP))
        view.check_wanted.connect(self.check_wanted)
        view.about_wanted.connect(lambda: self.opened.emit(Overlay.ABOUT))
        return view

    @cached_property
    def about(self) -> "AboutView":
        from ui.screens.about.view import AboutView

        view = AboutView(self._branding)
        view.closed.connect(lambda: self.opened.emit(Overlay.HELP))
        return view

    @cached_property
    def diagnostics(self) -> "DiagnosticsView":
        from ui.screens.diagnostics.view import DiagnosticsView

        config, product = self._services.config, self._branding.product
        view = DiagnosticsView(self._presenters.diagnostics, config, product)
        view.closed.connect(lambda: self.left.emit(Overlay.DIAGNOSTICS))
        view.folder_wanted.connect(lambda folder: self._open_url(folder.as_uri(), lambda: None))
        return view

    @cached_property
    def proxy_login(self) -> "ProxyLoginView":
        from ui.screens.proxy_login.view import ProxyLoginView

        return ProxyLoginView(self._presenters.proxy_login)
