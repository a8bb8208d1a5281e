"""Which statements a portal executes: whether it does the same work for whoever asks."""

from collections.abc import Callable
from typing import Any

import pytest

from portal.platform.database.statement import Statement


class Statements:
    """Records the statements of all portals in this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seen: list[int] = []
        for name in ("_run", "put"):
            monkeypatch.setattr(Statement, name, self._recording(getattr(Statement, name)))

    def _recording(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def record(statement: Statement, *arguments: Any, **values: Any) -> Any:
            self.seen.append(id(statement))
            return method(statement, *arguments, **values)

        return record

    def of(self, work: Callable[[], object]) -> list[int]:
        """Those that are executed while `work` runs, in their order."""
        self.seen.clear()
        work()
        return list(self.seen)
