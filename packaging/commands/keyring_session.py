"""A message bus and an unlocked keyring of their own, for whatever runs without a person."""

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from command import Trouble

_FOLDERS = {
    "XDG_CACHE_HOME": "cache",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_RUNTIME_DIR": "runtime",
    "XDG_STATE_HOME": "state",
}


@contextmanager
def keyring_session() -> Iterator[dict[str, str]]:
    """Give the variables that lead a program to the private session; it ends with the block.

    On Windows and macOS the system's own keyring is always open: there is nothing to start.
    """
    if not sys.platform.startswith("linux"):
        yield {}
        return
    with TemporaryDirectory(prefix="aok-session-", ignore_cleanup_errors=True) as home:
        places = _scratch_home(Path(home))
        with _bus(places) as address:
            session = {**places, "DBUS_SESSION_BUS_ADDRESS": address}
            with _unlocked_keyring(session):
                yield session


def _scratch_home(home: Path) -> dict[str, str]:
    for folder in _FOLDERS.values():
        (home / folder).mkdir(mode=0o700)
    folders = {name: str(home / folder) for name, folder in _FOLDERS.items()}
    return {"HOME": str(home), **folders}


@contextmanager
def _bus(places: dict[str, str]) -> Iterator[str]:
    words = ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"]
    with _daemon(words, places) as bus:
        if not (address := _first_line(bus)):
            raise Trouble("dbus-daemon did not start; try it by hand: dbus-daemon --session")
        yield address


@contextmanager
def _unlocked_keyring(session: dict[str, str]) -> Iterator[None]:
    words = ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"]
    with _daemon(words, session) as keyring:
        assert keyring.stdin
        keyring.stdin.write(secrets.token_urlsafe(32))
        keyring.stdin.close()
        # It closes its output as soon as it answers on the bus.
        _first_line(keyring)
        yield


@contextmanager
def _daemon(words: list[str], variables: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    if not shutil.which(words[0]):
        raise Trouble(f"please install the program {words[0]}; a private keyring needs it.")
    # Their complaints (of limits that only root may set, say) would mix with the tests' words.
    with subprocess.Popen(
        words,
        env={**os.environ, **variables},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as daemon:
        try:
            yield daemon
        finally:
            daemon.terminate()


def _first_line(daemon: subprocess.Popen[str]) -> str:
    assert daemon.stdout
    return daemon.stdout.readline().strip()
