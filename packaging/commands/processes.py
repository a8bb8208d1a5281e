"""Running other programs."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from threading import Event, Lock

from command import Trouble

Word = str | Path


def say(sentence: str) -> None:
    """Tell on stderr what is being done; stdout belongs to the programs that are run."""
    print(f"run: {sentence}", file=sys.stderr, flush=True)


def call(
    words: Sequence[Word], *, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> int:
    """Run in the foreground and return the exit code.

    The child gets Ctrl-C from the terminal itself, and a SIGTERM from here, so that it always
    ends first and what surrounds it can be cleared away.
    """
    with subprocess.Popen(words, env=env, cwd=cwd) as child, _signals_left_to(child.terminate):
        return _exit_code(child.wait())


def beside(
    commands: Mapping[str, Sequence[Word]], *, cwd: Path, at_once: int = 2
) -> dict[str, int]:
    """Run several, `at_once` at a time in their order, and return the exit code of each.

    What one says is shown in one piece when it has ended. Signals are as in `call`; after a SIGTERM
    none is begun any more, and those count as ended by it.
    """
    group = _Group(cwd)
    with _signals_left_to(group.end), ThreadPoolExecutor(at_once) as pool:
        codes = list(pool.map(group.run, commands.values()))
    return dict(zip(commands, codes, strict=True))


class _Group:
    """Processes that run beside each other and are ended together."""

    def __init__(self, cwd: Path) -> None:
        self._cwd = cwd
        self._running: list[subprocess.Popen[bytes]] = []
        self._ended = Event()
        self._speaking = Lock()

    def run(self, words: Sequence[Word]) -> int:
        if self._ended.is_set():
            return _exit_code(-signal.SIGTERM)
        with (
            TemporaryFile() as said,
            subprocess.Popen(
                words,
                cwd=self._cwd,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
            ) as child,
        ):
            self._running.append(child)
            if self._ended.is_set():
                child.terminate()
            code = _exit_code(child.wait())
            said.seek(0)
            with self._speaking:
                sys.stderr.buffer.write(said.read())
                sys.stderr.flush()
        return code

    def end(self) -> None:
        self._ended.set()
        for child in self._running:
            child.terminate()


@contextmanager
def _signals_left_to(terminate: Callable[[], None]) -> Iterator[None]:
    """Ctrl-C does nothing here until the block ends, and a SIGTERM is passed on."""
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: terminate())
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before[0])
        signal.signal(signal.SIGTERM, before[1])


def _exit_code(code: int) -> int:
    return 128 - code if code < 0 else code


def succeed(
    words: Sequence[Word], *, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> None:
    """Run without a word; when it fails show all it said and refuse."""
    done = subprocess.run(
        words,
        env={**os.environ, **(env or {})},
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        sys.stderr.buffer.write(done.stdout)
        command = " ".join(map(str, words[:3]))
        raise Trouble(f"'{command} …' failed (exit {done.returncode}); its own words are above.")
