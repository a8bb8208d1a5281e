"""Draws the way to a code for another computer."""

from functools import cached_property
from typing import assert_never

from PySide6.QtCore import QCoreApplication, Signal

from authenticator.flows import invitation as machine
from crypto.protocol import InviteMode
from ui.screens.invitation.pages import ChoosePage, InvitationPage
from ui.screens.invitation.presenter import InvitationPresenter
from ui.texts import failure_message
from ui.widgets.outcome import OutcomePage
from ui.widgets.pages import Pages
from ui.widgets.pin_page import PinPage
from ui.widgets.symbols import Sign

translate = QCoreApplication.translate


class InvitationView(Pages):
    """All decisions are the presenter's."""

    closed = Signal()

    def __init__(self, presenter: InvitationPresenter, product: str) -> None:
        super().__init__()
        self.setObjectName("move")
        self.presenter = presenter
        self._code = InvitationPage(product)
        self._code.new_wanted.connect(presenter.want_new_code)
        self._code.closed.connect(presenter.cancel)
        presenter.changed.connect(self.show_state)
        presenter.remaining_changed.connect(self._code.show_remaining)

    def show_state(self, state: machine.State) -> None:
        """Fill the page of `state` and turn to it."""
        if not isinstance(state, machine.Showing):
            self._code.forget()
        match state:
            case machine.Ready():
                self.closed.emit()
            case machine.Choosing():
                self.show_page(self._choose)
            case machine.AskingPin(mode=mode):
                self._pin.set_title(_title(mode))
                self._pin.show_asking(_lead(mode), self.presenter.login, state.problem)
                self.show_page(self._pin)
            case machine.Inviting():
                self._pin.show_busy()
            case machine.Showing(mode, invitation):
                login, portal = self.presenter.login, self.presenter.portal
                self._code.show_code(mode, login, invitation.code, portal)
                self.show_page(self._code)
            case machine.Expired():
                self.show_page(self._expired)
            case machine.Moved() | machine.Ended():
                self._show_end(state)
                self.show_page(self._outcome)
            case _:
                assert_never(state)

    def _show_end(self, state: machine.Moved | machine.Ended) -> None:
        match state:
            case machine.Moved():
                title = self.tr("Der Umzug ist abgeschlossen")
                text = self.tr(
                    "Melden Sie sich ab jetzt am neuen Computer an. Dieser hier ist abgemeldet; "
                    "„Fertig“ entfernt das Konto auch aus dieser App."
                )
                self._outcome.show_outcome(Sign.DONE, title, text)
            case machine.Ended(problem):
                title = self.tr("Es gibt gerade keinen Code")
                self._outcome.show_outcome(Sign.WARNING, title, "", failure_message(problem))
            case _:
                assert_never(state)

    @cached_property
    def _choose(self) -> ChoosePage:
        page = ChoosePage()
        page.chosen.connect(self.presenter.choose)
        page.cancelled.connect(self.presenter.cancel)
        return page

    @cached_property
    def _pin(self) -> PinPage:
        page = PinPage("move.pin", "", self.tr("Code anzeigen"))
        page.entered.connect(self.presenter.enter_pin)
        page.cancelled.connect(self.presenter.go_back)
        page.went_back.connect(self.presenter.go_back)
        return page

    @cached_property
    def _expired(self) -> OutcomePage:
        page = OutcomePage(
            "move.expired",
            self.tr("Neuen Code anfordern"),
            self.tr("Abbrechen"),
            closes_itself=False,
        )
        page.show_outcome(
            Sign.INFO,
            self.tr("Der Code ist abgelaufen"),
            self.tr("Er galt 10 Minuten. Sie können jederzeit einen neuen anfordern."),
        )
        page.closed.connect(self.presenter.want_new_code)
        page.left.connect(self.presenter.cancel)
        return page

    @cached_property
    def _outcome(self) -> OutcomePage:
        page = OutcomePage("move.outcome", self.tr("Fertig"))
        page.closed.connect(self.presenter.forget)
        return page


def _title(mode: InviteMode) -> str:
    return {
        InviteMode.MOVE: translate("InviteMode", "Umzug auf einen neuen Computer"),
        InviteMode.ADD: translate("InviteMode", "Weiteres Gerät"),
    }[mode]


def _lead(mode: InviteMode) -> str:
    return {
        InviteMode.MOVE: translate(
            "InviteMode",
            "Mit Ihrem PIN‑Code bekommen Sie einen Aktivierungscode für den neuen Computer. "
            "Sobald der neue aktiviert ist, wird dieser hier abgemeldet.",
        ),
        InviteMode.ADD: translate(
            "InviteMode",
            "Mit Ihrem PIN‑Code bekommen Sie einen Aktivierungscode für das weitere Gerät. "
            "Dieser Computer bleibt aktiv.",
        ),
    }[mode]
