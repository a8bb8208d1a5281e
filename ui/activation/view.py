"""Draws the state of the activation."""

from PySide6.QtCore import Signal

from authenticator import activation as machine
from authenticator.branding import Branding
from authenticator.terms import Terms
from ui.activation.entry_pages import CodePage, TermsPage
from ui.activation.pin_pages import ChoosePinPage, RepeatPinPage
from ui.activation.presenter import ActivationPresenter
from ui.activation.waiting_pages import (
    BusyPage,
    DonePage,
    InterruptedPage,
    RegisteringPage,
    StoppedPage,
)
from ui.widgets.page import Page
from ui.widgets.pages import Pages


class ActivationView(Pages):
    """One page a state; all decisions are the presenter's."""

    login_wanted = Signal(object)
    """Carries the account."""
    closed = Signal()

    def __init__(self, presenter: ActivationPresenter, branding: Branding, terms: Terms) -> None:
        super().__init__()
        self.setObjectName("activation")
        self._can_cancel = False
        self._presenter = presenter
        self._terms = TermsPage(branding.product, terms)
        self._code = CodePage()
        self._choose_pin = ChoosePinPage()
        self._repeat_pin = RepeatPinPage()
        self._registering = RegisteringPage()
        self._stopped = StoppedPage()
        self._done = DonePage(branding.product)
        self._make_waiting_pages()
        self._connect()
        presenter.changed.connect(self.show_state)
        self.show_state(presenter.state)

    def allow_cancel(self, allowed: bool) -> None:
        """Whether step 1 offers a way back, because there is something to go back to."""
        self._can_cancel = allowed

    def show_state(self, state: machine.State) -> None:
        """Fill the page of `state` and turn to it."""
        page = self._filled_page(state)
        self.turn_to(page)

    def _filled_page(self, state: machine.State) -> Page:
        match state:
            case machine.ReadTerms():
                self._terms.show_state(can_cancel=self._can_cancel)
                return self._terms
            case machine.EnterCode():
                self._code.show_state(state)
                return self._code
            case machine.ChoosePin():
                self._choose_pin.show_state()
                return self._choose_pin
            case machine.RepeatPin():
                self._repeat_pin.show_state(state)
                return self._repeat_pin
            case machine.Done(account):
                self._done.show_state(account)
                return self._done
            case _:
                return self._filled_waiting_page(state)

    def _filled_waiting_page(self, state: machine.State) -> Page:
        match state:
            case machine.Registering(stage=stage):
                self._registering.show_state(stage)
                return self._registering
            case machine.KeyringRefused(problem=problem):
                self._keyring.show_state(problem)
                return self._keyring
            case machine.Paused(problem=problem):
                self._paused.show_state(problem)
                return self._paused
            case machine.ResumePaused(problem=problem):
                self._resume_paused.show_state(problem)
                return self._resume_paused
            case machine.Stopped(problem):
                self._stopped.show_state(problem)
                return self._stopped
            case machine.ProbingKeyring():
                return self._probing
            case _:
                return self._resuming

    def _make_waiting_pages(self) -> None:
        self._probing = BusyPage(
            "activation.probing",
            self.tr("Einen Moment bitte"),
            self.tr("Die App prüft, ob sie Ihren Zugang hier sicher aufbewahren kann."),
            can_go_back=True,
        )
        self._keyring = InterruptedPage(
            "activation.keyring",
            self.tr("Hier fehlt noch etwas"),
            self.tr("Ihr Aktivierungscode bleibt bis dahin unbenutzt."),
            self.tr("Zurück"),
        )
        self._paused = InterruptedPage(
            "activation.paused",
            self.tr("Die Aktivierung ist unterbrochen"),
            self.tr("Es ist nichts verloren. Mit „Erneut versuchen“ geht es genau hier weiter."),
            self.tr("Anderen Code eingeben"),
        )
        self._resuming = BusyPage(
            "activation.resuming",
            self.tr("Die Aktivierung wird fortgesetzt"),
            self.tr("Die App fragt beim Portal nach, wie weit sie gekommen war."),
            can_go_back=False,
        )
        self._resume_paused = InterruptedPage(
            "activation.resume",
            self.tr("Die Aktivierung ist unterbrochen"),
            self.tr("Es ist nichts verloren. Mit „Erneut versuchen“ geht es genau hier weiter."),
        )

    def _connect(self) -> None:
        presenter = self._presenter
        self._terms.accepted.connect(presenter.accept_terms)
        self._terms.cancelled.connect(self.closed)
        self._code.entered.connect(presenter.enter_code)
        self._choose_pin.chosen.connect(presenter.choose_pin)
        self._repeat_pin.repeated.connect(presenter.repeat_pin)
        self._repeat_pin.started_over.connect(presenter.start_over)
        self._stopped.started_over.connect(presenter.start_over)
        self._done.login_wanted.connect(self.login_wanted)
        self._done.closed.connect(self.closed)
        for page in (self._code, self._choose_pin, self._probing, self._keyring, self._paused):
            page.went_back.connect(presenter.go_back)
        for interrupted in (self._keyring, self._paused, self._resume_paused):
            interrupted.retried.connect(presenter.retry)
