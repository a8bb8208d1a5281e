"""Time, processor time and memory of the app's start to its first page that answers a key.

In alternating rounds with a bare window of PySide6 that has as many widgets, and with KeePassXC
where that is installed. All are seen from outside: a start is over when the screen shows the whole
page and the Tab key has moved the focus. Only ratios of one run count: machines differ.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which

from jeepney import message_bus
from jeepney.io.threading import DBusRouter, Proxy, open_dbus_connection

from authenticator.model import Binding
from authenticator.storage.paths import FOLDER
from authenticator.storage.profile_store import ProfileStore
from tests.bench.figures import Figure, parser_of, tell
from tests.bench.screen import Program, Screen, Start, screen
from tests.support.message_bus import message_bus_daemon
from tests.support.x_screen import desktop_variables

PORTAL = "http://127.0.0.1:9"
AGREED = {"terms": 2.0, "overview": 2.0}
"""How many times the processor time of the bare window until the page can be used."""
GOALS = {"cpu": 0.6, "rss": 105.0, "uss": 70.0, "turn_ms": 50.0}
"""Of the app: seconds, MiB, milliseconds."""
TIME_GOALS = {"bare": 1.25, "keepassxc": 1.1}
"""How many times their start until the page can be used."""
_UNITS = {
    "drawn": "s",
    "usable": "s",
    "cpu_usable": "s of CPU",
    "cpu": "s of CPU",
    "rss": "MiB",
    "uss": "MiB",
}
TURN_SECONDS = 6.0
SECRET_SERVICE = "org.freedesktop.secrets"
_ROOT = Path(__file__).parents[2]
_KEEPASSXC = "[General]\nUpdateCheckMessageShown=true\n[GUI]\nCheckForUpdates=false\n"

Starts = dict[str, list[Start]]


def main(words: list[str]) -> None:
    parser = parser_of("start", __doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--program", help="an app that was built, instead of the source")
    options = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as name, silent_keyring() as bus:
        folder = Path(name)
        measured, turns = programs(folder, bus, options.program)
        with screen(folder) as shown:
            widgets, turn = _turns(shown, turns)
            measured["bare"] = _bare(widgets)
            starts = _measured(shown, measured, options.rounds)
    figures = [Figure("widgets", widgets), *turn, *_figures(starts)]
    tell(figures, as_json=options.json)
    if which("keepassxc") is None:
        print("KeePassXC is not installed (Debian: keepassxc), not measured", file=sys.stderr)


@contextmanager
def silent_keyring() -> Iterator[str]:
    """A message bus whose keyring never answers, as one that waits for its password: an account's
    page stays as it was drawn first."""
    with message_bus_daemon() as address, open_dbus_connection(address) as connection:
        # Nobody reads what is asked of the name from here on.
        with DBusRouter(connection) as router:
            Proxy(message_bus, router).RequestName(SECRET_SERVICE)
        yield address


def programs(
    folder: Path, bus: str, built: str | None
) -> tuple[dict[str, Program], dict[str, dict[str, str]]]:
    """What is measured, and the variables of the app's profiles by their first page."""
    app = [built] if built else [sys.executable, "-m", "ui"]
    if not built:
        _compile()
    own = (
        str(Path(built).parent) if built else str(_ROOT),
        sys.prefix,
        str(Path(sys.prefix).resolve()),
    )
    found: dict[str, Program] = {}
    profiles: dict[str, dict[str, str]] = {}
    for page in AGREED:
        (place := folder / page).mkdir()
        profiles[page] = desktop_variables("", place) | {"DBUS_SESSION_BUS_ADDRESS": bus}
        words = [*app, "--portal", PORTAL, "--language", "de"]
        found[page] = Program(words, profiles[page], own)
    data = Path(profiles["overview"]["XDG_DATA_HOME"], FOLDER)
    ProfileStore(data).put(Binding("1" * 32, PORTAL, "max@praxis-am-markt.de", activated=True))
    if (keepassxc := which("keepassxc")) is not None:
        (place := folder / "keepassxc").mkdir()
        (settings := place / "settings.ini").write_text(_KEEPASSXC)
        words = [keepassxc, "--config", str(settings), "--localconfig", str(place / "local.ini")]
        variables = desktop_variables("", place) | {"DBUS_SESSION_BUS_ADDRESS": bus}
        found["keepassxc"] = Program(
            words, variables, (keepassxc, "/usr/lib/x86_64-linux-gnu/libQt")
        )
    return found, profiles


def _compile() -> None:
    """Else each start would compile anew where the environment forbids Python to write it down."""
    variables = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    words = [sys.executable, "-m", "compileall", "-q", "authenticator", "crypto", "ui"]
    subprocess.run(words, cwd=_ROOT, env=variables, check=True)


def _bare(widgets: int) -> Program:
    words = [sys.executable, "-m", "tests.bench.bare_window", str(widgets)]
    own = str(_ROOT), sys.prefix, str(Path(sys.prefix).resolve())
    return Program(words, {**os.environ, "PYTHONPATH": str(_ROOT), "QT_QPA_PLATFORM": "xcb"}, own)


def _turns(shown: Screen, profiles: dict[str, dict[str, str]]) -> tuple[int, list[Figure]]:
    """The widgets of the first page, and the longest turn of the event loop."""
    found: list[Figure] = []
    widgets = 0
    for page, variables in profiles.items():
        words = ["-m", "tests.bench.gui_turns", str(TURN_SECONDS), "--portal", PORTAL]
        done = subprocess.run(
            [sys.executable, *words],
            env={**variables, "DISPLAY": shown.display},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        facts = json.loads(done.stdout)
        widgets = widgets or facts["widgets"]
        found += [
            Figure(f"{page}, {name}", facts[name], "ms", goal=GOALS.get(name))
            for name in ("turn_ms", "turn_cpu_ms")
        ]
    return widgets, found


def _measured(shown: Screen, programs: dict[str, Program], rounds: int) -> Starts:
    pages = {name: shown.learn(program) for name, program in programs.items()}
    starts: Starts = {name: [] for name in programs}
    for _ in range(rounds):
        for name, program in programs.items():
            starts[name].append(shown.start(program, pages[name]))
    return starts


def _figures(starts: Starts) -> Iterator[Figure]:
    """Medians; ratios are medians of the rounds' ratios."""
    for name, found in starts.items():
        for field, unit in _UNITS.items():
            median = statistics.median(getattr(one, field) for one in found)
            goal = GOALS.get(field) if name in AGREED else None
            yield Figure(f"{name}, {field}", median, unit, goal=goal)
    for page, most in AGREED.items():
        for other, goal in TIME_GOALS.items():
            if other in starts:
                pairs = list(zip(starts[page], starts[other], strict=True))
                yield Figure(f"{page}, usable, × {other}", _ratio(pairs, "usable"), goal=goal)
                agreed = most if other == "bare" else None
                ratio = _ratio(pairs, "cpu_usable")
                yield Figure(f"{page}, cpu_usable, × {other}", ratio, agreed=agreed)
                yield Figure(f"{page}, cpu, × {other}", _ratio(pairs, "cpu"))


def _ratio(pairs: list[tuple[Start, Start]], field: str) -> float:
    ratios: list[float] = [getattr(ours, field) / getattr(its, field) for ours, its in pairs]
    return statistics.median(ratios)
