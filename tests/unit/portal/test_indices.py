"""Each index is there for something: SQLite takes it for a statement, or a constraint needs it."""

import gc
import importlib
import pkgutil
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import create_engine

import portal
from portal.domain.advices.lists import Sort, _page_statement
from portal.platform.database.compiled import OnSqlite
from portal.platform.database.engines import METADATA
from portal.platform.database.statement import Statement
from tests.support.portal_server import migrate_cached

_USES: Final = re.compile(r"INDEX (\w+)")


def statements() -> list[str]:
    """The SQL of every statement that the portal has, and of those that it makes when needed."""
    for module in pkgutil.walk_packages(portal.__path__, "portal."):
        if not re.search(r"__main__|\.migrations|\.sandbox\.", module.name):
            importlib.import_module(module.name)
    lists = [_page_statement(frozenset(), sort, True, None, 50) for sort in Sort]
    dialect = create_engine("sqlite://").dialect
    found = [each for each in gc.get_objects() if isinstance(each, Statement)]
    assert len(found) > 200 > len(lists)
    return [OnSqlite(each._construct, each._columns, dialect).sql for each in found]


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Iterator[set[str]]:
    """The indices that SQLite takes for some statement."""
    path: Path = tmp_path_factory.mktemp("indices") / "portal.sqlite"
    migrate_cached(f"sqlite:///{path}")
    connection, plans = sqlite3.connect(path), set[str]()
    connection.execute("CREATE INDEX ix_spare ON logins (device)")
    for sql in statements():
        try:
            rows = connection.execute(f"EXPLAIN QUERY PLAN {sql}", [None] * sql.count("?"))
        except sqlite3.OperationalError as error:
            # Statements of PostgreSQL's alone.
            if "no such function" not in str(error):
                raise
        else:
            plans |= {name for row in rows for name in _USES.findall(row[3])}
    yield plans
    connection.close()


INDICES: Final = [index for table in METADATA.tables.values() for index in table.indexes]


@pytest.mark.parametrize("name", sorted(str(index.name) for index in INDICES))
def test_each_index_serves_a_statement_or_a_constraint(used: set[str], name: str) -> None:
    index = next(index for index in INDICES if index.name == name)
    first = next(iter(index.columns))
    # Whoever deletes a row looks for those that refer to it.
    is_referring = bool(first.foreign_keys) and len(index.columns) == 1
    assert index.unique or is_referring or name in used


def test_an_index_that_nothing_needs_is_seen(used: set[str]) -> None:
    assert "ix_spare" not in used
    assert "ix_tickets_of_app" in used
