"""How many instructions a login of each kind and a poll cost the portal's process, by valgrind.

Nearly the same on any machine, however busy it is: to be measured before and after a change. User
mode only: what the kernel does is not in it. Needs Debian's package valgrind.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from crypto.protocol import LONGEST_WAIT
from tests.bench.figures import Figure, parser_of, tell
from tests.bench.idle import open_polls
from tests.bench.logins import WAYS, ready
from tests.bench.process import Process, portal
from tests.bench.wire import Wire
from tests.support.device import Device

ACCOUNTS = 8
WARM_UP = 8
"""Logins of each kind before any is counted: templates, statements and keys are made once."""
_TOTALS = re.compile(r"^totals: (\d+)$", re.MULTILINE)


def one_poll(device: Device, _number: int) -> None:
    """A poll that brings nothing, on a new connection, as after a wait through a proxy."""
    app = Wire(device.url)
    device.http = app  # type: ignore[assignment]
    device.poll()
    app.close()


def idle_devices(server: Process, devices: list[Device]) -> None:
    """As many polls that bring nothing as `WAITING` says, each for as long as it may wait."""
    for number, device in enumerate(devices):
        one_poll(device, number)
    for one in open_polls(server.url, devices, WAITING):
        while one.recv(65536).count(b".") < _DOTS:
            pass
        one.close()


WAITING = 1000
SHORT_WAIT = 25
"""Seconds; what a poll every so often costs is what an idle device is compared with."""
AGREED_IDLE = 0.09
_DOTS = 2
"""Of an answer; signs of life have none."""

COUNTED = {**WAYS, "poll": one_poll}


def main(words: list[str]) -> None:
    parser = parser_of("instructions", __doc__)
    parser.add_argument("--logins", type=int, default=16, help="of each kind, and polls")
    parser.add_argument("--idle", action="store_true", help="devices that wait, for eleven minutes")
    parser.add_argument("--keep", type=Path, help="a folder for callgrind's own files")
    options = parser.parse_args(words)
    if shutil.which("valgrind") is None:
        sys.exit("valgrind is not here: on Debian install the package valgrind")
    with tempfile.TemporaryDirectory() as name:
        folder = options.keep or Path(name)
        found = dict(_counted(Path(name), options.logins, folder, idle=options.idle))
    figures = [
        Figure(way, number / 1e6, "million", goal=8 if way in WAYS else None)
        for way, number in found.items()
    ]
    tell([*figures, *(_idle(found) if options.idle else ())], as_json=options.json)


def _idle(found: dict[str, float]) -> Iterator[Figure]:
    """What a device that waits costs."""
    hour = found["idle"] * 3600 / LONGEST_WAIT
    ratio = found["idle"] / LONGEST_WAIT / (found["poll"] / SHORT_WAIT)
    yield Figure("idle device, an hour", hour / 1e6, "million")
    yield Figure(f"idle, of a poll each {SHORT_WAIT} s", ratio, "", AGREED_IDLE, goal=0.1)


def _counted(folder: Path, logins: int, kept: Path, *, idle: bool) -> Iterator[tuple[str, float]]:
    """What is counted, and what one of it costs."""
    kept.mkdir(parents=True, exist_ok=True)
    out = kept.absolute() / "callgrind.out"
    tool = (
        "valgrind",
        "--quiet",
        "--tool=callgrind",
        "--instr-atstart=no",
        f"--callgrind-out-file={out}",
    )
    with portal(folder, accounts=ACCOUNTS, under=tool) as server:
        devices = [ready(server.url, number) for number in range(ACCOUNTS)]
        for number in range(WARM_UP):
            for way in COUNTED.values():
                way(devices[number], number)
        _control(server, "-i", "on")
        for part, (name, way) in enumerate(COUNTED.items(), 1):
            _control(server, "-z")
            for number in range(logins):
                way(devices[number % ACCOUNTS], number % ACCOUNTS)
            _control(server, "-d", name)
            yield name, _total(Path(f"{out}.{part}")) / logins
        if idle:
            _control(server, "-z")
            idle_devices(server, devices)
            _control(server, "-d", "idle")
            yield "idle", _total(Path(f"{out}.{len(COUNTED) + 1}")) / WAITING


def _control(server: Process, *words: str) -> None:
    subprocess.run(["callgrind_control", *words, str(server.pid)], check=True, capture_output=True)


def _total(path: Path) -> int:
    found = _TOTALS.search(path.read_text())
    if found is None:
        raise RuntimeError(f"{path} has no sum")
    return int(found[1])
