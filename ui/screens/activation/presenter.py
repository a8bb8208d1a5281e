"""Drives the activation: holds its state and runs the background work that a state asks for."""

from typing import assert_never

from PySide6.QtCore import QObject, Signal

from authenticator.flows import activation as machine
from authenticator.flows.activation_transitions import advance
from authenticator.flows.common import new_attempt
from authenticator.model import Account, Binding, PinRequired, Secret, Stage
from authenticator.services.ports import ActivationPort
from ui.jobs import JobRunner
from ui.screens.flow_presenter import FlowPresenter


class ActivationPresenter(FlowPresenter[machine.State, machine.Event]):
    bound = Signal()
    """There is one more account, also where the user had stopped waiting for it."""
    filled_in = Signal(str, object)
    """Carries user name and code from a link, for step 2, which is in front."""

    def __init__(
        self, service: ActivationPort, actions: JobRunner, parent: QObject | None = None
    ) -> None:
        super().__init__(advance, machine.ReadTerms(), actions, parent)
        self._service = service
        self._unfinished: Binding | None = None
        self._offered: tuple[str, Secret] | None = None

    def begin(self, unfinished: Binding | None = None) -> None:
        """Start at step 1, or go on with what an earlier run left unfinished."""
        self._unfinished = unfinished
        self._offered = None
        resuming = machine.Resuming(new_attempt())
        self._enter(machine.ReadTerms() if unfinished is None else resuming)

    @property
    def is_past_code(self) -> bool:
        """Whether step 2 lies behind: a code was entered, and may have been used."""
        return machine.is_past_code(self._state)

    @property
    def is_untouched(self) -> bool:
        """Whether nothing was accepted, typed or filled in yet."""
        return self._state == machine.ReadTerms() and self._offered is None

    def offer(self, login: str, code: Secret) -> bool:
        """Fill in step 2, now or when it comes; False where it lies behind."""
        if self.is_past_code:
            return False
        self._offered = login, code
        self._fill_in()
        return True

    def accept_terms(self) -> None:
        self._advance(machine.TermsAccepted())

    def enter_code(self, login: str, code: Secret) -> None:
        self._advance(machine.CodeEntered(login, code))

    def leave_code(self, login: str, code: Secret) -> None:
        self._advance(machine.CodeLeft(machine.Typed(login, code)))

    def choose_pin(self, pin: Secret) -> None:
        self._advance(machine.PinChosen(pin))

    def repeat_pin(self, pin: Secret) -> None:
        self._advance(machine.PinRepeated(pin))

    def start_over(self) -> None:
        before = self._state
        self._advance(machine.StartedOver())
        if self._state is not before and self._unfinished is not None:
            self._discard(self._unfinished)

    def on_account(self, account: Account) -> None:
        """The portal reports an account: the success screen shows whether it is cleared."""
        match self._state:
            case machine.Done(shown) if shown.login == account.login:
                self._enter(machine.Done(account))

    def _enter(self, state: machine.State) -> None:
        super()._enter(state)
        self._fill_in()

    def _work(self, state: machine.State) -> None:
        match state:
            case machine.ProbingKeyring(attempt=n):
                self._run(n, self._service.probe, lambda _: machine.KeyringProved(n))
            case machine.Registering(attempt=n):
                if self._is_new(n):
                    self._register(state)
            case machine.Resuming(attempt=n):
                if self._unfinished is not None and self._is_new(n):
                    self._resume(self._unfinished, n)
            case machine.Confirming(pin=pin, attempt=n):
                if self._unfinished is not None:
                    self._confirm(self._unfinished, pin, n)
            case machine.ReadTerms() | machine.EnterCode() | machine.ChoosePin():
                pass
            case machine.KeyringRefused() | machine.Paused() | machine.ResumePaused():
                pass
            case machine.RepeatPin() | machine.Done() | machine.Stopped():
                pass
            case _:
                assert_never(state)

    def _fill_in(self) -> None:
        match self._state:
            case machine.EnterCode() if self._offered is not None:
                self.filled_in.emit(*self._offered)
                self._offered = None

    def _register(self, state: machine.Registering) -> None:
        login, code, pin, attempt = state.login, state.code, state.pin, state.attempt

        def progressed(stage: Stage) -> None:
            self._advance(machine.Progressed(attempt, stage))

        report = self._actions.relay(self, progressed)
        self._run(
            attempt,
            lambda: self._service.activate(login, code, pin, report),
            lambda account: self._activated(attempt, account),
        )

    def _resume(self, binding: Binding, attempt: int) -> None:
        def event(outcome: Account | PinRequired | None) -> machine.Event:
            match outcome:
                case Account():
                    return self._activated(attempt, outcome)
                case PinRequired(login):
                    return machine.PinNeeded(attempt, login)
                case None:
                    return machine.NothingToResume(attempt)

        self._run(attempt, lambda: self._service.resume(binding), event)

    def _confirm(self, binding: Binding, pin: Secret, attempt: int) -> None:
        self._run(
            attempt,
            lambda: self._service.confirm(binding, pin),
            lambda account: self._activated(attempt, account),
        )

    def _discard(self, binding: Binding) -> None:
        self._unfinished = None
        self._actions.run(
            self, lambda: self._service.discard(binding), lambda _: None, lambda _: None
        )

    def _activated(self, attempt: int, account: Account) -> machine.Activated:
        """Also where the user had stopped waiting for it."""
        self.bound.emit()
        return machine.Activated(attempt, account)
