"""Drives a diagnostics run: takes results as they come, and saves what was found."""

import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from authenticator.diagnosis.results import Result
from authenticator.failures import Failure, Refused
from authenticator.flows.common import Begun, Succeeded
from authenticator.flows.diagnostics import DiagnosticsRun, Event, Found, advance
from authenticator.services.ports import DiagnosticsPort
from ui.jobs import JobRunner
from ui.screens.flow_presenter import FlowPresenter


class DiagnosticsPresenter(FlowPresenter[DiagnosticsRun, Event]):
    """One run at a time; a cancelled one ends in the background."""

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
        super().__init__(advance, DiagnosticsRun(), actions, parent)
        self._diagnostics = diagnostics
        self._cancelled = threading.Event()

    def begin(self) -> None:
        """Check everything anew."""
        self._advance(Begun())

    def stop(self) -> None:
        """Check nothing more."""
        self._cancelled.set()
        self.cancel()

    def log_in_at_proxy(self) -> None:
        """Have the proxy's question asked; once it is answered check everything anew."""
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

    def _work(self, state: DiagnosticsRun) -> None:
        if self._is_new(state.attempt):
            self._check(state.attempt)

    def _check(self, attempt: int) -> None:
        cancelled = self._cancelled = threading.Event()

        def found(result: Result) -> None:
            self._advance(Found(attempt, result))

        report = self._actions.relay(self, found)

        def work() -> None:
            for result in self._diagnostics().examine(cancelled):
                report(result)

        self._run(attempt, work, lambda _: Succeeded(attempt))

    @property
    def results(self) -> tuple[Result, ...]:
        """What was found so far."""
        return self.state.results
