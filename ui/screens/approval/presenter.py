"""Drives the answer to a login request: one is shown at a time, others wait their turn."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from authenticator.failures import Failure, Problem
from authenticator.flows import approval as machine
from authenticator.flows import common
from authenticator.model import Binding, LoginRequest, Mode, Secret
from authenticator.services.ports import RequestPort
from crypto.statements import Decision
from ui.jobs import JobRunner

_SECOND = 1000


class ApprovalPresenter(QObject):
    """Signals each new state; methods are what the user did."""

    changed = Signal(object)
    remaining_changed = Signal(int)
    """Seconds that the request on screen is still open."""

    def __init__(
        self,
        service: RequestPort,
        actions: JobRunner,
        open_url: Callable[[str], bool],
        parent: QObject | None = None,
        *,
        code_transfer: bool = False,
    ) -> None:
        """`code_transfer`: whether a browser on another computer may be let in."""
        super().__init__(parent)
        self._service = service
        self._actions = actions
        self._open_url = open_url
        self._code_transfer = code_transfer
        self._state: machine.State = machine.NoRequest()
        self._binding: Binding | None = None
        self._waiting: dict[str, tuple[Binding, LoginRequest]] = {}
        self._closed_cid = ""
        self._url: str | None = None
        self._clock = QTimer(self)
        self._clock.setInterval(_SECOND)
        self._clock.timeout.connect(self._tick)

    @property
    def state(self) -> machine.State:
        """Where the answer stands."""
        return self._state

    def hear(self, binding: Binding, request: LoginRequest | None) -> None:
        """The portal's word on what is open for one account."""
        self._waiting.pop(binding.id, None)
        if request is not None and request.cid == self._closed_cid:
            return
        if self._is_free() or binding == self._binding:
            if request is not None:
                self._binding = binding
            self._advance(machine.RequestsChanged(request))
        elif request is not None:
            self._waiting[binding.id] = binding, request

    def may_approve(self, request: LoginRequest) -> bool:
        """Whether the administrator lets such a request be approved here."""
        return request.mode is not Mode.CODE or self._code_transfer

    def approve(self, pin: Secret, code: Secret | None = None) -> None:
        state = self._state
        if isinstance(state, machine.Asking) and self.may_approve(state.request):
            self._advance(machine.Decided(Decision.APPROVE, pin, code))

    def deny(self) -> None:
        self._advance(machine.Decided(Decision.DENY))

    def report(self) -> None:
        self._advance(machine.Decided(Decision.REPORT))

    @property
    def can_open_again(self) -> bool:
        """Whether an approved login still has an address that may not have opened."""
        return self._url is not None

    def open_again(self) -> None:
        """Open the browser once more: the same browser may redeem its ticket again."""
        if self._url is not None:
            self._open_url(self._url)

    def dismiss(self) -> None:
        """Leave the closed request; the next one that waits takes its place."""
        self._url = None
        self._advance(machine.Dismissed())
        while self._is_free() and self._waiting:
            _, (binding, request) = self._waiting.popitem()
            if request.deadline > time.monotonic():
                self.hear(binding, request)

    def _is_free(self) -> bool:
        return isinstance(self._state, machine.NoRequest)

    def _advance(self, event: machine.Event) -> None:
        after = machine.advance(self._state, event, common.new_attempt())
        if after is self._state:
            return
        self._state = after
        if isinstance(after, machine.Closed):
            self._closed_cid = after.request.cid
        self.changed.emit(after)
        if isinstance(after, machine.Answering):
            self._answer(after)
        self._run_clock()

    def _answer(self, state: machine.Answering) -> None:
        binding = self._binding
        if binding is None:
            return
        attempt = state.attempt

        def failed(problem: Problem) -> None:
            self._advance(common.Failed(attempt, problem))

        def answered(url: str | None) -> None:
            self._url = url
            if url is not None and not self._open_url(url):
                failed(Problem(Failure.BROWSER_NOT_OPENED))
            else:
                self._advance(common.Succeeded(attempt))

        self._actions.run(
            self,
            lambda: self._service.answer(
                binding, state.request, state.decision, state.pin, state.code
            ),
            answered,
            failed,
        )

    def _run_clock(self) -> None:
        if isinstance(self._state, machine.Asking):
            self._clock.start()
            self._tick()
        else:
            self._clock.stop()

    def _tick(self) -> None:
        if not isinstance(self._state, machine.Asking):
            return
        request = self._state.request
        remaining = request.deadline - time.monotonic()
        self.remaining_changed.emit(max(0, round(remaining)))
        if remaining <= 0:
            self._advance(machine.TimeRanOut(request.cid))
