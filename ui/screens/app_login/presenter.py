"""Drives a login begun in the app: PIN, ticket, browser, and whether the right browser came."""

from typing import assert_never

from PySide6.QtCore import QObject, QTimer

from authenticator.failures import Failure, Problem
from authenticator.flows import app_login as machine
from authenticator.flows.common import Begun, Failed
from authenticator.model import Binding, Claim, Ticket
from authenticator.services.ports import AppLoginPort
from crypto.protocol import ClaimState
from ui.browser import OpenUrl
from ui.jobs import Jobs
from ui.screens.flow_presenter import AccountPresenter

_RETRIES = 5
_RETRY_AFTER = 2000


class AppLoginPresenter(AccountPresenter[machine.State, machine.Event]):
    def __init__(
        self,
        service: AppLoginPort,
        jobs: Jobs,
        open_url: OpenUrl,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(machine.advance, machine.Ready(), jobs.actions, parent)
        self._service = service
        self._polling = jobs.polling
        self._open_url = open_url
        self._cuts = 0

    def open_again(self) -> None:
        """Open the browser once more: the ticket is still good."""
        match self._state:
            case machine.AwaitingBrowser(ticket, attempt):
                self._open(ticket, attempt)
            case _:
                pass

    def begin_again(self) -> None:
        """Nobody was logged in: ask for the PIN once more."""
        self._advance(Begun())

    def answer_claim(self, ok: bool) -> None:
        self._advance(machine.BrowserJudged(ok))

    def _work_for(self, binding: Binding, state: machine.State) -> None:
        match state:
            case machine.RequestingTicket(pin, n):
                self._run(
                    n,
                    lambda: self._service.begin(binding, pin),
                    lambda ticket: machine.TicketGiven(n, ticket),
                )
            case machine.AwaitingBrowser(ticket, n):
                self._cuts = 0
                self._open(ticket, n)
                self._follow(binding, ticket, n)
            case machine.ConfirmingBrowser(ticket, ok, n):
                self._run(
                    n,
                    lambda: self._service.answer_claim(binding, ticket, ok),
                    lambda claim: machine.Claimed(n, claim),
                )
            case machine.Ready() | machine.AskingPin() | machine.AskingBrowser():
                pass
            case machine.LoggedIn() | machine.Ended():
                pass
            case _:
                assert_never(state)

    def _open(self, ticket: Ticket, attempt: int) -> None:
        def unopened() -> None:
            # The browser may have come all the same: then it counts.
            if self._awaits(attempt):
                self._advance(Failed(attempt, Problem(Failure.BROWSER_NOT_OPENED)))

        self._open_url(ticket.url, unopened)

    def _follow(self, binding: Binding, ticket: Ticket, attempt: int) -> None:
        if not self._awaits(attempt):
            return

        def claimed(claim: Claim) -> None:
            self._advance(machine.Claimed(attempt, claim))
            if claim.state is ClaimState.UNCLAIMED:
                self._follow(binding, ticket, attempt)

        def failed(problem: Problem) -> None:
            self._cuts += 1
            if problem.failure.is_retryable and self._cuts <= _RETRIES:
                QTimer.singleShot(
                    _RETRY_AFTER, self, lambda: self._follow(binding, ticket, attempt)
                )
            else:
                self._advance(Failed(attempt, problem))

        self._polling.run(self, lambda: self._service.follow(binding, ticket), claimed, failed)

    def _awaits(self, attempt: int) -> bool:
        match self._state:
            case machine.AwaitingBrowser(attempt=current):
                return current == attempt
            case _:
                return False
