"""What the presenters of the things that can be done with an account have in common."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from authenticator.failures import Problem
from authenticator.flows.common import new_attempt
from authenticator.model import Binding
from ui.jobs import JobRunner

S = TypeVar("S")
E = TypeVar("E")
T = TypeVar("T")


class AccountPresenter(QObject, Generic[S, E]):
    """Holds a state, signals each new one, and lets a subclass do the work that it asks for."""

    changed = Signal(object)

    def __init__(
        self,
        advance: Callable[[S, E, int], S],
        ready: S,
        begun: E,
        cancelled: E,
        actions: JobRunner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._machine = advance
        self._ready = ready
        self._begun = begun
        self._cancelled = cancelled
        self._actions = actions
        self._state = ready
        self._binding: Binding | None = None
        self._started: int | None = None

    @property
    def state(self) -> S:
        """Where it stands."""
        return self._state

    @property
    def login(self) -> str:
        """User name of the account."""
        return self._binding.login if self._binding else ""

    @property
    def portal(self) -> str:
        """Address of the account's portal."""
        return self._binding.aud if self._binding else ""

    def begin(self, binding: Binding) -> None:
        """Start for this account; work that is under way is left alone."""
        self.cancel()
        if self._state == self._ready:
            self._binding = binding
            self._advance(self._begun)

    def cancel(self) -> None:
        self._advance(self._cancelled)

    def _advance(self, event: E) -> None:
        after = self._machine(self._state, event, new_attempt())
        if after is self._state:
            return
        self._state = after
        self.changed.emit(after)
        if self._binding is not None:
            self._work(self._binding, after)

    def _work(self, binding: Binding, state: S) -> None:
        """Begin the background work of `state`, if it has any."""
        raise NotImplementedError

    def _is_new(self, attempt: int) -> bool:
        """Whether its work has not begun: the user may only have stopped waiting for it."""
        before, self._started = self._started, attempt
        return before != attempt

    def _run(
        self, work: Callable[[], T], event: Callable[[T], E], failed: Callable[[Problem], E]
    ) -> None:
        self._actions.run(
            self,
            work,
            lambda result: self._advance(event(result)),
            lambda problem: self._advance(failed(problem)),
        )
