"""Screens beside the main flow: settings, help and about."""

from collections.abc import Callable
from functools import cached_property

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from authenticator.services.ports import ServicesPort
from ui.main_window import MainWindow
from ui.screens.about.view import AboutView
from ui.screens.help.view import HelpView
from ui.screens.settings.presenter import SettingsPresenter
from ui.screens.settings.view import SettingsView
from ui.widgets.buttons import Button, Rank


class SecondaryScreens(QObject):
    """Puts their buttons into the header, and says when one of them is to be in front."""

    wanted = Signal(object)
    """Carries the place."""
    left = Signal(object)
    """Carries the place."""
    check_wanted = Signal()

    def __init__(
        self,
        window: MainWindow,
        services: ServicesPort,
        open_url: Callable[[str], bool],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._open_url = open_url
        self._services = services
        self.settings = SettingsPresenter(services.preferences, self, autostart=services.autostart)
        for name, text, show in (
            ("main.settings", self.tr("Einstellungen"), self.show_settings),
            ("main.help", self.tr("Hilfe"), self.show_help),
        ):
            button = Button(name, text, Rank.QUIET)
            button.clicked.connect(show)
            window.header.add(button)
        window.closing.connect(lambda: self.settings.choose(window=window.state))

    @cached_property
    def help(self) -> HelpView:
        services = self._services
        view = HelpView(services.branding, services.config.portal, self._open_url)
        view.closed.connect(lambda: self.left.emit(view))
        view.check_wanted.connect(self.check_wanted)
        view.about_wanted.connect(lambda: self.wanted.emit(self.about))
        return view

    @cached_property
    def about(self) -> AboutView:
        view = AboutView(self._services.branding)
        view.closed.connect(self.show_help)
        return view

    def show_help(self) -> None:
        self.wanted.emit(self.help)

    def show_settings(self) -> None:
        self.wanted.emit(self._settings_view)

    @cached_property
    def _settings_view(self) -> SettingsView:
        view = SettingsView(self.settings)
        view.closed.connect(lambda: self.left.emit(view))
        return view


def is_side_place(place: QWidget) -> bool:
    """Whether it is one of these."""
    return isinstance(place, AboutView | HelpView | SettingsView)
