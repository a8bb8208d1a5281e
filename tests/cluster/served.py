"""PostgreSQL, portals as processes of their own, and a proxy before them, all on loopback."""

import contextlib
import dataclasses
import itertools
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator, Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Final
from unittest import mock

import httpx2

from portal.app import create_portal
from portal.domain.certificates.sandbox_start import sandbox_start
from portal.platform.clock import SystemClock
from portal.platform.keys.key_ring import load_keys
from portal.platform.settings import load_settings
from tests.faults.portal_served import PROCESSES
from tests.faults.portal_trap import Start, serve
from tests.support.patience import until
from tests.support.portal_process import portal, variables
from tests.support.portal_server import RunningPortal, free_port

_SETTINGS: Final = {
    "unlimited_networks": "127.0.0.0/8",
    "trusted_proxies": "127.0.0.1",
    "rate_starts_by_account": "1000 per minute",
    "rate_starts_by_known_browser": "1000 per minute",
}
_GATEWAY_FAILURES: Final = frozenset({502, 503, 504})


class Member:
    """One process of the portal."""

    def __init__(
        self, data: Path, port: int, named: dict[str, str], beat_seconds: float = 5
    ) -> None:
        self._folder = data.parent
        self._words = ("serve", "--data", str(data), "--port", str(port), "--announce")
        self._name = f"portal-{port}"
        self._named = named
        self._beat_seconds = beat_seconds
        self._process: ForkServerProcess | None = None
        self.steps: Path | None = None
        """Of the tables, where it is a version to come."""

    def start(self) -> None:
        """Returns when it serves."""
        log, trap = (self._folder / f"{self._name}.{kind}" for kind in ("log", "trap"))
        told, announced = PROCESSES.Pipe(duplex=False)
        start = Start(
            self._words,
            self._named,
            trap,
            log,
            announced,
            sandbox_start(),
            steps=self.steps,
            beat_seconds=self._beat_seconds,
        )
        self._process = PROCESSES.Process(target=serve, args=(start,))
        self._process.start()
        announced.close()
        with told, os.fdopen(os.dup(told.fileno())) as lines:
            assert lines.readline(), log.read_text()

    def kill(self) -> None:
        """As a crash would end it."""
        assert self._process is not None
        self._process.kill()
        self._end()

    def stop(self) -> None:
        """As an operator does it."""
        if self._process is not None:
            self._process.terminate()
            self._end()

    def _end(self) -> None:
        assert self._process is not None
        self._process.join()
        self._process.close()
        self._process = None


class Cluster:
    """All members, and a portal beside them by which accounts are made and rows are read."""

    def __init__(self, members: Sequence[Member], beside: RunningPortal, ports: Sequence[int]):
        self.members = members
        self.beside = beside
        self.ports = ports
        """Where visitors ask: the members', or the proxy's."""

    @property
    def url(self) -> str:
        return self.beside.settings.public_url

    def client(self) -> httpx2.Client:
        """Of a visitor who comes back, as browsers and apps do."""
        return httpx2.Client(base_url=self.url, timeout=60, transport=_ComingBack(self.ports))


class _ComingBack(httpx2.HTTPTransport):
    """Sends each request to the next port, and the same bytes again where nobody answers."""

    def __init__(self, ports: Sequence[int]) -> None:
        super().__init__(verify=False)
        self._ports = itertools.cycle(ports)
        self._lock = threading.Lock()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        return until(lambda: self._answer(request), 120, "an answer")

    def _answer(self, request: httpx2.Request) -> httpx2.Response | None:
        with self._lock:
            request.url = request.url.copy_with(port=next(self._ports))
        try:
            answer = super().handle_request(request)
            answer.read()
        except httpx2.TransportError:
            return None
        return None if answer.status_code in _GATEWAY_FAILURES else answer


@contextlib.contextmanager
def served_cluster(
    folder: Path,
    url: str,
    number: int,
    *,
    behind_nginx: bool,
    nats: str = "",
    beat_seconds: float = 5,
) -> Iterator[Cluster]:
    """Serve a new portal on the database of `url` by so many processes.

    With the address of a server they wake each other by `nats`. `beat_seconds` is how often they
    look who else is there.
    """
    data, ports = folder / "portal", [free_port() for _ in range(number)]
    with contextlib.ExitStack() as stack:
        front = free_port() if behind_nginx else ports[0]
        named = variables({**_SETTINGS, "database_url": url, "nats_servers": nats})
        with mock.patch.dict(os.environ, named):
            portal(data, "init", "--public-url", f"http://127.0.0.1:{front}")
            beside = _beside(data)
        stack.callback(beside.app.close)
        stack.callback(beside.http.close)
        members = [Member(data, port, named, beat_seconds) for port in ports]
        for member in members:
            stack.callback(member.stop)
            member.start()
        if behind_nginx:
            stack.enter_context(_nginx(folder, front, ports))
        yield Cluster(members, beside, [front] if behind_nginx else ports)


def _beside(data: Path) -> RunningPortal:
    settings = load_settings(data)
    keys = load_keys(data, settings.public_url, SystemClock().now())
    # The port is the proxy's or the first member's, for what asks at `url`.
    port = int(settings.public_url.rpartition(":")[2])
    beside = RunningPortal(dataclasses.replace(settings, port=port), keys, SystemClock())
    beside.app = create_portal(settings, keys, is_first=False)
    return beside


_NGINX: Final = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log warn;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  upstream portal {{
{servers}
    keepalive 64;
  }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://portal;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Forwarded-Proto http;
      proxy_read_timeout 60s;
      proxy_buffering off;
    }}
  }}
}}
"""


def nginx_program() -> str | None:
    """None where nginx is not installed."""
    return shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")


@contextlib.contextmanager
def _nginx(folder: Path, port: int, ports: Sequence[int]) -> Iterator[None]:
    """As docs/operators.md shows it, without TLS."""
    program = nginx_program()
    assert program, "nginx is not installed"
    servers = "\n".join(f"    server 127.0.0.1:{one} max_fails=0;" for one in ports)
    (folder / "nginx.conf").write_text(_NGINX.format(folder=folder, port=port, servers=servers))
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            until(lambda: _answers(port), what="nginx")
            yield
        finally:
            process.terminate()


def _answers(port: int) -> bool:
    try:
        return httpx2.get(f"http://127.0.0.1:{port}/pa/v1/keys").status_code < 500
    except httpx2.TransportError:
        return False
