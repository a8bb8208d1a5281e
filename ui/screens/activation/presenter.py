"""Drives the activation: holds its state and runs the background work that a state asks for."""

from collections.abc import Callable
from typing import TypeVar, assert_never

from PySide6.QtCore import QObject, Signal

from authenticator.failures import Problem
from authenticator.flows import activation as machine
from authenticator.flows import common
from authenticator.flows.activation_transitions import advance
from authenticator.model import Account, Binding, PinRequired, Secret, Stage
from authenticator.services.ports import ActivationPort
from ui.jobs import JobRunner

T = TypeVar("T")


class ActivationPresenter(QObject):
    """Signals each new state; methods are what the user did."""

    changed = Signal(object)
    bound = Signal()
    """There is one more account, also where the user had stopped waiting for it."""
    filled_in = Signal(str, object)
    """Carries user name and code from a link, for step 2, which is in front."""

    def __init__(
        self, service: ActivationPort, actions: JobRunner, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._service = service
        self._actions = actions
        self._state: machine.State = machine.ReadTerms()
        self._unfinished: Binding | None = None
        self._started: int | None = None
        self._offered: tuple[str, Secret] | None = None

    @property
    def state(self) -> machine.State:
        """Where the activation stands."""
        return self._state

    def begin(self, unfinished: Binding | None = None) -> None:
        """Start at step 1, or go on with what an earlier run left unfinished."""
        self._unfinished = unfinished
        self._offered = None
        resuming = machine.Resuming(common.new_attempt())
        self._enter(machine.ReadTerms() if unfinished is None else resuming)

    @property
    def is_past_code(self) -> bool:
        """Whether step 2 lies behind: a code was entered, and may have been used."""
        return machine.is_past_code(self._state)

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

    def choose_pin(self, pin: Secret) -> None:
        self._advance(machine.PinChosen(pin))

    def repeat_pin(self, pin: Secret) -> None:
        self._advance(machine.PinRepeated(pin))

    def retry(self) -> None:
        self._advance(common.Retried())

    def go_back(self) -> None:
        self._advance(common.WentBack())

    def start_over(self) -> None:
        before = self._state
        self._advance(machine.StartedOver())
        if self._state is not before and self._unfinished is not None:
            self._discard(self._unfinished)

    def learn(self, account: Account) -> None:
        """The portal tells news of an account: the success screen shows whether it is cleared."""
        if isinstance(self._state, machine.Done) and self._state.account.login == account.login:
            self._enter(machine.Done(account))

    def _advance(self, event: machine.Event) -> None:
        after = advance(self._state, event, common.new_attempt())
        if after is not self._state:
            self._enter(after)

    def _enter(self, state: machine.State) -> None:
        self._state = state
        self.changed.emit(state)
        self._fill_in()
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

    def _is_new(self, attempt: int) -> bool:
        """Whether its work has not begun: the user may only have stopped waiting for it."""
        before, self._started = self._started, attempt
        return before != attempt

    def _fill_in(self) -> None:
        if isinstance(self._state, machine.EnterCode) and self._offered is not None:
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
            lambda account: machine.Activated(attempt, account),
        )

    def _resume(self, binding: Binding, attempt: int) -> None:
        def event(outcome: Account | PinRequired | None) -> machine.Event:
            match outcome:
                case Account():
                    return machine.Activated(attempt, outcome)
                case PinRequired(login):
                    return machine.PinNeeded(attempt, login)
                case None:
                    return machine.NothingToResume(attempt)

        self._run(attempt, lambda: self._service.resume(binding), event)

    def _confirm(self, binding: Binding, pin: Secret, attempt: int) -> None:
        self._run(
            attempt,
            lambda: self._service.confirm(binding, pin),
            lambda account: machine.Activated(attempt, account),
        )

    def _discard(self, binding: Binding) -> None:
        self._unfinished = None
        self._actions.run(
            self, lambda: self._service.discard(binding), lambda _: None, lambda _: None
        )

    def _run(
        self, attempt: int, work: Callable[[], T], event: Callable[[T], machine.Event]
    ) -> None:
        def finished(outcome: T) -> None:
            self._finish(event(outcome))

        def failed(problem: Problem) -> None:
            self._advance(common.Failed(attempt, problem))

        self._actions.run(self, work, finished, failed)

    def _finish(self, event: machine.Event) -> None:
        if isinstance(event, machine.Activated):
            self.bound.emit()
        self._advance(event)
