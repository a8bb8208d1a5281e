"""A served portal's disk or database fails for a while: full, read-only, locked, damaged."""

import errno
import resource
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import Final

import httpx2
from sqlalchemy.exc import DatabaseError

from portal.domain.audit.verification import NAME as HEAD
from portal.platform.storage_failures import StorageFailure
from tests.faults.portal_served import NoEnd, ServedPortal, served_portal
from tests.faults.series import Fault, Series
from tests.faults.visitors import (
    DEEDS,
    MOMENT_TRIES,
    Deed,
    fewer,
    number_of_writes,
    prepared,
    what_is_wrong,
)
from tests.support.device import PortalProblem
from tests.support.portal_process import PortalNotStarted

_DISKS: Final = {"full": errno.ENOSPC, "read-only": errno.EROFS, "broken": errno.EIO}


class Failing(NoEnd):
    """A fault that begins with a request and ends with the first answer that tells of it."""

    def __init__(
        self, served: ServedPortal, fault: AbstractContextManager[None], number: int
    ) -> None:
        super().__init__(served)
        self.requests = 0
        self.writes = 0
        """Until the fault was over."""
        self._fault = fault
        self._number = number
        self._lasts = False

    def request(self) -> None:
        self.requests += 1
        if self.requests == self._number:
            self._fault.__enter__()
            self._lasts = True

    def unavailable(self, answer: httpx2.Response) -> None:
        super().unavailable(answer)
        if not self._lasts:
            self.wrong.append("503 without a fault")
        self.end()

    def end(self) -> None:
        if self._lasts:
            self._lasts = False
            self.writes = self.served.trap.seen
            self._fault.__exit__(None, None, None)


@contextmanager
def _failing_writes(served: ServedPortal, number: int, error: int) -> Iterator[None]:
    served.trap.fail(number, error)
    yield
    served.trap.relieve()


@contextmanager
def _locked(served: ServedPortal) -> Iterator[None]:
    with closing(sqlite3.connect(database_of(served), isolation_level=None, timeout=30)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def _no_room(served: ServedPortal) -> Iterator[None]:
    """No file of the portal may have a byte more, whoever writes it."""
    before = resource.prlimit(served.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(served.pid, resource.RLIMIT_FSIZE, (0, before[1]))
    yield
    resource.prlimit(served.pid, resource.RLIMIT_FSIZE, before)


_WHILE_ASKED: Final = {"locked": _locked, "without room": _no_room}


def _fails_at_write(deed: Deed, served: ServedPortal, number: int, error: int) -> list[str]:
    """How much a commit writes varies: when there was less, fail from the last write on."""
    for _ in range(MOMENT_TRIES):
        watcher = Failing(served, _failing_writes(served, number, error), 1)
        wrong = during(deed, served, watcher)
        number = fewer(number, watcher.writes)
        if served.trap.failed or wrong:
            return wrong
    return ["the moment did not come"]


def during(deed: Deed, served: ServedPortal, watcher: Failing) -> list[str]:
    """Do it, and go on when the fault is over."""
    visitor = prepared(deed, served)
    try:
        with watcher.watching():
            deed.act(visitor)
        watcher.end()
        return watcher.wrong + what_is_wrong(deed, visitor)
    except (AssertionError, PortalProblem, httpx2.TransportError) as error:
        return [*watcher.wrong, f"did not end right: {error}"]
    finally:
        watcher.end()
        visitor.close()


def _requests(deed: Deed, served: ServedPortal) -> int:
    watcher = Failing(served, nullcontext(), 0)
    assert during(deed, served, watcher) == []
    return watcher.requests


def _fails_when_asked(
    deed: Deed,
    served: ServedPortal,
    number: int,
    fault: Callable[[ServedPortal], AbstractContextManager[None]],
) -> list[str]:
    return during(deed, served, Failing(served, fault(served), number))


def _cut_in_half(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def _emptied(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate()


def _zeroed(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(bytes(path.stat().st_size))


def _overwritten(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"this is no database" * (path.stat().st_size // 19))


_DAMAGES: Final = (_cut_in_half, _emptied, _zeroed, _overwritten)


class _Noticed(Exception):
    """The portal has said that it cannot answer."""


class _Damaging(Failing):
    def unavailable(self, answer: httpx2.Response) -> None:
        super().unavailable(answer)
        raise _Noticed


def _damaged(
    deed: Deed, served: ServedPortal, number: int, spoil: Callable[[Path], None]
) -> list[str]:
    """Right answers or 503, until the backup is back.

    What was done on a damaged database before anybody noticed is lost with it.
    """
    with _backup(served) as restore:
        watcher = _Damaging(served, _spoilt(served, spoil), number)
        visitor = prepared(deed, served)
        try:
            # The visitor looks into the database, too, and may be the first to notice.
            with suppress(_Noticed, DatabaseError), watcher.watching():
                deed.act(visitor)
        except (AssertionError, PortalProblem, httpx2.TransportError) as error:
            watcher.wrong.append(f"a wrong answer: {error}")
        finally:
            visitor.close()
        served.stop()
        watcher.wrong += _started_on_damage(served)
        restore()
    served.start()
    return watcher.wrong + during(deed, served, Failing(served, nullcontext(), 0))


@contextmanager
def _spoilt(served: ServedPortal, spoil: Callable[[Path], None]) -> Iterator[None]:
    spoil(database_of(served))
    yield


@contextmanager
def _backup(served: ServedPortal) -> Iterator[Callable[[], None]]:
    """One of the database and of `audit-head`, put back by hand."""
    database, copy = database_of(served), served.settings.data / "backup"
    head = served.settings.data / HEAD
    with closing(sqlite3.connect(database)) as one, closing(sqlite3.connect(copy)) as other:
        one.backup(other)
    kept = head.read_bytes() if head.exists() else None

    def restore() -> None:
        for ending in ("-wal", "-shm"):
            database.with_name(database.name + ending).unlink(missing_ok=True)
        shutil.copyfile(copy, database)
        if kept is not None:
            head.write_bytes(kept)

    yield restore
    copy.unlink()


def _started_on_damage(served: ServedPortal) -> list[str]:
    """It must not; but what was still in the log of SQLite may have mended the file."""
    try:
        served.start()
    except PortalNotStarted as refusal:
        said = str(refusal).casefold()
        expected = StorageFailure.DAMAGED.value.casefold(), "put the database back from your backup"
        return [] if any(each in said for each in expected) else [f"said at the start: {refusal}"]
    served.stop()
    with closing(sqlite3.connect(database_of(served))) as database:
        (found,) = database.execute("PRAGMA integrity_check(1)").fetchone()
    return [] if found == "ok" else [f"started although {found}"]


def database_of(served: ServedPortal) -> Path:
    return served.settings.data / "portal.sqlite"


def _faults(folder: Path) -> Iterator[Fault]:
    with served_portal(folder) as served:
        for deed in DEEDS:
            for number in range(1, number_of_writes(deed, served) + 1):
                for name, error in _DISKS.items():
                    what = f"{deed.name}, disk {name} from write {number} on"
                    yield Fault(what, partial(_fails_at_write, deed, served, number, error))
            requests = _requests(deed, served)
            for number in range(1, requests + 1):
                for name, fault in _WHILE_ASKED.items():
                    what = f"{deed.name}, {name} from request {number} on"
                    yield Fault(what, partial(_fails_when_asked, deed, served, number, fault))
            for number in {1, requests}:
                for spoil in _DAMAGES:
                    what = f"{deed.name}, database {spoil.__name__[1:]} before request {number}"
                    yield Fault(what, partial(_damaged, deed, served, number, spoil))


SERIES: Final = Series("portal storage", _faults, about=1226, sampled=211)
