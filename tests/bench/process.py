"""Server processes, and what they use."""

import contextlib
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from portal.domain.accounts import codes
from portal.domain.accounts.accounts import create_account
from portal.domain.accounts.codes import CodeHashes
from portal.effects import connect_features
from portal.platform.clock import SystemClock
from portal.platform.database.engines import sync_transaction
from portal.platform.database.migration import migrate
from portal.platform.keys.key_ring import create_keys
from portal.platform.settings import CodeCost
from tests.support.device import Device
from tests.support.portal_server import CHEAP_CODES, free_port


def seconds_of(*pids: int) -> float:
    """What all threads of some processes have spent on a processor, to the microsecond."""
    tasks = (task for pid in pids for task in Path(f"/proc/{pid}/task").iterdir())
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


def children_of(pid: int) -> list[int]:
    """The processes that one with a single thread has started, and that have not ended."""
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@dataclass(frozen=True)
class Process:
    """A server that is measured from outside."""

    pid: int
    url: str

    @property
    def cpu(self) -> float:
        """Seconds that it and its workers have spent on a processor, to the microsecond."""
        return seconds_of(self.pid, *children_of(self.pid))

    @property
    def rss(self) -> float:
        """Resident memory in KiB."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * resource.getpagesize() / 1024

    def wait_until_still(self) -> None:
        """Until it has nothing to do any more: to open many polls takes it seconds."""
        spent = -1.0
        while self.cpu - spent > _STILL * _LOOK_SECONDS:
            spent = self.cpu
            time.sleep(_LOOK_SECONDS)


class Measurable(Protocol):
    """Knows the processor time that a server has taken, in seconds."""

    @property
    def cpu(self) -> float: ...


def cpu_for_each(
    server: Measurable, work: Callable[[int], object], numbers: Sequence[int]
) -> float:
    """Seconds of a server's processor time for each piece of work."""
    before = server.cpu
    for number in numbers:
        work(number)
    return (server.cpu - before) / len(numbers)


_LOOK_SECONDS = 0.5
_STILL = 0.02
"""Share of a processor."""
_END_SECONDS = 60
"""A server with many thousand open polls answers each before it ends."""


@contextlib.contextmanager
def bare_uvicorn(database: Path | None = None) -> Iterator[Process]:
    """A server with nothing behind it; with a database to be made it does `unavoidable_work`."""
    port, words = free_port(), () if database is None else (str(database),)
    with _running("tests.bench.bare", str(port), *words) as process:
        yield Process(process.pid, f"http://127.0.0.1:{port}")


@contextlib.contextmanager
def portal(
    folder: Path,
    *,
    accounts: int,
    database_url: str | None = None,
    code_cost: CodeCost = CHEAP_CODES,
    trace: Path | None = None,
    under: Sequence[str] = (),
    workers: int = 0,
) -> Iterator[Process]:
    """A portal with cleared accounts user0@abc.de …, each with the activation code 10542963.

    `trace` is the file that gets the statements of SQLite, `under` a program that runs it. With
    `workers` it is the command `serve --workers`: `database_url` is one of PostgreSQL, and codes
    have their full cost.
    """
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    database_url = database_url or f"sqlite:///{folder / 'portal.sqlite'}"
    lines = {"public_url": url, "port": port, "database_url": database_url}
    lines |= _WIDE if workers else {}
    text = "".join(f"{name} = {json.dumps(value)}\n" for name, value in lines.items())
    (folder / "portal.toml").write_text(text)
    keys = create_keys(folder, url)
    migrate(database_url)
    code_cost = CodeCost() if workers else code_cost
    _fill(database_url, CodeHashes(keys.file.secrets.pepper, code_cost), accounts)
    cost = (str(number) for number in vars(code_cost).values())
    traced = () if trace is None else (str(trace),)
    served = ("tests.bench.server", str(folder), *cost, *traced)
    if workers:
        words = ("--data", str(folder), "--workers", str(workers), "--announce")
        served = ("portal", "serve", *words)
    with _running(*served, under=under) as process:
        yield Process(process.pid, url)


def activated(url: str, number: int) -> Device:
    """The device of one of the accounts."""
    device = Device(url)
    device.activate(login(number), CODE)
    device.confirm()
    return device


CODE = "10542963"
_WIDE = {
    "unlimited_networks": ["127.0.0.0/8"],
    "rate_starts_by_account": "1000 per minute",
    "rate_messages_by_device": "10000 per minute",
}
"""What lets a bench through where the portal is the command itself."""


def login(number: int) -> str:
    return f"user{number}@abc.de"


def _fill(database_url: str, hashes: CodeHashes, count: int) -> None:
    connect_features()
    now, hashed = SystemClock().now(), hashes.make(CODE)
    with sync_transaction(database_url) as connection:
        for number in range(count):
            account = create_account(
                connection,
                login=login(number),
                name="Max Mustermann",
                provider="Praxis am Markt",
                ik=None,
                cleared=True,
                now=now,
            )
            codes.store_code(connection, account.id, hashed, now)


@contextlib.contextmanager
def _running(
    module: str, *words: str, under: Sequence[str] = ()
) -> Iterator["subprocess.Popen[str]"]:
    _raise_file_limit()
    command = [*under, sys.executable, "-m", module, *words]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ)
    assert process.stdout is not None
    try:
        if not process.stdout.readline():
            raise RuntimeError(f"{module} did not start")
        yield process
    finally:
        process.terminate()
        process.wait(_END_SECONDS)


def _raise_file_limit() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
