"""Draws the state of the activation."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, assert_never

from PySide6.QtCore import Signal

from authenticator.branding import Branding
from authenticator.flows import activation as machine
from authenticator.terms import load_terms
from ui.keyring_texts import asks_for_password, name_keyring
from ui.screens.activation.presenter import ActivationPresenter
from ui.screens.activation.terms_page import TermsPage
from ui.screens.settings.plain_language import PlainLanguage
from ui.widgets.layouts import delete_widgets
from ui.widgets.page import Page
from ui.widgets.pages import Pages

if TYPE_CHECKING:
    from ui.screens.activation.code_import import CodeImport
    from ui.screens.activation.code_page import CodePage
    from ui.screens.activation.pin_pages import ChoosePinPage, RepeatPinPage
    from ui.screens.activation.waiting_pages import DonePage, RegisteringPage, StoppedPage
    from ui.widgets.waiting import BusyPage, InterruptedPage


class ActivationView(Pages):
    """One page a state, imported and made when it is needed; all decisions are the presenter's."""

    login_wanted = Signal(object)
    """Carries the account."""
    closed = Signal()

    def __init__(
        self,
        presenter: ActivationPresenter,
        search: "Callable[[], CodeImport]",
        branding: Branding,
        language: str,
        plain: PlainLanguage,
    ) -> None:
        super().__init__()
        self.setObjectName("activation")
        self._presenter = presenter
        self._search = search
        self._branding = branding
        self._language = language
        self._plain = plain
        self._can_cancel = False
        self._is_outdated = False
        presenter.changed.connect(self.show_state)
        plain.changed.connect(self._say_anew)

    def allow_cancel(self, allowed: bool) -> None:
        """Whether step 1 offers a way back, because there is something to go back to."""
        self._can_cancel = allowed
        if "_terms" in vars(self):
            self._terms.allow_cancel(allowed)

    def show_state(self, state: machine.State) -> None:
        """Fill the page of `state` and turn to it."""
        if self._is_outdated:
            self._forget_pages()
        page = self._filled_page(state)
        step = machine.step_of(state)
        if step is not None:
            page.show_step(self._step_text(step), step.number, len(machine.Step))
        self.show_page(page)

    def _step_text(self, step: machine.Step) -> str:
        text = self.tr("Schritt {number} von {count}")
        return text.format(number=step.number, count=len(machine.Step))

    def _say_anew(self) -> None:
        """At once where nothing was typed that would be lost; elsewhere from the next page on."""
        self._is_outdated = True
        match self._presenter.state:
            case machine.ReadTerms() as state:
                self.show_state(state)
                if self.isVisible():
                    self._terms.plain.setFocus()

    def _forget_pages(self) -> None:
        self._is_outdated = False
        pages = {name: page for name, page in vars(self).items() if isinstance(page, Page)}
        for name in pages:
            delattr(self, name)
        delete_widgets(list(pages.values()))

    def _filled_page(self, state: machine.State) -> Page:
        match state:
            case machine.ReadTerms():
                self._terms.show_state(can_cancel=self._can_cancel)
                return self._terms
            case machine.EnterCode():
                self._code.show_state(state)
                return self._code
            case machine.ChoosePin(login):
                self._choose_pin.show_state(login)
                return self._choose_pin
            case machine.RepeatPin():
                self._repeat_pin.show_state(state)
                return self._repeat_pin
            case machine.Done(account):
                self._done.show_state(account)
                return self._done
            case machine.Registering() | machine.ProbingKeyring() | machine.Confirming():
                return self._filled_waiting_page(state)
            case machine.Resuming():
                return self._resuming
            case machine.KeyringRefused() | machine.Paused() | machine.ResumePaused():
                return self._filled_interrupted_page(state)
            case machine.Stopped(problem):
                self._stopped.show_state(problem)
                return self._stopped
            case _:
                assert_never(state)

    def _filled_waiting_page(
        self, state: machine.Registering | machine.ProbingKeyring | machine.Confirming
    ) -> Page:
        match state:
            case machine.Registering(stage=stage):
                self._registering.show_state(stage)
                return self._registering
            case machine.ProbingKeyring():
                return self._probing
            case machine.Confirming():
                return self._confirming
            case _:
                assert_never(state)

    def _filled_interrupted_page(
        self, state: machine.KeyringRefused | machine.Paused | machine.ResumePaused
    ) -> Page:
        match state:
            case machine.KeyringRefused():
                page = self._keyring
            case machine.Paused():
                page = self._paused
            case machine.ResumePaused():
                page = self._resume_paused
            case _:
                assert_never(state)
        page.show_state(state.problem)
        return page

    @cached_property
    def _terms(self) -> TermsPage:
        page = TermsPage(self._branding.product, load_terms(self._language), self._plain)
        page.accepted.connect(self._presenter.accept_terms)
        page.cancelled.connect(self.closed)
        return page

    @cached_property
    def _code(self) -> "CodePage":
        from ui.screens.activation.code_page import CodePage

        page = CodePage(self._search())
        page.entered.connect(self._presenter.enter_code)
        page.went_back.connect(self._presenter.leave_code)
        self._presenter.filled_in.connect(page.fill_in)
        return page

    @cached_property
    def _choose_pin(self) -> "ChoosePinPage":
        from ui.screens.activation.pin_pages import ChoosePinPage

        page = ChoosePinPage()
        page.chosen.connect(self._presenter.choose_pin)
        page.went_back.connect(self._presenter.go_back)
        return page

    @cached_property
    def _repeat_pin(self) -> "RepeatPinPage":
        from ui.screens.activation.pin_pages import RepeatPinPage

        page = RepeatPinPage()
        page.entered.connect(self._presenter.repeat_pin)
        page.cancelled.connect(self._presenter.start_over)
        return page

    @cached_property
    def _registering(self) -> "RegisteringPage":
        from ui.screens.activation.waiting_pages import RegisteringPage

        page = RegisteringPage()
        page.went_back.connect(self._presenter.go_back)
        return page

    @cached_property
    def _done(self) -> "DonePage":
        from ui.screens.activation.waiting_pages import DonePage

        page = DonePage(self._branding.product)
        page.login_wanted.connect(self.login_wanted)
        page.closed.connect(self.closed)
        return page

    @cached_property
    def _stopped(self) -> "StoppedPage":
        from ui.screens.activation.waiting_pages import StoppedPage

        page = StoppedPage()
        page.started_over.connect(self._presenter.start_over)
        return page

    @cached_property
    def _probing(self) -> "BusyPage":
        from ui.widgets.waiting import BusyPage

        page = BusyPage(
            "activation.probing",
            self.tr("Einen Moment bitte"),
            self.tr("Die App prüft, ob sie Ihren Zugang hier sicher aufbewahren kann."),
            can_go_back=True,
        )
        page.went_back.connect(self._presenter.go_back)
        return page

    @cached_property
    def _keyring(self) -> "InterruptedPage":
        return self._interrupted(
            "activation.keyring",
            self.tr("Hier fehlt noch etwas"),
            self.tr("Ihr Aktivierungscode bleibt bis dahin unbenutzt."),
            self.tr("Zurück"),
        )

    @cached_property
    def _paused(self) -> "InterruptedPage":
        return self._interrupted(
            "activation.paused",
            self.tr("Die Aktivierung ist unterbrochen"),
            self._nothing_is_lost(),
            self.tr("Anderen Code eingeben"),
        )

    @cached_property
    def _resuming(self) -> "BusyPage":
        page = self._going_on("activation.resuming", can_go_back=True)
        page.went_back.connect(self._presenter.go_back)
        return page

    @cached_property
    def _confirming(self) -> "BusyPage":
        # No way back: who starts over must not drop a key that is being confirmed.
        return self._going_on("activation.confirming", can_go_back=False)

    def _going_on(self, name: str, *, can_go_back: bool) -> "BusyPage":
        from ui.widgets.waiting import BusyPage

        title = self.tr("Die Aktivierung wird fortgesetzt")
        words = name_keyring(
            self.tr(
                "Die App öffnet {keyring} und fragt beim Portal nach, wie weit sie gekommen war."
            )
        )
        if asks_for_password():
            answer = self.tr("Fragt dieser Computer nach einem Kennwort, geben Sie es bitte ein.")
            words = f"{words} {answer}"
        return BusyPage(name, title, words, can_go_back=can_go_back)

    @cached_property
    def _resume_paused(self) -> "InterruptedPage":
        title = self.tr("Die Aktivierung ist unterbrochen")
        later = self.tr("Später fortsetzen")
        return self._interrupted("activation.resume", title, self._nothing_is_lost(), later)

    def _interrupted(self, name: str, title: str, words: str, back: str = "") -> "InterruptedPage":
        from ui.widgets.waiting import InterruptedPage

        page = InterruptedPage(name, title, words, back)
        page.retried.connect(self._presenter.retry)
        page.went_back.connect(self._presenter.go_back)
        return page

    def _nothing_is_lost(self) -> str:
        return self.tr("Es ist nichts verloren. Mit „Erneut versuchen“ geht es genau hier weiter.")
