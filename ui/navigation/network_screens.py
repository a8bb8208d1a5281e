"""Screens about the network: diagnostics, and the login at a proxy."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from authenticator.network.proxy_logins import Question
from authenticator.services.ports import DiagnosticsPort, ServicesPort
from ui.jobs import JobRunner
from ui.screens.proxy_login.presenter import ProxyLoginPresenter

if TYPE_CHECKING:
    from ui.screens.diagnostics.presenter import DiagnosticsPresenter
    from ui.screens.diagnostics.view import DiagnosticsView
    from ui.screens.proxy_login.view import ProxyLoginView

_NAMES: Final = ("diagnosis.place", "proxy.place")


class NetworkScreens(QObject):
    """Makes them, and says when one of them is to be in front, or no longer."""

    check_wanted = Signal(object)
    """Carries the place."""
    check_left = Signal(object)
    """Carries the place."""
    asked = Signal()
    """`question` is to come to the front."""
    answered = Signal()

    def __init__(
        self,
        services: ServicesPort,
        actions: JobRunner,
        open_url: Callable[[str], bool],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._actions = actions
        self._open_url = open_url
        self.proxy_login = ProxyLoginPresenter(self)
        self.proxy_login.asked.connect(self._ask)
        self.proxy_login.ended.connect(self.answered)
        services.network.logins.ask = self.proxy_login.ask

    @cached_property
    def diagnosis(self) -> "DiagnosticsPresenter":
        """Looks at the connection when asked to."""
        from authenticator.desktop.url_scheme import is_registered
        from ui.screens.diagnostics.presenter import DiagnosticsPresenter

        def diagnostics() -> DiagnosticsPort:
            return self._services.diagnostics(links=is_registered)

        return DiagnosticsPresenter(diagnostics, self._actions, self)

    @cached_property
    def checks(self) -> "DiagnosticsView":
        """The diagnosis."""
        from ui.screens.diagnostics.view import DiagnosticsView

        services = self._services
        view = DiagnosticsView(self.diagnosis, services.config, services.branding.product)
        view.closed.connect(lambda: self.check_left.emit(view))
        view.folder_wanted.connect(lambda folder: self._open_url(folder.as_uri()))
        return view

    @cached_property
    def question(self) -> "ProxyLoginView":
        """A proxy's question."""
        from ui.screens.proxy_login.view import ProxyLoginView

        return ProxyLoginView(self.proxy_login)

    def check(self) -> None:
        """Look for what is wrong with the connection and this computer."""
        self.check_wanted.emit(self.checks)
        self.checks.begin()

    def forget_typed(self) -> None:
        """No password stays in a field."""
        if self.proxy_login.waits:
            self.question.forget_typed()

    def _ask(self, question: Question) -> None:
        self.question.show_question(question)
        self.asked.emit()


def is_network_place(place: QWidget) -> bool:
    """Whether it is one of these, without importing them."""
    return place.objectName() in _NAMES
