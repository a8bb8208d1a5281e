"""PostgreSQL ends a connection, or is restarted, while a login's transaction waits for a lock."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any, Final

import httpx2
import psycopg

from tests.faults.portal_served import NoEnd, ServedPortal, Visitor, served_portal
from tests.faults.series import Fault, Series
from tests.faults.visitors import WITH_DEVICE, Deed, prepared, what_is_wrong
from tests.support.device import PortalProblem
from tests.support.patience import until
from tests.support.postgres import restart_postgres, temporary_postgres

_ALWAYS: Final = ("pin_reservations", "devices", "answers")
_ALSO: Final = {
    "activation": ("audit",),
    "wrong PIN": ("audit",),
    "right PIN": ("tickets",),
    "login in the app": ("audit", "tickets", "sessions"),
    "login in the browser": ("audit", "challenges", "tickets", "sessions"),
    "PIN change": ("audit",),
}
"""Tables that are written beside, by deed."""
_WAITING: Final = "select pid from pg_stat_activity where wait_event_type = 'Lock'"


@dataclass(frozen=True)
class _Server:
    """What an administrator of the database can do."""

    url: str

    def ask(self, sql: str, *values: Any) -> list[Any]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            return connection.execute(sql, values).fetchall()

    def waiting(self) -> list[int]:
        """Connections that wait for a lock."""
        return [pid for (pid,) in self.ask(_WAITING)]

    def end_waiting(self) -> None:
        for pid in self.waiting():
            self.ask("select pg_terminate_backend(%s)", pid)

    def end_all(self) -> None:
        self.ask("""
            select pg_terminate_backend(pid) from pg_stat_activity
            where datname = 'portal' and pid <> pg_backend_pid()
        """)

    def crash(self) -> None:
        restart_postgres(self._data, "immediate")

    def restart(self) -> None:
        restart_postgres(self._data, "fast")

    @property
    def _data(self) -> Path:
        ((path,),) = self.ask("show data_directory")
        return Path(path)


_WAYS: Final[dict[str, Callable[[_Server], None]]] = {
    "its connection ended": _Server.end_waiting,
    "all connections ended": _Server.end_all,
    "server crashed": _Server.crash,
    "server restarted": _Server.restart,
}


def _cut(
    deed: Deed, served: ServedPortal, server: _Server, table: str, way: Callable[[_Server], None]
) -> list[str]:
    """Let the deed wait for `table`, and go wrong then."""
    visitor, watcher = prepared(deed, served), NoEnd(served)
    try:
        with watcher.watching():
            _waits(deed, visitor, server, table, way)
        return watcher.wrong + what_is_wrong(deed, visitor)
    except (AssertionError, PortalProblem, httpx2.TransportError) as error:
        return [*watcher.wrong, f"did not end right: {error}"]
    finally:
        visitor.close()


def _waits(
    deed: Deed, visitor: Visitor, server: _Server, table: str, way: Callable[[_Server], None]
) -> None:
    with ThreadPoolExecutor(1) as threads, closing(psycopg.connect(server.url)) as lock:
        lock.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
        acting = threads.submit(deed.act, visitor)
        until(lambda: acting.done() or server.waiting(), what=f"a wait for {table}")
        assert not acting.done(), "the moment did not come"
        way(server)
        lock.close()
        acting.result()


def _faults(folder: Path) -> Iterator[Fault]:
    with temporary_postgres(durable=True) as url, served_portal(folder, url) as served:
        server = _Server(url)
        for deed in WITH_DEVICE:
            for table, (name, way) in product((*_ALWAYS, *_ALSO[deed.name]), _WAYS.items()):
                what = f"{deed.name}, {name} before {table} is written"
                yield Fault(what, partial(_cut, deed, served, server, table, way))


SERIES: Final = Series("portal postgresql", _faults, about=116, sampled=53)
