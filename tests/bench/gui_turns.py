"""The app, watched from inside: how long its window did not look for input.

Prints one JSON object after so many seconds and ends: the longest turn of the event loop in
milliseconds, by the clock and by the thread's own time, and the number of widgets.
"""

import json
import sys
import time
from unittest.mock import patch

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

import ui.__main__
import ui.app
from ui.application import Application

BEAT = 0.002
"""Seconds between two looks."""


class Turns(QObject):
    """Beats in the event loop; a turn that takes long delays the next beat."""

    def __init__(self, app: QApplication, seconds: float) -> None:
        super().__init__(app)
        self._app = app
        self._last = 0.0, 0.0
        self._longest = [0.0, 0.0]
        self._beat = QTimer(self)
        self._beat.timeout.connect(self._look)
        self._beat.start(round(BEAT * 1000))
        QTimer.singleShot(round(seconds * 1000), self, self._end)

    def _look(self) -> None:
        now = time.perf_counter(), time.thread_time()
        if self._last[0]:
            wall, cpu = (after - before for after, before in zip(now, self._last, strict=True))
            self._longest[0] = max(self._longest[0], wall - BEAT)
            self._longest[1] = max(self._longest[1], cpu)
        self._last = now

    def _end(self) -> None:
        wall, cpu = (seconds * 1e3 for seconds in self._longest)
        widgets = len(QApplication.allWidgets())
        print(json.dumps({"turn_ms": wall, "turn_cpu_ms": cpu, "widgets": widgets}))
        self._app.quit()


class Watched(Application):
    seconds = 0.0

    def __init__(self, arguments: list[str]) -> None:
        super().__init__(arguments)
        Turns(self, self.seconds)


def main(seconds: float, words: list[str]) -> int:
    Watched.seconds = seconds
    with patch.object(ui.app, "Application", Watched):
        return ui.__main__.main(words)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), sys.argv[2:]))
