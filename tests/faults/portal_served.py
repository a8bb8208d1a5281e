"""The portal as a process of its own that can be killed, and somebody who comes back then."""

import dataclasses
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from itertools import count
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any, Final
from unittest import mock

import httpx2

from crypto.statements import Kind
from portal.app import create_portal
from portal.domain.audit.verification import Anchor, verify
from portal.domain.certificates.sandbox_start import sandbox_start
from portal.platform.clock import SystemClock
from portal.platform.database.engines import sync_transaction
from portal.platform.keys.key_ring import load_keys
from portal.platform.settings import load_settings
from tests.faults.portal_trap import PRELOADED, Start, Trap, TrapClock, serve
from tests.support.device import PortalProblem
from tests.support.device_life import LivingDevice
from tests.support.patience import until
from tests.support.portal_browser import Browser, is_outcome
from tests.support.portal_process import PortalNotStarted, portal, variables
from tests.support.portal_server import RunningPortal, free_port

_SETTINGS: Final = {"unlimited_networks": "127.0.0.0/8"}
_NUMBERS: Final = count(1)
_UNAVAILABLE_SECONDS: Final = 30
_PATIENCE: Final = 40
PROCESSES: Final = get_context("forkserver")
PROCESSES.set_forkserver_preload(list(PRELOADED))
_TIMEOUTS: Final = ("connect", "read", "write", "pool")


class Watcher:
    """What is done when a visitor sends a request, and when the portal fails to answer it."""

    patience: float = _PATIENCE
    """Seconds that an answer may take before it counts as cut."""

    def __init__(self, served: "ServedPortal") -> None:
        self.served = served

    def request(self) -> None:
        """One is about to be sent."""

    def cut(self) -> None:
        """No answer came: the portal was killed."""
        self.served.restart()

    def unavailable(self, answer: httpx2.Response) -> None:
        """An answer says that the portal cannot do it now."""


class NoEnd(Watcher):
    """For a portal that must go on whatever fails beneath it, and say so by 503."""

    def __init__(self, served: "ServedPortal") -> None:
        super().__init__(served)
        self.wrong: list[str] = []

    def cut(self) -> None:
        self.wrong.append("a request got no answer")

    def unavailable(self, answer: httpx2.Response) -> None:
        if not answer.headers.get("retry-after", "").isdecimal():
            self.wrong.append("503 without Retry-After")

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Until the block ends."""
        self.served.watcher = self
        try:
            yield
        finally:
            self.served.watcher = Watcher(self.served)


class PortalBeside(RunningPortal):
    """Accounts are made and rows are read beside the process that serves."""

    def __init__(self, folder: Path, port: int, named: Mapping[str, Any]) -> None:
        """Of a portal that `init` was done for in `folder`, with these settings."""
        data = folder / "portal"
        with mock.patch.dict(os.environ, variables(named)):
            settings = load_settings(data)
        settings = dataclasses.replace(settings, port=port)
        keys = load_keys(data, settings.public_url, SystemClock().now())
        self.trap = Trap(folder / "trap")
        super().__init__(settings, keys, TrapClock(self.trap))
        self.app = create_portal(settings, keys, self.clock)

    def close(self) -> None:
        self.http.close()
        self.app.close()


class ServedPortal(PortalBeside):
    """A portal with its process."""

    def __init__(
        self,
        folder: Path,
        database_url: str | None,
        extra: Mapping[str, Any],
        patience: float | None,
    ) -> None:
        port, named = free_port(), {**_SETTINGS, **extra}
        if database_url is not None:
            named["database_url"] = database_url
        with mock.patch.dict(os.environ, variables(named)):
            portal(folder / "portal", "init", "--public-url", f"http://127.0.0.1:{port}")
        super().__init__(folder, port, named)
        self.named = named
        self.folder = folder
        self.watcher = Watcher(self)
        self.restarts = 0
        self._patience = patience
        self._process: ForkServerProcess | None = None

    @property
    def pid(self) -> int:
        """Of the process that serves."""
        assert self._process is not None
        assert self._process.pid is not None
        return self._process.pid

    def start(self) -> None:
        """Serve; returns when it listens.

        Raises:
            PortalNotStarted: it has refused, and says why.
        """
        log = self.folder / "portal.log"
        told, announced = PROCESSES.Pipe(duplex=False)
        words = ("serve", "--data", str(self.settings.data), "--port", str(self.settings.port))
        start = Start(
            (*words, "--announce"),
            variables(self.named),
            self.folder / "trap",
            log,
            announced,
            sandbox_start(),
            self._patience,
        )
        self._process = PROCESSES.Process(target=serve, args=(start,))
        self._process.start()
        announced.close()
        with os.fdopen(os.dup(told.fileno())) as lines:
            has_started = lines.readline()
        told.close()
        if not has_started:
            self.stop()
            reason = log.read_text().strip().rsplit("\n", 1)[-1]
            raise PortalNotStarted(f"the portal did not start on {self.url}: {reason}")

    def stop(self) -> None:
        """End it as SIGTERM would, if it still runs."""
        if self._process is not None:
            self._process.terminate()
            self._process.join()
            self._process.close()
            self._process = None

    def restart(self) -> None:
        """As whatever watches over it does when it was killed."""
        self.stop()
        self.trap.set(0)
        self.restarts += 1
        self.start()

    def audit_problem(self) -> str | None:
        """What is wrong with the audit log and its anchor."""
        with sync_transaction(self.settings.database_url, reading=True) as connection:
            result = verify(connection, Anchor(self.settings.data).load())
        return None if result.broken is None else f"audit log: broken at {result.broken}"


@contextmanager
def served_portal(
    folder: Path, database_url: str | None = None, *, patience: float | None = None, **settings: Any
) -> Iterator[ServedPortal]:
    """Serve a new portal until the block ends, on SQLite unless another database is given.

    `patience` as in `Start`.
    """
    served = ServedPortal(folder, database_url, settings, patience)
    served.start()
    try:
        yield served
    finally:
        served.stop()
        served.close()


class _ComingBack(httpx2.HTTPTransport):
    """Sends the same bytes again when the portal was killed, or says that it cannot answer now."""

    def __init__(self, served: ServedPortal) -> None:
        super().__init__(verify=False)
        self._served = served

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        watcher = self._served.watcher
        watcher.request()
        request.extensions["timeout"] = dict.fromkeys(_TIMEOUTS, watcher.patience)
        try:
            answer = self._answer(request)
        except httpx2.TransportError:
            watcher.cut()
            request.extensions["timeout"] = dict.fromkeys(_TIMEOUTS, _PATIENCE)
            answer = self._answer(request)
        if not _is_unavailable(answer):
            return answer
        watcher.unavailable(answer)
        if is_outcome(request.url.raw_path.decode()):
            # It tells of a form that was sent before, however often it is asked for.
            return answer
        return until(lambda: self._real_answer(request), _UNAVAILABLE_SECONDS, "an answer")

    def _real_answer(self, request: httpx2.Request) -> httpx2.Response | None:
        answer = self._answer(request)
        return None if _is_unavailable(answer) else answer

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        answer = super().handle_request(request)
        answer.read()
        return answer


def _is_unavailable(answer: httpx2.Response) -> bool:
    return answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE


class ReturningDevice(LivingDevice):
    """Comes back as the app does: with a new request for a stale one, else with the same bytes."""

    _anew: Callable[[], bytes]

    def sign(self, message: str, body: dict[str, Any], **changes: Any) -> bytes:
        self._anew = partial(super().sign, message, body, **changes)
        return self._anew()

    def proven(self, message: str, kind: Kind, pin: str, **content: str) -> bytes:
        self._anew = partial(super().proven, message, kind, pin, **content)
        return self._anew()

    def pin_change(self, old: str, new: str, version: int | None = None) -> bytes:
        self._anew = partial(super().pin_change, old, new, version)
        return self._anew()

    def send(self, data: bytes) -> dict[str, Any]:
        request = data

        def answers() -> list[dict[str, Any]]:
            nonlocal request
            try:
                return [super(ReturningDevice, self).send(request)]
            except PortalProblem as problem:
                if problem.name == "nonce-stale":
                    request = self._anew()
                elif problem.name != "unavailable":
                    raise
                return []

        (answer,) = until(answers, _UNAVAILABLE_SECONDS, "an answer")
        return answer


class Visitor:
    """One person with a browser and a device."""

    def __init__(self, served: ServedPortal) -> None:
        self.portal = served
        self.login = f"user{next(_NUMBERS)}@abc.example"
        self.code = ""
        """For the activation, once there is one."""
        client = httpx2.Client(timeout=40, transport=_ComingBack(served))
        self.device = ReturningDevice(served.url, client=client)
        self.browser = Browser(served.url)
        self.browser.http = httpx2.Client(
            base_url=served.url,
            timeout=40,
            headers=self.browser.http.headers,
            cookies=self.browser.http.cookies,
            transport=_ComingBack(served),
        )

    def close(self) -> None:
        """Its connections."""
        self.device.http.close()
        self.browser.http.close()
