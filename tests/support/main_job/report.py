"""One JSON line a step, as promised to whoever reads the demo's output."""

import json
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager


class Report:
    """Prints steps as they end; remembers whether all succeeded."""

    def __init__(self) -> None:
        self.ok = True

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time one step. An error ends the job after its line is printed."""
        begun = time.perf_counter()
        try:
            yield
        except Exception as error:
            self.ok = False
            traceback.print_exc(file=sys.stderr)
            self._print(name, begun, error=f"{type(error).__name__}: {error}")
            raise StepFailed(name) from error
        self._print(name, begun)

    def _print(self, name: str, begun: float, error: str | None = None) -> None:
        line: dict[str, object] = {"step": name, "ok": error is None}
        line["ms"] = round((time.perf_counter() - begun) * 1000)
        if error is not None:
            line["error"] = error
        print(json.dumps(line, ensure_ascii=False), flush=True)


class StepFailed(Exception):
    """A step failed and was reported."""
