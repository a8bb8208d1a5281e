"""Wake-ups and processor time of the app while nothing happens, with one account and without."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.figures import Figure, parser_of, tell
from tests.bench.process import CODE, Process, login, portal
from tests.support.message_bus import message_bus_daemon
from tests.support.x_screen import desktop_variables, x_screen

_WAKE_UPS = "voluntary_ctxt_switches:"
_WITH_ACCOUNT = ["tests.bench.standby_app"]
_WITHOUT = ["ui"]
_UNTIL_SELDOM = 75.0
"""Seconds: at first the app looks often for a profile that comes late (ui/late_profile.py)."""
_LOOK_SECONDS = 10.0
_STILL = 20
"""Wake-ups in that while; a start has hundreds."""


def main(words: list[str]) -> None:
    parser = parser_of("standby", __doc__)
    parser.add_argument("--seconds", type=int, default=60)
    options = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as name:
        (own := Path(name, "app")).mkdir()
        (fresh := Path(name, "fresh")).mkdir()
        with (
            portal(Path(name), accounts=1) as server,
            message_bus_daemon() as bus,
            x_screen("1024x768") as display,
        ):
            variables = desktop_variables(display, own) | {"DBUS_SESSION_BUS_ADDRESS": bus}
            words = [server.url, login(0), CODE]
            with _running([*_WITH_ACCOUNT, *words], variables, server.url) as app:
                figures = _figures(app, options.seconds)
            variables = desktop_variables(display, fresh) | {"DBUS_SESSION_BUS_ADDRESS": bus}
            with _running([*_WITHOUT, "--portal", server.url], variables, server.url) as app:
                time.sleep(_UNTIL_SELDOM)
                per_minute = _wake_ups_within(app, options.seconds) * 60 / options.seconds
                figures.append(Figure("wake-ups without account, a minute", per_minute, goal=15))
    tell(figures, as_json=options.json)


@contextmanager
def _running(words: list[str], variables: dict[str, str], url: str) -> Iterator[Process]:
    command = [sys.executable, "-m", *words]
    app = subprocess.Popen(command, env=variables, stderr=subprocess.DEVNULL)
    try:
        yield Process(app.pid, url)
    finally:
        app.terminate()
        app.wait()


def _figures(app: Process, seconds: int) -> list[Figure]:
    """Counted once it does nothing any more that the start has begun."""
    while _wake_ups_within(app, _LOOK_SECONDS) > _STILL:
        pass
    cpu, per_minute = app.cpu, 60 / seconds
    wake_ups = _wake_ups_within(app, seconds)
    return [
        Figure("wake-ups, a minute", wake_ups * per_minute, goal=15),
        Figure("CPU, a minute", (app.cpu - cpu) * 1e3 * per_minute, "ms", goal=4),
        Figure("memory", app.rss / 1024, "MiB"),
    ]


def _wake_ups_within(process: Process, seconds: float) -> int:
    """How often its threads have waited, and gone on."""
    before = _wake_ups(process)
    time.sleep(seconds)
    # A thread that has ended meanwhile takes its number along.
    return sum(number - before.get(thread, 0) for thread, number in _wake_ups(process).items())


def _wake_ups(process: Process) -> dict[str, int]:
    """For each thread."""
    return {
        task.name: sum(
            int(line.split()[1])
            for line in (task / "status").read_text().splitlines()
            if line.startswith(_WAKE_UPS)
        )
        for task in Path(f"/proc/{process.pid}/task").iterdir()
    }
