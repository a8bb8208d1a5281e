"""What is asked before anything is opened, each answered in one sentence."""

import os
import socket
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from urllib.parse import urlsplit

from authenticator.failures import Refused
from authenticator.storage import secret_store
from tests.support.demo.running import read_running
from tests.support.demo.words import Words

_ASK_SCREEN = "from PySide6.QtGui import QGuiApplication; QGuiApplication([])"
_SCREENS = ("WAYLAND_DISPLAY", "DISPLAY")


class CannotStart(Exception):
    """Says in one sentence why, and what to do."""


def require_free_port(port: int, folders: tuple[Path, ...], words: Words) -> None:
    """
    Args:
        port: of the portal.
        folders: of demos on that port.

    Raises:
        CannotStart: a demo runs there already, or something else.
    """
    with socket.socket() as probe:
        # A portal that has ended a moment ago leaves connections behind; uvicorn takes it so, too.
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CannotStart(_taken(port, folders, words)) from error


def _taken(port: int, folders: tuple[Path, ...], words: Words) -> str:
    other = port + 10
    for folder in folders:
        found = read_running(folder)
        if found is not None and _answers(found.mailbox):
            return words.running_already.format(**asdict(found), other=other)
    return words.port_taken.format(port=port, other=other)


def _answers(address: str) -> bool:
    """Whether anybody listens there; one that was killed has left only its note."""
    try:
        with socket.create_connection(("127.0.0.1", urlsplit(address).port or 0), timeout=1):
            return True
    except OSError:
        return False


def require_screen(words: Words) -> None:
    """
    Raises:
        CannotStart: there is none, or it cannot be reached.
    """
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        return
    variable = next((name for name in _SCREENS if os.environ.get(name)), None)
    if variable is None:
        raise CannotStart(words.no_screen)
    # Qt ends the program that asks, so another one asks.
    asked = subprocess.run([sys.executable, "-c", _ASK_SCREEN], capture_output=True, check=False)
    if asked.returncode:
        display = os.environ[variable]
        raise CannotStart(words.wrong_screen.format(display=display, variable=variable))


def require_keyring(words: Words) -> None:
    """
    Raises:
        CannotStart: it is missing, or stays locked.
    """
    try:
        secret_store.probe(secret_store.open_secret_store(roaming=False))
    except Refused as refusal:
        code = refusal.problem.failure.code
        raise CannotStart(words.no_keyring.format(code=code)) from refusal


def is_activated(portal: str, profile: Path) -> bool:
    """Whether the app has an account there already."""
    from authenticator.config import Config
    from authenticator.services.composition import build_services

    return bool(build_services(Config(portal, profile)).bindings())
