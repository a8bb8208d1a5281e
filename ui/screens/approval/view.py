"""Draws the state of a login request: who asks, the answer, how it ended."""

from functools import cached_property
from typing import assert_never

from PySide6.QtWidgets import QWidget

from authenticator.failures import Failure, Problem
from authenticator.flows import approval as machine
from authenticator.flows.approval import Outcome
from crypto.statements import Decision
from ui.screens.approval.presenter import ApprovalPresenter
from ui.screens.approval.report_page import ReportPage
from ui.screens.approval.request_page import RequestPage
from ui.screens.approval.texts import outcome_words
from ui.screens.approval.unopened_page import UnopenedPage
from ui.texts import failure_message
from ui.widgets.labels import soft
from ui.widgets.outcome import OutcomePage
from ui.widgets.pages import Pages
from ui.widgets.symbols import Sign

_SIGNS = {
    Outcome.APPROVED: Sign.DONE,
    Outcome.DENIED: Sign.INFO,
    Outcome.REPORTED: Sign.SHIELD,
    Outcome.ENDED: Sign.INFO,
    Outcome.FAILED: Sign.ERROR,
}


class ApprovalView(Pages):
    """All decisions are the presenter's."""

    def __init__(
        self, presenter: ApprovalPresenter, portal: str, address: str, parent: QWidget | None = None
    ) -> None:
        """`portal` is its name, `address` where it is."""
        super().__init__(parent)
        self.setObjectName("approval")
        self._presenter = presenter
        self._may_approve = presenter.may_approve
        self._request = RequestPage(portal, line_warning=presenter.line_warning)
        self._request.approved.connect(presenter.approve)
        self._request.denied.connect(presenter.deny)
        self._request.report_chosen.connect(presenter.choose_report)
        self._report = ReportPage()
        self._report.confirmed.connect(presenter.report)
        self._report.went_back.connect(presenter.go_back)
        again = self.tr("Browser noch einmal öffnen")
        self._outcome = OutcomePage("approval.outcome", leave_words=again, leave_first=False)
        self._outcome.closed.connect(presenter.dismiss)
        self._outcome.left.connect(presenter.open_again)
        self._address = address
        presenter.ticket_ended.connect(self._end_offer)
        presenter.changed.connect(self.show_state)
        presenter.remaining_changed.connect(self._show_remaining)
        self.show_state(presenter.state)

    def show_state(self, state: machine.State) -> None:
        """Fill the page of `state` and turn to it."""
        match state:
            case machine.Asking(asks_about_report=True):
                self._report.show_asking(state.request)
                self.show_page(self._report)
            case machine.Asking():
                self._request.show_asking(state, may_approve=self._may_approve(state.request))
                self._request.show_session(self._presenter.remote_session())
                self.show_page(self._request)
            case machine.Answering(decision=Decision.REPORT):
                self._report.show_busy()
            case machine.Answering():
                self._request.show_answering(state)
            case machine.Closed() if self._is_unopened:
                self._offer_browser()
                self.show_page(self._unopened)
            case machine.Closed():
                self._show_closed(state)
                self.show_page(self._outcome)
            case machine.NoRequest():
                pass
            case _:
                assert_never(state)

    def _show_remaining(self, seconds: int) -> None:
        self._request.show_remaining(seconds)
        self._request.show_session(self._presenter.remote_session())

    def _show_closed(self, state: machine.Closed) -> None:
        title, words = outcome_words(state.outcome, state.request.mode)
        text = words.format(login=soft(state.request.account))
        known = state.problem is not None and state.outcome is not Outcome.ENDED
        message = failure_message(state.problem) if known and state.problem else None
        self._outcome.show_outcome(_SIGNS[state.outcome], title, "" if known else text, message)
        self._offer_browser()

    def _offer_browser(self) -> None:
        """Once more, as long as it may help; the page does not go away under it."""
        offered = self._presenter.can_open_again
        if self._is_unopened:
            self._unopened.show_unopened(may_open=offered)
            return
        self._outcome.offer_leaving(offered)
        self._outcome.stay_in_front(offered)

    def _end_offer(self) -> None:
        """Whoever still has the app in front may wait for a browser that never came: a system can
        say that it has opened one, and show none.
        """
        self._offer_browser()
        match self._presenter.state:
            case machine.Closed(outcome=Outcome.APPROVED, problem=None):
                if self._outcome.isVisible() and self._outcome.window().isActiveWindow():
                    self._unopened.ask_whether_opened()
                    self.show_page(self._unopened)
            case _:
                pass

    @property
    def _is_unopened(self) -> bool:
        match self._presenter.state:
            case machine.Closed(problem=Problem(failure=Failure.BROWSER_NOT_OPENED)):
                return True
            case _:
                return False

    @cached_property
    def _unopened(self) -> UnopenedPage:
        page = UnopenedPage(self._address)
        page.open_again.connect(self._presenter.open_again)
        page.closed.connect(self._presenter.dismiss)
        return page
