"""Several processes of one portal on one address: `serve --workers`, on PostgreSQL.

The first process listens and starts the others, which accept connections from its socket. It serves
nothing itself, so that nothing that happens to a worker happens to it.
"""

import contextlib
import json
import logging
import math
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from portal.cli.arguments import CommandProblem

_ALARM: Final = logging.getLogger("portal.alarm")

_BACKLOG: Final = 2048
_AGAIN_SECONDS: Final = 5
"""Until a worker that has ended is started anew; a database that is away would end it at once."""
_LONGEST_SECONDS: Final = 60
_ENDS: Final = frozenset({signal.SIGTERM, signal.SIGINT})
_SIGNALS_AT_ONCE: Final = 64


@dataclass(frozen=True)
class Worker:
    """What one of them gets from the first process."""

    number: int
    """From 0."""
    socket: socket.socket
    ready: int
    """The end of a pipe: to be written to once it serves."""
    life: int
    """The end of a pipe that is closed when the first process has ended, however it did."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """As the first process has written it on the command line."""
        number, listening, ready, life = map(int, text.split(","))
        return cls(number, socket.socket(fileno=listening), ready, life)

    def say_ready(self) -> None:
        # Nobody listens where it was started anew.
        with contextlib.suppress(BrokenPipeError):
            os.write(self.ready, b"1")
        os.close(self.ready)


class _Signals:
    """What the first process waits for: that it is to end, and the ends of others."""

    def __init__(self) -> None:
        self._told, self._wakes = os.pipe()
        self.is_to_end = False

    def listen(self) -> None:
        os.set_blocking(self._wakes, False)
        signal.set_wakeup_fd(self._wakes)
        for number in (*_ENDS, signal.SIGCHLD):
            # Python's own handler wakes whoever waits.
            signal.signal(number, lambda *_: None)

    def wait(self, seconds: float | None, *others: int) -> bool:
        """Until a signal comes, one of the `others` can be read, or the time is over; whether one
        of them can be read.
        """
        readable = select.select([self._told, *others], [], [], seconds)[0]
        if self._told in readable:
            came = os.read(self._told, _SIGNALS_AT_ONCE)
            self.is_to_end |= not _ENDS.isdisjoint(came)
        return any(other in readable for other in others)


def listen(host: str, port: int) -> socket.socket:
    """The socket that all workers share.

    Raises:
        OSError: the address cannot be used.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((host, port))
    listening.listen(_BACKLOG)
    return listening


def address_of(listening: socket.socket) -> str:
    """As browsers write it."""
    host, port = listening.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}"


class Workers:
    """Starts as many as are wanted, starts those anew that end, and ends all of them."""

    def __init__(self, number: int, listening: socket.socket, words: Sequence[str]) -> None:
        """`words` are those of the command that serves, without `--workers`."""
        self._number = number
        self._socket = listening
        self._command = (sys.executable, "-m", "portal", *words, "--worker")
        self._life, self._alive = os.pipe()
        self._signals = _Signals()
        self._running: dict[int, subprocess.Popen[bytes]] = {}
        self._due: dict[int, float] = {}
        """When to start one anew, by its number."""

    def run(self, *, announce: bool) -> int:
        """Until SIGTERM or SIGINT; the exit code.

        The first worker is alone until it serves: it brings the database up to date, and says what
        is wrong once for all. A later one is started anew, where it ends while it starts, too.
        """
        self._signals.listen()
        try:
            for number in range(self._number):
                if self._has_begun(number) or (number > 0 and not self._signals.is_to_end):
                    continue
                return int(not self._signals.is_to_end)
            if announce:
                address = address_of(self._socket)
                print(json.dumps({"listening": address}), flush=True)  # noqa: T201  for scripts
            self._watch()
        finally:
            self._end_all()
        return 0

    def _has_begun(self, number: int) -> bool:
        """Start one, and wait until it serves; it has said why if it does not. False, too, where
        this process is to end meanwhile.
        """
        with os.fdopen(self._start(number), "rb") as ready:
            while not self._signals.is_to_end:
                if self._signals.wait(None, ready.fileno()):
                    return ready.read(1) == b"1"
        return False

    def _start(self, number: int) -> int:
        """Start one; the end of a pipe that tells when it serves."""
        ready, told = os.pipe()
        given = (self._socket.fileno(), told, self._life)
        text = ",".join(map(str, (number, *given)))
        self._running[number] = subprocess.Popen((*self._command, text), pass_fds=given)
        os.close(told)
        return ready

    def _watch(self) -> None:
        while not self._signals.is_to_end:
            self._note_ended()
            for number in [number for number, due in self._due.items() if due <= time.monotonic()]:
                del self._due[number]
                os.close(self._start(number))
            next_due = min(self._due.values(), default=math.inf) - time.monotonic()
            self._signals.wait(min(max(next_due, 0), _LONGEST_SECONDS))

    def _note_ended(self) -> None:
        for number, worker in list(self._running.items()):
            if (code := worker.poll()) is not None:
                del self._running[number]
                self._due[number] = time.monotonic() + _AGAIN_SECONDS
                _ALARM.error("worker %d has ended (%d): it is started anew", number, code)

    def _end_all(self) -> None:
        for worker in self._running.values():
            worker.terminate()
            # One that somebody has stopped hears of it then only.
            worker.send_signal(signal.SIGCONT)
        for worker in self._running.values():
            worker.wait()
        os.close(self._alive)
        os.close(self._life)
        self._socket.close()


def check_workers(number: int, *, is_sqlite: bool) -> None:
    """To be called before anything is started.

    Raises:
        CommandProblem: with what to do instead.
    """
    if number < 1:
        raise CommandProblem("--workers: give a number from 1.")
    if number > 1 and is_sqlite:
        raise CommandProblem(
            "SQLite is for one process: leave --workers out, or use PostgreSQL (database_url, see "
            "docs/operators.md)."
        )
    if number > 1 and sys.platform == "win32":
        raise CommandProblem("On Windows there is one process: leave --workers out.")
