"""Draws the state of a step that the PIN allows."""

from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import Signal

from authenticator.flows import pin_confirmation as machine
from ui.screens.pin_confirmation.presenter import PinConfirmationPresenter
from ui.texts import failure_message
from ui.widgets.outcome import OutcomePage
from ui.widgets.pages import Pages
from ui.widgets.pin_page import PinPage
from ui.widgets.symbols import Sign


@dataclass(frozen=True)
class StepWords:
    """What a step says. Its pages are `name.pin` and `name.outcome`."""

    name: str
    title: str
    lead: str
    go: str
    failed: str
    done: str = ""
    """Title of the end; without it the step ends by itself."""
    done_text: str = ""


class PinConfirmationView(Pages):
    """All decisions are the presenter's."""

    closed = Signal()

    def __init__(self, presenter: PinConfirmationPresenter, words: StepWords) -> None:
        super().__init__()
        self.setObjectName(words.name)
        self.presenter = presenter
        self._words = words
        presenter.changed.connect(self.show_state)

    def show_state(self, state: machine.State) -> None:
        """Fill the page of `state` and turn to it."""
        match state:
            case machine.Ready():
                self.closed.emit()
            case machine.AskingPin():
                self._ask.show_asking(self._words.lead, self.presenter.login, state.problem)
                self.turn_to(self._ask)
            case machine.Working():
                self._ask.show_busy()
            case machine.Done() if not self._words.done:
                self.presenter.cancel()
            case machine.Done():
                words = self._words
                self._outcome.show_outcome(Sign.DONE, words.done, words.done_text)
                self.turn_to(self._outcome)
            case machine.Ended(problem):
                message = failure_message(problem)
                self._outcome.show_outcome(Sign.WARNING, self._words.failed, "", message)
                self.turn_to(self._outcome)

    @cached_property
    def _ask(self) -> PinPage:
        page = PinPage(f"{self._words.name}.pin", self._words.title, self._words.go)
        page.entered.connect(self.presenter.enter_pin)
        page.cancelled.connect(self.presenter.cancel)
        page.went_back.connect(self.presenter.go_back)
        return page

    @cached_property
    def _outcome(self) -> OutcomePage:
        page = OutcomePage(f"{self._words.name}.outcome", self.tr("Fertig"))
        page.closed.connect(self.presenter.cancel)
        return page
