"""The places that have to do with the network: the diagnosis, and a proxy's question.

Both are imported when they are needed, which is seldom.
"""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from authenticator.network.proxy_logins import Question
from authenticator.services import Services
from ui.jobs import JobRunner
from ui.proxy_login.presenter import ProxyLoginPresenter

if TYPE_CHECKING:
    from authenticator.diagnosis.doctor import Doctor
    from ui.diagnosis.presenter import DiagnosisPresenter
    from ui.diagnosis.view import DiagnosisView
    from ui.proxy_login.view import ProxyLoginView

_NAMES: Final = ("diagnosis.place", "proxy.place")


class NetworkPlaces(QObject):
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
        services: Services,
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
    def diagnosis(self) -> "DiagnosisPresenter":
        """Looks at the connection when asked to."""
        from authenticator.link_registration import is_registered
        from ui.diagnosis.presenter import DiagnosisPresenter

        def doctor() -> "Doctor":
            return self._services.doctor(links=is_registered)

        return DiagnosisPresenter(doctor, self._actions, self)

    @cached_property
    def checks(self) -> "DiagnosisView":
        """The diagnosis."""
        from ui.diagnosis.view import DiagnosisView

        services = self._services
        view = DiagnosisView(self.diagnosis, services.config, services.branding.product)
        view.closed.connect(lambda: self.check_left.emit(view))
        view.folder_wanted.connect(lambda folder: self._open_url(folder.as_uri()))
        return view

    @cached_property
    def question(self) -> "ProxyLoginView":
        """A proxy's question."""
        from ui.proxy_login.view import ProxyLoginView

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
