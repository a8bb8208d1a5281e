"""Which statements a portal executes: whether it does the same work for whoever asks."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.engine import Dialect

from portal.platform.database.statement import Statement


class Statements:
    """Records the statements of all portals in this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seen: list[int] = []
        compiled_for = Statement._compiled_for

        def record(statement: Statement, dialect: Dialect) -> Any:
            self.seen.append(id(statement))
            return compiled_for(statement, dialect)

        monkeypatch.setattr(Statement, "_compiled_for", record)

    def of(self, work: Callable[[], object]) -> list[int]:
        """Those that are executed while `work` runs, in their order."""
        self.seen.clear()
        work()
        return list(self.seen)
