"""A screen without a monitor: Xvfb, and a window manager where windows are to come forward."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def x_screen() -> Iterator[str]:
    """The display's name; the screen ends with the block."""
    with subprocess.Popen(["Xvfb", "-displayfd", "1"], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        # It tells its number as soon as it can be reached.
        yield f":{server.stdout.readline().strip()}"
        server.terminate()


@contextmanager
def window_manager(display: str) -> Iterator[None]:
    """Openbox on `display`."""
    variables = {**os.environ, "DISPLAY": display}
    with subprocess.Popen(["openbox"], env=variables, stderr=subprocess.DEVNULL) as manager:
        yield
        manager.terminate()
