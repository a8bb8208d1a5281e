"""Draws the state of a PIN change."""

from functools import cached_property
from typing import assert_never

from PySide6.QtCore import Signal

from authenticator.flows import pin_change as machine
from ui.screens.pin_change.pages import PinsPage
from ui.screens.pin_change.presenter import PinChangePresenter
from ui.texts import failure_message
from ui.widgets.outcome import OutcomePage
from ui.widgets.pages import Pages
from ui.widgets.symbols import Sign
from ui.widgets.waiting import InterruptedPage


class PinChangeView(Pages):
    """All decisions are the presenter's."""

    closed = Signal()

    def __init__(self, presenter: PinChangePresenter) -> None:
        super().__init__()
        self.setObjectName("pinchange")
        self.presenter = presenter
        presenter.changed.connect(self.show_state)

    def show_state(self, state: machine.State) -> None:
        """Fill the page of `state` and turn to it."""
        match state:
            case machine.Ready():
                self.closed.emit()
            case machine.AskingPins():
                self._pins.show_asking(self.presenter.login, state.problem)
                self.show_page(self._pins)
            case machine.Changing():
                self._pins.show_busy()
                self.show_page(self._pins)
            case machine.Unconfirmed():
                self._unconfirmed.show_state(state.problem)
                self.show_page(self._unconfirmed)
            case machine.Changed() | machine.Ended():
                self._show_end(state)
                self.show_page(self._outcome)
            case _:
                assert_never(state)

    def _show_end(self, state: machine.Changed | machine.Ended) -> None:
        match state:
            case machine.Changed():
                title = self.tr("Ihr neuer PIN‑Code gilt")
                text = self.tr(
                    "Bitte geben Sie ab jetzt auf diesem Computer nur noch den neuen PIN‑Code ein."
                )
                self._outcome.show_outcome(Sign.DONE, title, text)
            case machine.Ended(problem):
                title = self.tr("Ihr PIN‑Code ist nicht geändert")
                self._outcome.show_outcome(Sign.WARNING, title, "", failure_message(problem))
            case _:
                assert_never(state)

    @cached_property
    def _pins(self) -> PinsPage:
        page = PinsPage()
        page.entered.connect(self.presenter.enter)
        page.cancelled.connect(self.presenter.cancel)
        page.went_back.connect(self.presenter.go_back)
        return page

    @cached_property
    def _unconfirmed(self) -> InterruptedPage:
        page = InterruptedPage(
            "pinchange.unsettled",
            self.tr("Gilt der neue PIN‑Code schon?"),
            self.tr(
                "Wir wissen noch nicht, ob der neue PIN‑Code schon gilt. „Erneut versuchen“ klärt "
                "das; Sie müssen nichts noch einmal eingeben.\n\nBrechen Sie ab, dann probieren "
                "Sie beim nächsten Mal zuerst den neuen PIN‑Code."
            ),
            self.tr("Abbrechen"),
        )
        page.retried.connect(self.presenter.retry)
        page.went_back.connect(self.presenter.cancel)
        return page

    @cached_property
    def _outcome(self) -> OutcomePage:
        page = OutcomePage("pinchange.outcome", self.tr("Fertig"))
        page.closed.connect(self.presenter.cancel)
        return page
