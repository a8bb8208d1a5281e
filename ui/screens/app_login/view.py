"""Draws the state of a login begun in the app."""

from dataclasses import replace
from functools import cached_property
from typing import assert_never

from PySide6.QtCore import QCoreApplication, Signal

from authenticator.failures import Failure, Problem
from authenticator.flows import app_login as machine
from ui.screens.app_login.pages import BrowserPage, WaitPage
from ui.screens.app_login.presenter import AppLoginPresenter
from ui.texts import Message, failure_message
from ui.widgets.outcome import OutcomePage
from ui.widgets.pages import Pages
from ui.widgets.pin_page import PinPage
from ui.widgets.symbols import Sign

translate = QCoreApplication.translate

_AGAIN = (Failure.REQUEST_ENDED, Failure.BROWSER_NOT_OPENED)
"""What may be otherwise the next time."""


class AppLoginView(Pages):
    """Pages are made when they are needed; all decisions are the presenter's."""

    closed = Signal()

    def __init__(self, presenter: AppLoginPresenter, portal: str, address: str) -> None:
        """`portal` is the portal's name, `address` that of its login page."""
        super().__init__()
        self.setObjectName("login")
        self._presenter = presenter
        self._portal = portal
        self._address = address
        presenter.changed.connect(self.show_state)

    def show_state(self, state: machine.State) -> None:
        """Fill the page of `state` and turn to it."""
        match state:
            case machine.Ready():
                self.closed.emit()
            case machine.AskingPin():
                words = self.tr(
                    "Geben Sie Ihren PIN‑Code ein. Danach öffnet sich „{portal}“ in Ihrem Browser."
                ).format(portal=self._portal)
                self._ask.show_asking(words, self._presenter.login, state.problem)
                self.show_page(self._ask)
            case machine.RequestingTicket():
                self._ask.show_busy()
            case machine.AwaitingBrowser():
                self._wait.show_waiting()
                self.show_page(self._wait)
            case machine.ConfirmingBrowser():
                self._wait.show_confirming()
                self.show_page(self._wait)
            case machine.AskingBrowser(claim=claim):
                self._browser.show_claim(claim)
                self.show_page(self._browser)
            case machine.LoggedIn() | machine.Ended():
                self._show_end(state)
                self.show_page(self._outcome)
            case _:
                assert_never(state)

    def _show_end(self, state: machine.LoggedIn | machine.Ended) -> None:
        match state:
            case machine.LoggedIn():
                title = self.tr("Sie sind angemeldet")
                text = self.tr("Bitte arbeiten Sie in Ihrem Browser weiter.")
                self._outcome.show_outcome(Sign.DONE, title, text)
                self._outcome.offer_leaving(False)
            case machine.Ended(problem):
                self._show_not_logged_in(problem)
            case _:
                assert_never(state)

    def _show_not_logged_in(self, problem: Problem | None) -> None:
        title = self.tr("Nicht angemeldet")
        if problem is None:
            text = self.tr("Der fremde Browser wurde abgewiesen. Niemand wurde angemeldet.")
            self._outcome.show_outcome(Sign.SHIELD, title, text)
        else:
            message = _message(problem, self._address)
            self._outcome.show_outcome(Sign.WARNING, title, "", message)
        self._outcome.offer_leaving(problem is not None and problem.failure in _AGAIN)

    @cached_property
    def _ask(self) -> PinPage:
        title = self.tr("Jetzt einloggen")
        page = PinPage("login.pin", title, title)
        page.entered.connect(self._presenter.enter_pin)
        page.went_back.connect(self._presenter.go_back)
        page.cancelled.connect(self._presenter.cancel)
        return page

    @cached_property
    def _wait(self) -> WaitPage:
        page = WaitPage(self._portal)
        page.open_again.connect(self._presenter.open_again)
        page.cancelled.connect(self._presenter.cancel)
        return page

    @cached_property
    def _browser(self) -> BrowserPage:
        page = BrowserPage()
        page.judged.connect(self._presenter.answer_claim)
        return page

    @cached_property
    def _outcome(self) -> OutcomePage:
        again = self.tr("Noch einmal versuchen")
        page = OutcomePage("login.outcome", leave_words=again, leave_first=False)
        page.closed.connect(self._presenter.cancel)
        page.left.connect(self._presenter.begin_again)
        return page


def _message(problem: Problem, address: str) -> Message:
    """Here nobody began in a browser: what did not come is the browser."""
    message = failure_message(problem)
    if problem.failure is Failure.BROWSER_NOT_OPENED:
        text = translate(
            "AppLogin", "Öffnen Sie ihn von Hand, und melden Sie sich dort neu an: {address}"
        )
        return replace(message, text=text.format(address=address))
    if problem.failure is not Failure.REQUEST_ENDED:
        return message
    return replace(
        message,
        title=translate("AppLogin", "Kein Browser hat sich rechtzeitig gemeldet."),
        text=translate(
            "AppLogin",
            "Öffnen Sie Ihren Browser von Hand, und melden Sie sich dort im Portal an: Die Anfrage "
            "erscheint dann hier. Oder versuchen Sie es noch einmal.",
        ),
    )
