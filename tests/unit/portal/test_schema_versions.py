"""An older and a newer version on one database: expand, go over, contract."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory

from portal.platform.database import schema_versions
from portal.platform.database.engines import open_engine, sync_transaction
from portal.platform.database.migration import DatabaseProblem, migrate
from portal.platform.database.schema_versions import floor_of
from portal.platform.database.server_lock import server_lock
from tests.support.revisions import head, newer_version

_EXPANDED = {"9001": "ALTER TABLE accounts ADD COLUMN next_name TEXT"}
_CONTRACTED = _EXPANDED | {"9002": "ALTER TABLE accounts DROP COLUMN next_name"}
NewDatabase = Callable[[], str]


class Versions:
    """Three versions of the portal: `become` makes this process one of them."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch
        self.old = schema_versions._FOLDER
        self.head = head()
        self.expanded = newer_version(folder, _EXPANDED, oldest=self.head)
        self.contracted = newer_version(folder, _CONTRACTED, oldest="9001")

    def become(self, steps: Path) -> None:
        self._patch.setattr(schema_versions, "_FOLDER", steps)


@pytest.fixture
def versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Versions:
    return Versions(tmp_path, monkeypatch)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.heavy)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'portal.sqlite'}"
    new: NewDatabase = request.getfixturevalue("new_postgres_database")
    return new()


def floor(url: str) -> str | None:
    with sync_transaction(url, reading=True) as connection:
        return floor_of(connection)


def test_new_tables_may_be_used_by_their_own_version(url: str, versions: Versions) -> None:
    migrate(url)
    assert floor(url) == versions.head


def test_a_server_reads_the_steps_once(
    tmp_path: Path, versions: Versions, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[object] = []
    walk = ScriptDirectory.walk_revisions

    def counted(self: ScriptDirectory, *given: Any) -> Any:
        reads.append(self)
        return walk(self, *given)

    url = f"sqlite:///{tmp_path / 'portal.sqlite'}"
    versions.become(versions.expanded)
    monkeypatch.setattr(ScriptDirectory, "walk_revisions", counted)
    with open_engine(url, create=True).connect() as connection:
        schema_versions.Steps(connection)
    assert schema_versions.server_name().endswith("9001")
    assert len(reads) == 1


def test_a_version_may_come_back_after_the_next_one_has_added_to_the_tables(
    url: str, versions: Versions, caplog: pytest.LogCaptureFixture
) -> None:
    migrate(url)
    versions.become(versions.expanded)
    migrate(url)
    versions.become(versions.old)
    migrate(url)
    assert floor(url) == versions.head
    assert "lets this one serve" in caplog.text


def test_no_version_comes_back_once_what_it_needs_was_taken_away(
    url: str, versions: Versions
) -> None:
    migrate(url)
    versions.become(versions.contracted)
    migrate(url)
    assert floor(url) == "9001"
    versions.become(versions.expanded)
    migrate(url)
    versions.become(versions.old)
    with pytest.raises(DatabaseProblem, match="newer version of the portal: install"):
        migrate(url)


def test_a_step_that_says_nothing_lets_its_own_version_serve_only(
    url: str, versions: Versions, tmp_path: Path
) -> None:
    migrate(url)
    versions.become(newer_version(tmp_path / "silent", _EXPANDED))
    migrate(url)
    assert floor(url) == "9001"
    versions.become(versions.old)
    with pytest.raises(DatabaseProblem):
        migrate(url)


@pytest.mark.heavy
def test_nothing_is_taken_away_from_a_server_that_runs(
    new_postgres_database: NewDatabase, versions: Versions, tmp_path: Path
) -> None:
    url = new_postgres_database()
    migrate(url)
    with server_lock(tmp_path, url):
        versions.become(versions.expanded)
        migrate(url)
        versions.become(versions.contracted)
        with pytest.raises(DatabaseProblem, match="older version is running on the database"):
            migrate(url)
        assert floor(url) == versions.head
    versions.become(versions.expanded)
    with server_lock(tmp_path, url):
        versions.become(versions.contracted)
        migrate(url)
    assert floor(url) == "9001"
