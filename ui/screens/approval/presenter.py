"""Drives the answer to a login request: one is shown at a time, others wait their turn."""

import time
from collections.abc import Callable
from typing import assert_never

from PySide6.QtCore import QObject, QTimer, Signal

from authenticator.desktop.remote_session import RemoteSession
from authenticator.flows import approval as machine
from authenticator.flows.common import Succeeded
from authenticator.model import Binding, LoginRequest, Secret
from authenticator.services.ports import RequestPort
from crypto.protocol import Mode
from crypto.statements import Decision
from ui.browser import OpenUrl
from ui.jobs import JobRunner
from ui.screens.flow_presenter import FlowPresenter

_SECOND = 1000
_TICKET = 60 * _SECOND
"""How long the address that an approval brings lets a browser in (`docs/protocol.md`)."""


class ApprovalPresenter(FlowPresenter[machine.State, machine.Event]):
    remaining_changed = Signal(int)
    """Seconds that the request on screen is still open."""
    unopened = Signal()
    """The browser for an approved login did not open, and its page was left meanwhile."""
    ticket_ended = Signal()
    """Opening the browser once more would be of no use any more."""

    def __init__(
        self,
        service: RequestPort,
        actions: JobRunner,
        open_url: OpenUrl,
        parent: QObject | None = None,
        *,
        code_transfer: bool = False,
        line_warning: bool = True,
        remote_session: Callable[[], RemoteSession | None] = lambda: None,
    ) -> None:
        """`code_transfer` and `line_warning` as in the policy (`Config`)."""
        super().__init__(machine.advance, machine.NoRequest(), actions, parent)
        self._service = service
        self._open_url = open_url
        self._code_transfer = code_transfer
        self.line_warning = line_warning
        """Whether another line than the app's is asked about."""
        self.remote_session = remote_session
        """Where the person sits, if not here; a session may have gone on elsewhere since."""
        self._binding: Binding | None = None
        self._waiting: dict[str, tuple[Binding, LoginRequest]] = {}
        self._closed: tuple[str, str] | None = None
        self._url: str | None = None
        self._clock = QTimer(self)
        self._clock.setInterval(_SECOND)
        self._clock.timeout.connect(self._tick)
        self._ticket = QTimer(self, singleShot=True, interval=_TICKET)
        self._ticket.timeout.connect(self._forget_ticket)

    def on_request(self, binding: Binding, request: LoginRequest | None) -> None:
        """The portal reports what is open for one account."""
        self._waiting.pop(binding.id, None)
        if request is not None and request.identity == self._closed:
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
        match self._state:
            case machine.Asking(request=request) if self.may_approve(request):
                self._advance(machine.Decided(Decision.APPROVE, pin, code))

    def deny(self) -> None:
        self._advance(machine.Decided(Decision.DENY))

    def choose_report(self) -> None:
        self._advance(machine.ReportChosen())

    def report(self) -> None:
        self._advance(machine.Decided(Decision.REPORT))

    @property
    def can_open_again(self) -> bool:
        """Whether an approved login still has an address that may not have opened."""
        return self._url is not None

    def open_again(self) -> None:
        """Open the browser once more: the same browser may redeem its ticket again."""
        if self._url is not None:
            self._advance(machine.BrowserTried(has_opened=True))
            self._open(self._url)

    def dismiss(self) -> None:
        """Leave the closed request; the next one that waits is shown."""
        self._advance(machine.Dismissed())
        self._forget_ticket()
        while self._is_free() and self._waiting:
            _, (binding, request) = self._waiting.popitem()
            if request.deadline > time.monotonic():
                self.on_request(binding, request)

    def _forget_ticket(self) -> None:
        self._ticket.stop()
        self._url = None
        self.ticket_ended.emit()

    def _is_free(self) -> bool:
        match self._state:
            case machine.NoRequest() | machine.Closed():
                return True
            case machine.Asking() | machine.Answering():
                return False
            case _:
                assert_never(self._state)

    def _enter(self, state: machine.State) -> None:
        match state:
            case machine.Closed(request=request):
                self._closed = request.identity
        super()._enter(state)

    def _work(self, state: machine.State) -> None:
        if isinstance(state, machine.Answering) and self._binding is not None:
            self._answer(self._binding, state)
        # Of the state now: whoever heard of this one may have left it already.
        match self._state:
            case machine.Asking():
                self._clock.start()
                self._tick()
            case machine.NoRequest() | machine.Answering() | machine.Closed():
                self._clock.stop()
            case _:
                assert_never(self._state)

    def _answer(self, binding: Binding, state: machine.Answering) -> None:
        attempt = state.attempt

        def answered(url: str | None) -> machine.Event:
            self._url = url
            if url is not None:
                self._ticket.start()
                self._open(url)
            return Succeeded(attempt)

        self._run(
            attempt,
            lambda: self._service.answer(
                binding, state.request, state.decision, state.pin, state.code
            ),
            answered,
        )

    def _open(self, url: str) -> None:
        def unopened() -> None:
            if url == self._url:
                self._advance(machine.BrowserTried(has_opened=False))
            else:
                self.unopened.emit()

        self._open_url(url, unopened)

    def _tick(self) -> None:
        match self._state:
            case machine.Asking(request=request):
                remaining = request.deadline - time.monotonic()
                self.remaining_changed.emit(max(0, round(remaining)))
                if remaining <= 0:
                    self._advance(machine.TimeRanOut(request.cid))
