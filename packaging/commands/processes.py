"""Running other programs."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

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
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    with subprocess.Popen(words, env=env, cwd=cwd) as child:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        try:
            code = child.wait()
        finally:
            signal.signal(signal.SIGINT, before[0])
            signal.signal(signal.SIGTERM, before[1])
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
