"""A screen without a monitor: Xvfb, and a window manager where windows are to come forward."""

import ctypes
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from authenticator.storage.paths import FOLDER
from tests.support.profiles import keep_introduced
from tests.support.screen_reader import VARIABLES

_ROOT = Path(__file__).parents[2]
_CLIENT_MESSAGE = 33
_TO_MANAGER = 1 << 19 | 1 << 20
"""SubstructureNotifyMask and SubstructureRedirectMask."""
_USER = 2
"""A pager or task bar asks."""


@contextmanager
def x_screen(size: str = "1280x1024", *, picture: Path | None = None) -> Iterator[str]:
    """The display's name; the screen ends with the block.

    `picture`: a folder in which the file `Xvfb_screen0` has what the screen shows (xwd).
    """
    # Without "-noreset" what was set on it is gone once the first client has left.
    words = ["Xvfb", "-noreset", "-displayfd", "1", "-screen", "0", f"{size}x24"]
    words += [] if picture is None else ["-fbdir", str(picture)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        # It tells its number as soon as it can be reached.
        try:
            yield f":{server.stdout.readline().strip()}"
        finally:
            server.terminate()


@contextmanager
def window_manager(display: str) -> Iterator[None]:
    """Openbox on `display`."""
    variables = {**os.environ, "DISPLAY": display}
    silent = subprocess.DEVNULL
    # Whoever needs a screen may print JSON, where openbox would say that it has no menu.
    with subprocess.Popen(["openbox"], env=variables, stdout=silent, stderr=silent) as manager:
        try:
            yield
        finally:
            manager.terminate()


class _ClientMessage(ctypes.Structure):
    """XClientMessageEvent, as long as any XEvent."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong),
        ("message_type", ctypes.c_ulong),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5),
        ("rest", ctypes.c_long * 16),
    )


def close_window(display: str, window: int) -> None:
    """Have the window manager ask the window to close, as its button and a task bar do
    (`_NET_CLOSE_WINDOW` of the Extended Window Manager Hints). Keys are lost where the focus moves.
    """
    x11 = ctypes.CDLL("libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XInternAtom.restype = x11.XDefaultRootWindow.restype = ctypes.c_ulong
    server = ctypes.c_void_p(x11.XOpenDisplay(display.encode()))
    atom = x11.XInternAtom(server, b"_NET_CLOSE_WINDOW", 0)
    root = ctypes.c_ulong(x11.XDefaultRootWindow(server))
    message = _ClientMessage(
        type=_CLIENT_MESSAGE, window=window, message_type=atom, format=32, data=(0, _USER)
    )
    x11.XSendEvent(server, root, 0, ctypes.c_long(_TO_MANAGER), ctypes.byref(message))
    x11.XCloseDisplay(server)


def desktop_variables(display: str, folder: Path, *, introduced: bool = True) -> dict[str, str]:
    """What a program of ours needs to appear on `display`, seen by screen readers, with places of
    its own below `folder`.

    Args:
        introduced: whether an app without an account begins with the activation (Linux).
    """
    folders = {
        f"XDG_{name}_HOME": str(folder / name) for name in ("CACHE", "CONFIG", "DATA", "STATE")
    }
    for each in folders.values():
        Path(each).mkdir()
    if introduced:
        keep_introduced(Path(folders["XDG_DATA_HOME"], FOLDER))
    return {
        **os.environ,
        **folders,
        **VARIABLES,
        "DISPLAY": display,
        "PYTHONPATH": str(_ROOT),
        "QT_QPA_PLATFORM": "xcb",
    }
