"""Drives a login begun in the app: PIN, ticket, browser, and the word on which browser came."""

from collections.abc import Callable
from typing import assert_never

from PySide6.QtCore import QObject, QTimer, Signal

from authenticator.failures import Failure, Problem
from authenticator.flows import app_login as machine
from authenticator.flows import common
from authenticator.model import Account, Binding, Claim, ClaimState, Secret, Ticket
from authenticator.services.ports import AppLoginPort
from ui.jobs import Jobs

_RETRIES = 5
_RETRY_AFTER = 2000


class AppLoginPresenter(QObject):
    """Signals each new state; methods are what the user did."""

    changed = Signal(object)

    def __init__(
        self,
        service: AppLoginPort,
        jobs: Jobs,
        open_url: Callable[[str], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._service = service
        self._jobs = jobs
        self._open_url = open_url
        self._state: machine.State = machine.Ready()
        self._binding: Binding | None = None
        self.account: Account | None = None
        self._cuts = 0

    @property
    def state(self) -> machine.State:
        """Where the login stands."""
        return self._state

    @property
    def login(self) -> str:
        """User name of the account."""
        return self._binding.login if self._binding else ""

    def begin(self, binding: Binding) -> None:
        """Start for this account; one that is under way is left alone."""
        self._advance(common.Cancelled())
        if isinstance(self._state, machine.Ready):
            self._binding = binding
            self._advance(common.Begun())

    def enter_pin(self, pin: Secret) -> None:
        self._advance(common.PinEntered(pin))

    def go_back(self) -> None:
        self._advance(common.WentBack())

    def judge_browser(self, ok: bool) -> None:
        self._advance(machine.BrowserJudged(ok))

    def cancel(self) -> None:
        self._advance(common.Cancelled())

    def _advance(self, event: machine.Event) -> None:
        after = machine.advance(self._state, event, common.new_attempt())
        if after is self._state:
            return
        self._state = after
        self.changed.emit(after)
        if self._binding is None:
            return
        match after:
            case machine.RequestingTicket(pin, n):
                self._request(self._binding, pin, n)
            case machine.AwaitingBrowser(ticket, n):
                self._open(ticket, n)
            case machine.ConfirmingBrowser(ticket, ok, n):
                self._judge(self._binding, ticket, ok, n)
            case machine.Ready() | machine.AskingPin() | machine.AskingBrowser():
                pass
            case machine.LoggedIn() | machine.Ended():
                pass
            case _:
                assert_never(after)

    def _request(self, binding: Binding, pin: Secret, attempt: int) -> None:
        self._jobs.actions.run(
            self,
            lambda: self._service.begin(binding, pin),
            lambda ticket: self._advance(machine.TicketGiven(attempt, ticket)),
            lambda problem: self._advance(common.Failed(attempt, problem)),
        )

    def _open(self, ticket: Ticket, attempt: int) -> None:
        self._cuts = 0
        if self._open_url(ticket.url):
            self._follow(ticket, attempt)
        else:
            self._advance(common.Failed(attempt, Problem(Failure.BROWSER_NOT_OPENED)))

    def _follow(self, ticket: Ticket, attempt: int) -> None:
        binding, state = self._binding, self._state
        awaited = isinstance(state, machine.AwaitingBrowser) and state.attempt == attempt
        if not awaited or binding is None:
            return

        def heard(claim: Claim) -> None:
            self._advance(machine.Claimed(attempt, claim))
            if claim.state is ClaimState.UNCLAIMED:
                self._follow(ticket, attempt)

        def failed(problem: Problem) -> None:
            self._cuts += 1
            if problem.failure.is_retryable and self._cuts <= _RETRIES:
                QTimer.singleShot(_RETRY_AFTER, self, lambda: self._follow(ticket, attempt))
            else:
                self._advance(common.Failed(attempt, problem))

        self._jobs.polling.run(
            self,
            lambda: self._service.follow(binding, ticket),
            heard,
            failed,
        )

    def _judge(self, binding: Binding, ticket: Ticket, ok: bool, attempt: int) -> None:
        self._jobs.actions.run(
            self,
            lambda: self._service.judge(binding, ticket, ok),
            lambda claim: self._advance(machine.Claimed(attempt, claim)),
            lambda problem: self._advance(common.Failed(attempt, problem)),
        )
