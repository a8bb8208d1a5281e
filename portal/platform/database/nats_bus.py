"""NATS as the bus that wakes other processes: its settings, and one process's connection to it."""

import asyncio
import contextlib
import logging
import re
import secrets
import ssl
from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from portal.platform.database.engines import is_sqlite
from portal.platform.database.notifications import Notifications, Notifier, payloads
from portal.platform.settings import LOOPBACK, Settings, SettingsProblem
from portal.platform.text_files import UnreadableFile, read_text_file

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.aio.msg import Msg

_LOG: Final = logging.getLogger("portal")
_ADDRESS: Final = re.compile(r"(tls|nats)://([^\s/?#@:\[\]]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?/?")
_CONNECT_SECONDS: Final = 10
_AGAIN_SECONDS: Final = 1
_PING_SECONDS: Final = 5
_MOST_PINGS: Final = 2
"""That are not answered; with the next one a connection counts as lost."""
_CLOSE_SECONDS: Final = 2
_CANCEL_SECONDS: Final = 0.5


@dataclass(frozen=True)
class NatsServers:
    """Checked and complete."""

    addresses: tuple[str, ...]
    user: str
    password: str = field(repr=False)
    tls: ssl.SSLContext | None
    """None where all are on loopback, and not encrypted."""


def nats_servers(settings: Settings) -> NatsServers | None:
    """What the settings say; None without `nats_servers`.

    Raises:
        SettingsProblem: with a sentence for the operator.
    """
    if not settings.nats_servers:
        return None
    if is_sqlite(settings.database_url):
        raise SettingsProblem(
            "nats_servers is for several processes on PostgreSQL: give its address in "
            "database_url, or leave nats_servers out."
        )
    if find_spec("nats") is None:
        raise SettingsProblem(
            "nats_servers needs a library that is not installed: "
            "pip install --require-hashes -r packaging/requirements/nats.txt"
        )
    return NatsServers(
        settings.nats_servers,
        settings.nats_user,
        _password(settings) if settings.nats_user else "",
        _tls(settings.nats_ca_file) if _are_encrypted(settings.nats_servers) else None,
    )


def _are_encrypted(addresses: Collection[str]) -> bool:
    """All or none."""
    found = [_ADDRESS.fullmatch(address) for address in addresses]
    parts = {(one[1], one[2].strip("[]")) for one in found if one is not None}
    if None in found:
        raise SettingsProblem(
            "nats_servers has a value that is no address of a server: give each as in "
            "tls://nats.example.de:4222, and the user in nats_user."
        )
    if all(scheme == "tls" for scheme, _ in parts):
        return True
    if all(scheme == "nats" and host in LOOPBACK for scheme, host in parts):
        return False
    raise SettingsProblem(
        "nats_servers has an address that is not encrypted: let all begin with tls:// "
        "(nats:// is for 127.0.0.1, [::1] and localhost only)."
    )


def _password(settings: Settings) -> str:
    path = settings.nats_password_file
    if not path:
        raise SettingsProblem(
            "nats_user has no password: name a file that holds it in nats_password_file."
        )
    try:
        password = read_text_file(Path(path)).strip()
    except (UnreadableFile, OSError) as error:
        raise SettingsProblem(
            f"nats_password_file {path} cannot be read: check its name, rights and content."
        ) from error
    if not password:
        raise SettingsProblem(f"nats_password_file {path} is empty: write the password into it.")
    return password


def _tls(ca_file: str) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file or None)
    except OSError as error:
        raise SettingsProblem(
            f"nats_ca_file {ca_file} cannot be used: name a PEM file that holds the certificate of "
            "the authority which has signed the servers' certificates."
        ) from error


class NatsBus:
    """Sends to one subject, and hears what other processes send to it."""

    def __init__(self, servers: NatsServers, subject: str, notifier: Notifier) -> None:
        self.connection = ""
        self.problem = "it is being connected"
        self.is_used = False
        self._servers = servers
        self._subject = subject
        self._notifier = notifier
        self._outgoing: asyncio.Queue[bytes] = asyncio.Queue()
        self._has_worked = True

    def publish(self, raised: Notifications) -> None:
        if self.connection:
            for payload in payloads(self._notifier.name, raised):
                self._outgoing.put_nowait(payload.encode())

    @contextlib.asynccontextmanager
    async def running(self, changed: Callable[[], None]) -> AsyncIterator[None]:
        task = asyncio.create_task(self._for_ever(changed))
        try:
            yield
        finally:
            # More than once: the library may keep the first cancelling to itself.
            while not task.done():
                task.cancel()
                await asyncio.wait((task,), timeout=_CANCEL_SECONDS)
            self.connection, self.is_used = "", False

    async def _for_ever(self, changed: Callable[[], None]) -> None:
        # Imported late: few portals have a use for it.
        from nats.errors import Error

        while True:
            line = _Line(self._servers, self._notifier)
            try:
                async with line.connected(self._subject) as client:
                    self._connected(line, changed)
                    # What is empty ends it: the line is lost.
                    while payload := await line.outgoing.get():
                        await client.publish(self._subject, payload)
            except (Error, OSError, ValueError) as error:
                line.problem = line.problem or str(error) or "it does not answer"
            self._lost(line, changed)
            await asyncio.sleep(_AGAIN_SECONDS)

    def _connected(self, line: "_Line", changed: Callable[[], None]) -> None:
        if not self._has_worked:
            _LOG.warning("NATS is connected again")
        self._outgoing, self._has_worked = line.outgoing, True
        self.connection, self.problem = secrets.token_hex(8), ""
        changed()

    def _lost(self, line: "_Line", changed: Callable[[], None]) -> None:
        self.connection, self.is_used = "", False
        self.problem = line.problem or "the connection has ended"
        if self._has_worked:
            self._has_worked = False
            _LOG.warning("NATS is not connected, NOTIFY takes its place: %s", self.problem)
        changed()


class _Line:
    """One connection, which is never mended: the bus makes another one."""

    def __init__(self, servers: NatsServers, notifier: Notifier) -> None:
        self.outgoing: asyncio.Queue[bytes] = asyncio.Queue()
        self.problem = ""
        self._servers = servers
        self._notifier = notifier
        self._handshakes = self._made()

    @contextlib.asynccontextmanager
    async def connected(self, subject: str) -> AsyncIterator["Client"]:
        """Returns when everything that is sent to the subject is heard.

        Raises:
            nats.errors.Error: the server does not let this portal in, or not to the subject.
            OSError: it cannot be reached, or is not encrypted as it should.
        """
        from nats.aio.client import Client
        from nats.errors import Error

        client = Client()
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                await client.connect(**self._options())
                # Of a server that did not answer, before one did.
                self.problem, self.outgoing = "", asyncio.Queue()
                self._check_tls()
                await client.subscribe(subject, cb=self._hear)
                # Empty: whoever may not send would learn so with the first notification only.
                await client.publish(subject, b"")
                # The library's first question may overtake what it has not sent yet.
                await client.flush()
                await client.flush()
            if self.problem:
                raise ConnectionError(self.problem)
            yield client
        finally:
            with contextlib.suppress(Error, OSError):
                async with asyncio.timeout(_CLOSE_SECONDS):
                    await client.close()

    def _options(self) -> dict[str, Any]:
        servers = self._servers
        login = {"user": servers.user, "password": self._password} if servers.user else {}
        # With these the library tries each server twice, and gives up then.
        once = {"allow_reconnect": False, "max_reconnect_attempts": 1, "reconnect_time_wait": 0}
        return {
            "servers": list(servers.addresses),
            "name": "portal",
            "no_echo": True,
            "tls": servers.tls,
            "error_cb": self._failed,
            "closed_cb": self._ended,
            "ping_interval": _PING_SECONDS,
            "max_outstanding_pings": _MOST_PINGS,
            **login,
            **once,
        }

    def _password(self) -> str:
        """Asked for when the connection is encrypted, if it is."""
        self._check_tls()
        return self._servers.password

    def _check_tls(self) -> None:
        """The library goes on without TLS where a server does not ask for it."""
        if self._servers.tls is not None and self._made() == self._handshakes:
            raise ConnectionError("the server does not encrypt: give it a tls section")

    def _made(self) -> int:
        tls = self._servers.tls
        return 0 if tls is None else tls.session_stats()["connect_good"]

    async def _hear(self, message: "Msg") -> None:
        self._notifier.hear(message.data)

    async def _failed(self, error: Exception) -> None:
        from nats.errors import SlowConsumerError

        if isinstance(error, SlowConsumerError):
            # Messages were dropped, and the connection goes on.
            self._notifier.wake_all()
            return
        self.problem = str(error) or type(error).__name__
        self.outgoing.put_nowait(b"")

    async def _ended(self) -> None:
        self.outgoing.put_nowait(b"")
