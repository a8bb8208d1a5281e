"""Holds an examination: begins it, takes results as they come, cancels it, saves what was found."""

import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from authenticator.diagnosis.results import Result
from authenticator.failures import Failure, Refused
from authenticator.flows.common import Begun, Cancelled, Succeeded, new_attempt
from authenticator.flows.diagnostics import DiagnosticsRun, Event, Found, advance
from authenticator.services.ports import DiagnosticsPort
from ui.jobs import JobRunner


class DiagnosticsPresenter(QObject):
    """One examination at a time; a cancelled one ends behind the scenes."""

    changed = Signal(object)
    """Carries an `Examination`."""
    saved = Signal(str)
    """Carries where the support file lies."""
    not_saved = Signal(object)
    """Carries a `Problem`."""

    def __init__(
        self,
        diagnostics: Callable[[], DiagnosticsPort],
        actions: JobRunner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._diagnostics = diagnostics
        self._actions = actions
        self._cancelled = threading.Event()
        self.state = DiagnosticsRun()

    def begin(self) -> None:
        """Look at everything anew."""
        self._advance(Begun())

    def cancel(self) -> None:
        """Look at nothing more."""
        self._cancelled.set()
        self._advance(Cancelled())

    def log_in_at_proxy(self) -> None:
        """Have the proxy's question asked; once it is answered look at everything anew."""
        self._actions.run(
            self, self._diagnostics().ask_portal, lambda _: self.begin(), lambda _: self.begin()
        )

    def save(self, path: Path, text: str) -> None:
        """Write the support file."""

        def write() -> str:
            try:
                path.write_text(text, "utf-8")
            except OSError as error:
                raise Refused(Failure.PROFILE_UNWRITABLE) from error
            return str(path)

        self._actions.run(self, write, self.saved.emit, self.not_saved.emit)

    def _advance(self, event: Event) -> None:
        before, after = self.state, advance(self.state, event, new_attempt())
        if after is before:
            return
        self.state = after
        self.changed.emit(after)
        if after.attempt != before.attempt:
            self._examine(after.attempt)

    def _examine(self, attempt: int) -> None:
        cancelled = self._cancelled = threading.Event()

        def found(result: Result) -> None:
            self._advance(Found(attempt, result))

        tell = self._actions.relay(self, found)

        def work() -> None:
            for result in self._diagnostics().examine(cancelled):
                tell(result)

        def end(_: object) -> None:
            self._advance(Succeeded(attempt))

        self._actions.run(self, work, end, end)

    @property
    def results(self) -> tuple[Result, ...]:
        """What was found so far."""
        return self.state.results
