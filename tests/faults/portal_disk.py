"""The portal's file system is really full, of bytes or of files, or may only be read."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Final

import httpx2

from portal.platform.storage_failures import StorageFailure
from tests.faults.own_namespace import Disk, in_own_namespace, mounted, with_mode
from tests.faults.portal_served import ServedPortal, Visitor, served_portal
from tests.faults.portal_storage import Failing, database_of, during
from tests.faults.series import Fault, Series
from tests.faults.visitors import DEEDS, WITH_DEVICE, Deed, prepared, what_is_wrong
from tests.support.device import PortalProblem
from tests.support.portal_process import PortalNotStarted

(_RESIDENT,) = (deed for deed in WITH_DEVICE if deed.name == "right PIN")
_FILES: Final = 3
"""More than the portal makes at a time."""
_PAGES_OF_A_START: Final = 24
Begin = Callable[[], None]


def _checkpoint(served: ServedPortal) -> None:
    """SQLite writes its log anew from the beginning: each write needs room then."""
    with closing(sqlite3.connect(database_of(served))) as database:
        (busy, *_) = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    assert not busy


@contextmanager
def _lasting(served: ServedPortal, disk: Disk, begin: Begin) -> Iterator[None]:
    _checkpoint(served)
    with disk.troubled(begin):
        yield


def _full(deed: Deed, served: ServedPortal, disk: Disk, begin: Begin) -> list[str]:
    return during(deed, served, Failing(served, _lasting(served, disk, begin), 1))


def _pages(deed: Deed, served: ServedPortal, disk: Disk) -> int:
    """How many a deed needs at most."""
    visitor = prepared(deed, served)
    _checkpoint(served)
    before = disk.used_pages
    deed.act(visitor)
    visitor.close()
    return disk.used_pages - before


def _uses(served: ServedPortal, disk: Disk) -> Iterator[Fault]:
    for deed in DEEDS:
        for pages in range(_pages(deed, served, disk) + 1):
            begin = partial(disk.leave, pages)
            name = f"{deed.name}, room for {pages} pages"
            yield Fault(name, partial(_full, deed, served, disk, begin))
        for files in range(_FILES):
            begin = partial(disk.leave_files, files)
            name = f"{deed.name}, room for {files} files"
            yield Fault(name, partial(_full, deed, served, disk, begin))


@contextmanager
def _locked(served: ServedPortal, *, for_readers: bool) -> Iterator[None]:
    with closing(sqlite3.connect(database_of(served), isolation_level=None)) as other:
        if for_readers:
            other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("SELECT count(*) FROM accounts").fetchone()
        yield
        other.execute("ROLLBACK")


def _starts(
    served: ServedPortal, resident: Visitor, fault: AbstractContextManager[None], said: str
) -> list[str]:
    """It must go on, or say why not and what to do; and start again when the fault is over."""
    served.stop()
    log = served.folder / "portal.log"
    before = len(log.read_text())
    wrong = []
    with fault:
        try:
            served.start()
        except PortalNotStarted as refusal:
            if said.casefold() not in str(refusal).casefold():
                wrong.append(f"said {refusal}")
        served.stop()
    if "Traceback" in (text := log.read_text()[before:]):
        wrong.append(f"a traceback: {text}")
    served.start()
    try:
        return wrong + what_is_wrong(_RESIDENT, resident)
    except (AssertionError, PortalProblem, httpx2.TransportError) as error:
        return [*wrong, f"does not work again: {error}"]


def _ways_to_start(
    served: ServedPortal, disk: Disk
) -> Iterator[tuple[str, AbstractContextManager[None], str]]:
    """What is at fault, and the sentence that a start may be refused with."""
    for what, leave, most in (
        ("pages", disk.leave, _PAGES_OF_A_START),
        ("files", disk.leave_files, _FILES),
    ):
        for number in range(most + 1):
            fault = disk.troubled(partial(leave, number))
            yield f"room for {number} {what}", fault, StorageFailure.FULL.value
    read_only = disk.troubled(disk.forbid_writing)
    yield "a disk that may only be read", read_only, StorageFailure.READ_ONLY.value
    for for_readers in (False, True):
        what = "a database that is locked for " + ("all" if for_readers else "writers")
        yield what, _locked(served, for_readers=for_readers), StorageFailure.BUSY.value
    for name in ("", "portal.sqlite", "portal.toml", "keys.json"):
        path = served.settings.data / name
        yield f"{name or 'its folder'} forbidden", with_mode(path, 0), "its rights"


def faults(folder: Path) -> Iterator[Fault]:
    """To be called in a namespace of its own."""
    with mounted(folder / "portal") as disk, served_portal(folder) as served:
        yield from _uses(served, disk)
        resident = prepared(_RESIDENT, served)
        for name, fault, said in _ways_to_start(served, disk):
            yield Fault(f"start with {name}", partial(_starts, served, resident, fault, said))
        resident.close()


SERIES: Final = Series("portal disk", in_own_namespace("portal_disk"), about=260, sampled=97)
