"""Which statements a portal executes: whether it does the same work for whoever asks."""

from collections.abc import Callable
from typing import Any

import pytest

from portal.platform.database.compiled import Compiled, Values


class Statements:
    """Records the statements of all portals in this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seen: list[int] = []
        bound = Compiled.bound

        def record(compiled: Compiled, values: Values) -> Any:
            self.seen.append(id(compiled))
            return bound(compiled, values)

        monkeypatch.setattr(Compiled, "bound", record)

    def of(self, work: Callable[[], object]) -> list[int]:
        """Those that are executed while `work` runs, in their order."""
        self.seen.clear()
        work()
        return list(self.seen)
