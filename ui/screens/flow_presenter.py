"""What the presenters of all flows have in common.

A presenter holds the state of a flow (`authenticator.flows`), turns what the user does into its
events, signals each new state, and runs the background work that a state asks for.
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from authenticator.failures import Problem
from authenticator.flows.common import (
    Begun,
    Cancelled,
    Failed,
    PinEntered,
    Retried,
    WentBack,
    new_attempt,
)
from authenticator.model import Binding, Secret
from ui.jobs import JobRunner

S = TypeVar("S")
E_contra = TypeVar("E_contra", contravariant=True)
T = TypeVar("T")


class FlowPresenter(QObject, Generic[S, E_contra]):
    """The methods for common events fit only flows that have the event: mypy checks their `self`.

    The result of work that belongs to an earlier attempt is dropped by the flow itself.
    """

    changed = Signal(object)
    """Carries the new state."""

    def __init__(
        self,
        advance: Callable[[S, E_contra | Failed, int], S],
        initial: S,
        actions: JobRunner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._flow = advance
        self._initial = initial
        self._actions = actions
        self._state = initial
        self._started: int | None = None

    @property
    def state(self) -> S:
        """Where the flow stands."""
        return self._state

    def enter_pin(self: "FlowPresenter[Any, PinEntered]", pin: Secret) -> None:
        self._advance(PinEntered(pin))

    def retry(self: "FlowPresenter[Any, Retried]") -> None:
        self._advance(Retried())

    def go_back(self: "FlowPresenter[Any, WentBack]") -> None:
        self._advance(WentBack())

    def cancel(self: "FlowPresenter[Any, Cancelled]") -> None:
        self._advance(Cancelled())

    def _advance(self, event: E_contra | Failed) -> None:
        after = self._flow(self._state, event, new_attempt())
        if after is not self._state:
            self._enter(after)

    def _enter(self, state: S) -> None:
        self._state = state
        self.changed.emit(state)
        self._work(state)

    def _work(self, state: S) -> None:
        """Begin the background work of `state`, if it has any."""
        raise NotImplementedError

    def _is_new(self, attempt: int) -> bool:
        """Whether its work has not begun: the user may only have stopped waiting for it."""
        before, self._started = self._started, attempt
        return before != attempt

    def _run(self, attempt: int, work: Callable[[], T], event: Callable[[T], E_contra]) -> None:
        """Run `work`; its result becomes an event, a refusal becomes `Failed`."""

        def failed(problem: Problem) -> None:
            self._advance(Failed(attempt, problem))

        self._actions.run(self, work, lambda result: self._advance(event(result)), failed)


class AccountPresenter(FlowPresenter[S, E_contra]):
    """A flow that works for one account at a time."""

    _binding: Binding | None = None

    @property
    def login(self) -> str:
        """User name of the account."""
        return self._binding.login if self._binding else ""

    @property
    def portal(self) -> str:
        """Address of the account's portal."""
        return self._binding.aud if self._binding else ""

    def begin(self: "AccountPresenter[Any, Begun | Cancelled]", binding: Binding) -> None:
        """Start for this account; work that is under way is left alone."""
        self.cancel()
        if self._state == self._initial:
            self._binding = binding
            self._advance(Begun())

    def _work(self, state: S) -> None:
        if self._binding is not None:
            self._work_for(self._binding, state)

    def _work_for(self, binding: Binding, state: S) -> None:
        """Begin the background work of `state`, if it has any."""
        raise NotImplementedError
