"""A screen without a monitor: Xvfb, and a window manager where windows are to come forward."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from authenticator.storage.paths import FOLDER
from tests.support.profiles import keep_introduced
from tests.support.screen_reader import VARIABLES

_ROOT = Path(__file__).parents[2]


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
    with subprocess.Popen(["openbox"], env=variables, stderr=subprocess.DEVNULL) as manager:
        try:
            yield
        finally:
            manager.terminate()


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
