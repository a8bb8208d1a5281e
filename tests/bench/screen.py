"""What a program shows on an X screen and how it answers keys, seen from outside."""

import mmap
import os
import signal
import struct
import subprocess
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.x_screen import window_manager, x_screen

SIZE = 1024, 768
LOOK = 0.004
"""Seconds between two looks at the screen."""
STILL = 2.0
"""Seconds without a change after which a picture is the one that stays."""
WORK = 0.05
"""Seconds of processor time in that while: more, and a program is still at it."""
LIMIT = 120.0
"""Seconds after which something is wrong."""
AFTERWARDS = 3.0
"""Seconds after which memory and processor time of a start are read."""
_ROWS = 4
"""Every so many rows are looked at: a ring around a button is higher."""


@dataclass(frozen=True)
class Start:
    """What one start cost. Times in seconds, memory in MiB."""

    drawn: float
    """Until the page was complete on the screen."""
    usable: float
    """Until it answered a key, too."""
    cpu_usable: float
    """User and system time of the whole process by then."""
    cpu: float
    """The same `AFTERWARDS` later."""
    rss: float
    uss: float
    """Files that are mapped from the program's own folders count, whoever else maps them."""


@dataclass(frozen=True)
class Program:
    """Something that is started, and shows a page that does not change by itself."""

    words: list[str]
    variables: dict[str, str]
    own: tuple[str, ...]
    """How the paths of its own files begin."""


class Screen:
    """A screen without a monitor, with a window manager."""

    def __init__(self, display: str, picture: Path) -> None:
        self.display = display
        with picture.open("rb") as file:
            self._pixels = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        header, *fields = struct.unpack(">25I", self._pixels[:100])
        self._begin = header + fields[18] * 12
        self._stride = fields[11]
        self._keys = subprocess.Popen(
            ["xdotool", "-"],
            stdin=subprocess.PIPE,
            text=True,
            bufsize=1,
            env={**os.environ, "DISPLAY": display},
        )

    def picture(self) -> int:
        """A number that is another one as soon as something else is shown."""
        found = 0
        for row in range(0, SIZE[1], _ROWS):
            begin = self._begin + row * self._stride
            found = zlib.crc32(self._pixels[begin : begin + SIZE[0] * 4], found)
        return found

    def press(self, key: str) -> None:
        assert self._keys.stdin
        self._keys.stdin.write(f"key {key}\n")

    def learn(self, program: Program) -> int:
        """Start it, and give the picture that stays."""
        empty = self._still()
        with self._running(program) as process:
            self._until(lambda: self.picture() != empty, process)
            page = self._still(lambda: _cpu(process.pid))
        self._until(lambda: self.picture() == empty)
        return page

    def start(self, program: Program, page: int) -> Start:
        """Start it, and measure until `page` is shown and answers the Tab key."""
        empty = self.picture()
        begun = time.perf_counter()
        with self._running(program) as process:
            self._until(lambda: self.picture() == page, process)
            drawn = time.perf_counter() - begun
            self.press("Tab")
            self._until(lambda: self.picture() != page, process)
            usable = time.perf_counter() - begun
            cpu_usable = _cpu(process.pid)
            time.sleep(AFTERWARDS)
            rss, uss = _memory(process.pid, program.own)
            start = Start(drawn, usable, cpu_usable, _cpu(process.pid), rss, uss)
        self._until(lambda: self.picture() == empty)
        return start

    def _still(self, work: Callable[[], float] = lambda: 0.0) -> int:
        """What is shown once nothing changes any more, and nobody works on it."""
        seen, done, since = self.picture(), work(), time.perf_counter()
        while time.perf_counter() - since < STILL:
            time.sleep(LOOK)
            now = self.picture()
            if now != seen or work() - done > WORK:
                seen, done, since = now, work(), time.perf_counter()
        return seen

    def end(self) -> None:
        self._keys.terminate()
        self._keys.wait()
        self._pixels.close()

    @contextmanager
    def _running(self, program: Program) -> Iterator["subprocess.Popen[bytes]"]:
        variables = {**program.variables, "DISPLAY": self.display}
        with subprocess.Popen(program.words, env=variables, stderr=subprocess.DEVNULL) as process:
            try:
                yield process
            finally:
                process.send_signal(signal.SIGTERM)

    @staticmethod
    def _until(holds: Callable[[], bool], process: "subprocess.Popen[bytes] | None" = None) -> None:
        end = time.perf_counter() + LIMIT
        while not holds():
            if process is not None:
                _must_run(process)
            if time.perf_counter() > end:
                raise TimeoutError("the screen does not show what it should")
            time.sleep(LOOK)


@contextmanager
def screen(folder: Path) -> Iterator[Screen]:
    """A screen whose picture lies in `folder`; it ends with the block."""
    with (
        x_screen("x".join(map(str, SIZE)), picture=folder) as display,
        window_manager(display),
    ):
        shown = Screen(display, folder / "Xvfb_screen0")
        try:
            yield shown
        finally:
            shown.end()


def _must_run(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is not None:
        raise RuntimeError(f"{process.args!r} ended with {process.returncode}")


def _cpu(pid: int) -> float:
    """Seconds of all its threads, also of those that have ended (clock_getcpuclockid(3))."""
    return time.clock_gettime((~pid << 3) | 2)


def _memory(pid: int, own: tuple[str, ...]) -> tuple[float, float]:
    """Resident memory, and that part of it which would be free without the program; in MiB."""
    rss = uss = 0
    is_own = False
    for line in Path(f"/proc/{pid}/smaps").read_text().splitlines():
        name, *values = line.split(maxsplit=1)
        if not name.endswith(":"):
            path = line.split(maxsplit=5)[-1]
            is_own = path.startswith(own)
            continue
        if name == "Rss:":
            rss += int(values[0].split()[0])
        if name in (("Rss:",) if is_own else ("Private_Clean:", "Private_Dirty:")):
            uss += int(values[0].split()[0])
    return rss / 1024, uss / 1024
