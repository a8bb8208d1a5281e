"""Wake-ups and processor time of the app with one account while nothing happens."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.figures import Figure, parser_of, tell
from tests.bench.process import CODE, Process, login, portal
from tests.support.message_bus import message_bus_daemon
from tests.support.x_screen import desktop_variables, x_screen

_WAKE_UPS = "voluntary_ctxt_switches:"
_LOOK_SECONDS = 10.0
_STILL = 20
"""Wake-ups in that while; a start has hundreds."""


def main(words: list[str]) -> None:
    parser = parser_of("standby", __doc__)
    parser.add_argument("--seconds", type=int, default=60)
    options = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as name:
        (own := Path(name, "app")).mkdir()
        with (
            portal(Path(name), accounts=1) as server,
            message_bus_daemon() as bus,
            x_screen("1024x768") as display,
        ):
            app = subprocess.Popen(
                [sys.executable, "-m", "tests.bench.standby_app", server.url, login(0), CODE],
                env=desktop_variables(display, own) | {"DBUS_SESSION_BUS_ADDRESS": bus},
                stderr=subprocess.DEVNULL,
            )
            try:
                figures = _figures(Process(app.pid, server.url), options.seconds)
            finally:
                app.terminate()
                app.wait()
    tell(figures, as_json=options.json)


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
