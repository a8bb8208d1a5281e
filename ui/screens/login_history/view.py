"""Draws the history of logins."""

from functools import cached_property
from typing import assert_never

from PySide6.QtCore import Signal

from authenticator.flows import login_history as machine
from authenticator.model import PastLogin
from ui.screens.login_history.pages import LoginHistoryPage
from ui.screens.login_history.presenter import LoginHistoryPresenter
from ui.widgets.pages import Pages
from ui.widgets.waiting import BusyPage, InterruptedPage


class LoginHistoryView(Pages):
    """All decisions are the presenter's."""

    closed = Signal()

    def __init__(self, presenter: LoginHistoryPresenter, hotline: str) -> None:
        super().__init__()
        self.setObjectName("history")
        self.presenter = presenter
        self._hotline = hotline
        presenter.changed.connect(self.show_state)

    def show_state(self, state: machine.State) -> None:
        """Fill the page of `state` and turn to it."""
        match state:
            case machine.Ready():
                self.closed.emit()
            case machine.Loading():
                self.show_page(self._loading)
            case machine.Unloaded(problem=problem):
                self._unloaded.show_state(problem)
                self.show_page(self._unloaded)
            case machine.Listing(logins):
                self.turn_to_fresh(self._list(logins))
            case _:
                assert_never(state)

    @cached_property
    def _loading(self) -> BusyPage:
        page = BusyPage(
            "history.loading",
            self.tr("Anmeldungen und Änderungen"),
            self.tr("Die letzten Anmeldungen und Änderungen werden vom Portal geholt."),
            can_go_back=True,
        )
        page.went_back.connect(self.presenter.cancel)
        return page

    @cached_property
    def _unloaded(self) -> InterruptedPage:
        title, back = self.tr("Anmeldungen und Änderungen"), self.tr("Zurück")
        page = InterruptedPage("history.unloaded", title, "", back)
        page.retried.connect(self.presenter.retry)
        page.went_back.connect(self.presenter.cancel)
        return page

    def _list(self, logins: tuple[PastLogin, ...]) -> LoginHistoryPage:
        page = LoginHistoryPage(logins, self._hotline)
        page.closed.connect(self.presenter.cancel)
        return page
