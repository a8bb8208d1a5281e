"""Processes of two versions serve one database while people log in: expand, go over, contract."""

from pathlib import Path
from unittest import mock

import pytest

from portal.platform.database import schema_versions
from portal.platform.database.migration import DatabaseProblem, migrate
from tests.cluster.people import Crowd
from tests.cluster.served import Cluster, served_cluster
from tests.support.postgres import temporary_postgres
from tests.support.revisions import head, newer_version

_EXPANDED = {"9001": "ALTER TABLE accounts ADD COLUMN next_name TEXT"}
_CONTRACTED = _EXPANDED | {"9002": "ALTER TABLE accounts DROP COLUMN next_name"}


def test_one_process_after_the_other_becomes_the_next_version_and_nobody_notices(
    tmp_path: Path,
) -> None:
    expanded = newer_version(tmp_path, _EXPANDED, oldest=head())
    contracted = newer_version(tmp_path, _CONTRACTED, oldest="9001")
    with (
        temporary_postgres(durable=True) as url,
        served_cluster(tmp_path, url, 2, behind_nginx=False) as cluster,
    ):
        crowd = Crowd(cluster, 3)
        crowd.begin(at_least=2)
        replace(cluster, crowd, 0, expanded)
        # An older process that crashes comes back beside the newer one.
        replace(cluster, crowd, 1, None)
        assert is_refused(url, contracted)
        replace(cluster, crowd, 1, expanded)
        replace(cluster, crowd, 0, contracted)
        replace(cluster, crowd, 1, contracted)
        assert is_refused(url, schema_versions._FOLDER)
        crowd.end()
        wrong = crowd.what_is_wrong()
        crowd.close()
    assert wrong == []


def replace(cluster: Cluster, crowd: Crowd, number: int, steps: Path | None) -> None:
    """Kill a process and start it as the version with these steps; people log in before and after.

    At the start it asks whether it may, and changes the tables if that is its part.
    """
    crowd.go_on(3)
    member = cluster.members[number]
    member.kill()
    member.steps = steps
    member.start()
    crowd.go_on(3)


def is_refused(url: str, steps: Path) -> bool:
    """Whether a version with these steps is not let in."""
    with (
        mock.patch.object(schema_versions, "_FOLDER", steps),
        pytest.raises(DatabaseProblem),
    ):
        migrate(url)
    return True
