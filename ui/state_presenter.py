"""What presenters of a state machine have in common."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from authenticator.failures import Problem
from ui.jobs import JobRunner

S = TypeVar("S")
E = TypeVar("E")
T = TypeVar("T")


class StatePresenter(QObject, Generic[S, E]):
    """Holds the state, signals each new one, and lets a subclass do what it asks for."""

    changed = Signal(object)

    def __init__(
        self,
        advance: Callable[[S, E], S],
        begin: S,
        actions: JobRunner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._machine = advance
        self._state = begin
        self._actions = actions

    @property
    def state(self) -> S:
        """Where it stands."""
        return self._state

    def _advance(self, event: E) -> None:
        after = self._machine(self._state, event)
        if after is self._state:
            return
        self._state = after
        self.changed.emit(after)
        self._work(after)

    def _work(self, state: S) -> None:
        """Begin the background work of `state`, if it has any."""

    def _run(
        self, work: Callable[[], T], event: Callable[[T], E], failed: Callable[[Problem], E]
    ) -> None:
        self._actions.run(
            self,
            work,
            lambda result: self._advance(event(result)),
            lambda problem: self._advance(failed(problem)),
        )
