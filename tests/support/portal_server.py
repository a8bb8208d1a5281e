"""The real portal on a free loopback port, for tests.

    from tests.support.portal_server import running_portal

    def test_something(tmp_path):
        with running_portal(tmp_path) as portal:
            portal.create_account("max@abc.de", cleared=True)  # Max Mustermann
            code = portal.issue_code("max@abc.de")  # "10542963"
            ...  portal.url is the address, http://127.0.0.1:PORT, and PA/1's aud

`portal.clear(login)` clears an account, `portal.clock.advance(seconds)` moves its clock (long polls
notice), `portal.stop()` and `portal.start()` take it off the network and back on the same port
with the same data, `portal.query(sql)` looks into the database, `portal.root_pin` is what a policy
would pin, `portal.run_maintenance()` does what is due by now. It is the whole application on
uvicorn in a thread: real SQLite file, real sockets. `database_url` puts it on PostgreSQL (see
`tests.support.postgres`), `mails` lets it send (see `tests.support.mail_server`). Argon2 for
activation codes is cheap here, rates per address are wide; everything else is as in production.
"""

import asyncio
import contextlib
import dataclasses
import itertools
import socket
import threading
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import httpx2
from sqlalchemy import Connection, text

from portal.app import Portal, create_portal
from portal.domain.accounts import accounts, codes
from portal.jobs.maintenance import OLD_ROWS
from portal.platform.clock import Clock
from portal.platform.database.engines import sync_transaction
from portal.platform.database.migration import migrate
from portal.platform.keys.key_ring import KeyRing, create_keys, load_keys
from portal.platform.limits import Limit, Rates
from portal.platform.rate_limits import Rate
from portal.platform.settings import CodeCost, Settings
from portal.server import Server
from tests.support.clock import ManualClock

if TYPE_CHECKING:
    from tests.support.mail_server import MailServer

T = TypeVar("T")

CHEAP_CODES = CodeCost(memory=64, passes=1, lanes=1)
_WIDE = Rate(1_000_000, 600)
_AS_THEY_ARE = {
    Limit.STARTS_BY_ACCOUNT,
    Limit.STARTS_BY_KNOWN_BROWSER,
    Limit.CHANGES_BY_ACCOUNT,
    Limit.PICTURES_BY_SESSION,
    Limit.FIRST_VIEWS_BY_SESSION,
}
WIDE_RATES: Rates = {limit: _WIDE for limit in Limit if limit not in _AS_THEY_ARE}
_START_SECONDS = 10


class RunningPortal:
    """A portal that can be sent requests."""

    def __init__(
        self, settings: Settings, keys: KeyRing, clock: Any, *, is_first: bool = True
    ) -> None:
        """`is_first` unless another one serves the same database."""
        self.is_first = is_first
        self.settings = settings
        self.keys = keys
        self.clock = clock
        self.http = httpx2.Client(base_url=self.url, timeout=40, verify=False)
        self.app: Portal
        self._server: Server
        self._thread: threading.Thread
        self._running = False

    @property
    def url(self) -> str:
        """Address of the portal, which is also PA/1's `aud`."""
        return f"http://127.0.0.1:{self.settings.port}"

    @property
    def root_pin(self) -> str:
        """Thumbprint of the portal's root, 64 hexadecimal digits."""
        return self.keys.root_pin

    def create_account(
        self,
        login: str,
        name: str = "Max Mustermann",
        provider: str = "Praxis am Markt",
        *,
        ik: str | None = "123456789",
        cleared: bool = False,
        role: accounts.Role = accounts.Role.ADMIN,
        region: str | None = None,
    ) -> None:
        self.write(
            lambda connection: accounts.create_account(
                connection,
                login=login,
                name=name,
                provider=provider,
                ik=ik,
                cleared=cleared,
                now=self.clock.now(),
                role=role,
                region=region,
            )
        )

    def issue_code(self, login: str) -> str:
        """Make an activation code of eight digits; an earlier one is void."""
        code = codes.new_code()
        hashed = self.app.context.codes.make(code)

        def store(connection: Connection) -> None:
            account = accounts.get_account(connection, login)
            codes.store_code(connection, account.id, hashed, self.clock.now())

        self.write(store)
        return code

    def clear(self, login: str) -> None:
        """Let an account log in."""
        self.write(lambda connection: accounts.clear_account(connection, login, self.clock.now()))

    def query(self, sql: str, **values: Any) -> list[Any]:
        """Rows of a SELECT."""
        return self.write(lambda connection: list(connection.execute(text(sql), values).all()))

    def execute(self, sql: str, **values: Any) -> None:
        """Change the database behind the portal's back."""
        self.write(lambda connection: connection.execute(text(sql), values))

    def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction of its own, beside the server."""
        with sync_transaction(self.settings.database_url) as connection:
            return work(connection)

    def on_loop(self, work: Callable[[], T]) -> T:
        """Run a function on the server's event loop."""

        async def run() -> T:
            return work()

        return self.run(run())

    @property
    def waiting(self) -> int:
        """How many requests of devices and pages are held until there is news."""
        return self.on_loop(lambda: self.app.context.notifier.waiting)

    def look_for_new_keys(self) -> None:
        """Do now what is done once a minute."""
        self.on_loop(lambda: self.app.key_watch.look(self.clock.now()))

    def run_maintenance(self) -> dict[str, int]:
        """Do now what is done once a minute; how much was done."""
        return dict(self.run(self.app.maintenance.deadlines.run()))

    def maintain(self) -> None:
        """Do now all that the portal does once a minute."""
        self.run(self.app.maintenance.run())

    def forget_old_rows(self) -> None:
        """Delete now what has had its time."""
        self.write(lambda c: [forget(c, self.clock.now()) for forget in OLD_ROWS.values()])

    def verify_left_over_pins(self, seconds: int = 0) -> None:
        """Verify the PINs whose requests were cut off `seconds` ago or before."""
        self.run(self.app.maintenance.verify_left_over(seconds))

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine on the server's event loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    def start(self) -> None:
        """Begin to serve; returns when connections are accepted."""
        self.app = create_portal(self.settings, self.keys, self.clock, is_first=self.is_first)
        self._server = Server(self.app, self.settings)
        ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(ready,), daemon=True)
        self._thread.start()
        if not ready.wait(_START_SECONDS):
            raise RuntimeError("the portal did not start")
        self._running = True
        # What a test does with the clock must not meet the first run half way.
        self.run(self.app.maintenance.has_run.wait())

    def stop(self) -> None:
        """End it as SIGTERM would."""
        if not self._running:
            return
        self._running = False
        self._server.should_exit = True
        self._thread.join(_START_SECONDS)
        if self._thread.is_alive():
            raise RuntimeError("the portal did not stop")
        self.app.close()

    def wake(self) -> None:
        """Let all long polls look again."""
        if self._running:
            self._loop.call_soon_threadsafe(self.app.context.notifier.wake_all)

    def _serve(self, ready: threading.Event) -> None:
        started = self._server.startup

        async def startup(sockets: list[socket.socket] | None = None) -> None:
            await started(sockets)
            self._loop = asyncio.get_running_loop()
            ready.set()

        self._server.startup = startup  # type: ignore[method-assign]
        self._server.run()


@contextlib.contextmanager
def running_portal(
    folder: Path,
    *,
    clock: Clock | None = None,
    database_url: str | None = None,
    mails: "MailServer | None" = None,
    **changes: Any,
) -> Iterator[RunningPortal]:
    """Serve a fresh portal whose data is in `folder`; `changes` are settings.

    `mails` is where it sends mails (`tests.support.mail_server`); without it none is sent.
    Without a `clock` it has a ManualClock, which stands still until it is moved.
    """
    data = folder / "portal"
    data.mkdir()
    port = free_port()
    url = database_url or f"sqlite:///{data / 'portal.sqlite'}"
    settings = Settings(
        public_url=f"http://127.0.0.1:{port}",
        database_url=url,
        data=data,
        port=port,
        code_cost=CHEAP_CODES,
        rates=WIDE_RATES,
    )
    if mails is not None:
        changes = mails.settings | changes
    settings = dataclasses.replace(settings, **changes)
    migrate_cached(settings.database_url)
    portal = RunningPortal(settings, create_keys(data, settings.public_url), clock or ManualClock())
    if isinstance(portal.clock, ManualClock):
        portal.clock.on_move(portal.wake)
    portal.start()
    try:
        yield portal
    finally:
        portal.stop()
        portal.http.close()


@contextlib.contextmanager
def portal_beside(first: RunningPortal) -> Iterator[RunningPortal]:
    """Serve the same portal a second time, as another process on its PostgreSQL would."""
    settings = dataclasses.replace(first.settings, port=free_port())
    keys = load_keys(settings.data, settings.public_url, first.clock.now())
    portal = RunningPortal(settings, keys, first.clock, is_first=False)
    portal.start()
    try:
        yield portal
    finally:
        portal.stop()
        portal.http.close()


class InTurn(httpx2.HTTPTransport):
    """Sends each request to the next of several portals, as a proxy would that keeps to none."""

    def __init__(self, *portals: RunningPortal) -> None:
        super().__init__(verify=False)
        self._ports = itertools.cycle([portal.settings.port for portal in portals])
        self._lock = threading.Lock()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        with self._lock:
            request.url = request.url.copy_with(port=next(self._ports))
        return super().handle_request(request)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


_migrated: bytes | None = None


def migrate_cached(url: str) -> None:
    """Migrate; a second new SQLite file is a copy of the first."""
    global _migrated  # noqa: PLW0603
    path = Path(url.removeprefix("sqlite:///"))
    if not url.startswith("sqlite:") or path.exists():
        migrate(url)
    elif _migrated is not None:
        path.write_bytes(_migrated)
    else:
        migrate(url)
        _migrated = path.read_bytes()
    with contextlib.suppress(OSError):
        path.chmod(0o600)
