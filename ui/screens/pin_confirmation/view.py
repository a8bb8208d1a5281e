"""Draws the state of a step that the PIN allows."""

from functools import cached_property
from typing import assert_never

from PySide6.QtCore import Signal

from authenticator.flows import pin_confirmation as machine
from ui.screens.pin_confirmation.presenter import PinConfirmationPresenter
from ui.screens.pin_confirmation.texts import StepTexts
from ui.texts import failure_message
from ui.widgets.outcome import OutcomePage
from ui.widgets.pages import Pages
from ui.widgets.pin_page import PinPage
from ui.widgets.symbols import Sign


class PinConfirmationView(Pages):
    """All decisions are the presenter's."""

    closed = Signal()

    def __init__(self, presenter: PinConfirmationPresenter, texts: StepTexts) -> None:
        super().__init__()
        self.setObjectName(texts.name)
        self.presenter = presenter
        self._texts = texts
        presenter.changed.connect(self.show_state)

    def show_state(self, state: machine.State) -> None:
        """Fill the page of `state` and turn to it."""
        match state:
            case machine.Ready():
                self.closed.emit()
            case machine.AskingPin():
                self._ask.show_asking(self._texts.lead, self.presenter.login, state.problem)
                self.show_page(self._ask)
            case machine.Working():
                self._ask.show_busy()
            case machine.Done() if not self._texts.done:
                self.presenter.cancel()
            case machine.Done():
                texts = self._texts
                self._outcome.show_outcome(Sign.DONE, texts.done, texts.done_text)
                self.show_page(self._outcome)
            case machine.Ended(problem):
                message = failure_message(problem)
                self._outcome.show_outcome(Sign.WARNING, self._texts.failed, "", message)
                self.show_page(self._outcome)
            case _:
                assert_never(state)

    @cached_property
    def _ask(self) -> PinPage:
        page = PinPage(f"{self._texts.name}.pin", self._texts.title, self._texts.go)
        page.entered.connect(self.presenter.enter_pin)
        page.cancelled.connect(self.presenter.cancel)
        page.went_back.connect(self.presenter.go_back)
        return page

    @cached_property
    def _outcome(self) -> OutcomePage:
        page = OutcomePage(f"{self._texts.name}.outcome", self.tr("Fertig"))
        page.closed.connect(self.presenter.cancel)
        return page
