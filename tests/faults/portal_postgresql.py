"""PostgreSQL ends a connection, or is restarted, while a login's transaction waits for a lock."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg

from tests.faults.portal_served import NoEnd, ServedPortal, Visitor, served_portal
from tests.faults.series import Fault, Series
from tests.faults.visitors import WITH_DEVICE, Deed, prepared, what_is_wrong
from tests.support.device import PortalProblem
from tests.support.patience import until
from tests.support.postgres import restart_postgres, temporary_postgres

_TABLES: Final = ("pin_reservations", "answers", "audit", "tickets", "sessions")
_WAITING: Final = "select pid from pg_stat_activity where wait_event_type = 'Lock'"


@dataclass(frozen=True)
class _Server:
    """What an administrator of the database can do."""

    url: str
    data: Path

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
        restart_postgres(self.data, "immediate")

    def restart(self) -> None:
        restart_postgres(self.data, "fast")


_WAYS: Final[dict[str, Callable[[_Server], None]]] = {
    "its connection ended": _Server.end_waiting,
    "all connections ended": _Server.end_all,
    "server crashed": _Server.crash,
    "server restarted": _Server.restart,
}


def _cut(
    deed: Deed, served: ServedPortal, server: _Server, table: str, way: Callable[[_Server], None]
) -> list[str] | None:
    """None when nothing had to wait for `table`."""
    visitor, watcher = prepared(deed, served), NoEnd(served)
    try:
        with watcher.watching():
            waited = _waits(deed, visitor, server, table, way)
        return watcher.wrong + what_is_wrong(deed, visitor) if waited else None
    except (AssertionError, PortalProblem) as error:
        return [f"did not end right: {error}"]
    finally:
        visitor.close()


def _waits(
    deed: Deed, visitor: Visitor, server: _Server, table: str, way: Callable[[_Server], None]
) -> bool:
    lock = psycopg.connect(server.url)
    lock.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
    with ThreadPoolExecutor(1) as threads:
        acting = threads.submit(deed.act, visitor)
        until(lambda: acting.done() or server.waiting(), what=f"a wait for {table}")
        if waited := not acting.done():
            way(server)
        lock.close()
        acting.result()
    return waited


def _faults(folder: Path) -> Iterator[Fault]:
    with temporary_postgres(durable=True) as url, served_portal(folder, url) as served:
        (data,) = psycopg.connect(url).execute("show data_directory").fetchone() or ("",)
        server = _Server(url, Path(data))
        for deed in WITH_DEVICE:
            for table in _TABLES:
                if _cut(deed, served, server, table, lambda _: None) is None:
                    continue
                for name, way in _WAYS.items():
                    yield _fault(deed, served, server, table, name, way)


def _fault(
    deed: Deed,
    served: ServedPortal,
    server: _Server,
    table: str,
    name: str,
    way: Callable[[_Server], None],
) -> Fault:
    def inject() -> list[str]:
        wrong = _cut(deed, served, server, table, way)
        return ["the moment did not come"] if wrong is None else wrong

    return Fault(f"{deed.name}, {name} before {table} is written", inject)


SERIES: Final = Series("portal postgresql", _faults, sampled=31)
