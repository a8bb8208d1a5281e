"""The primary PostgreSQL is lost and its replica promoted while people log in and activate."""

from pathlib import Path

from portal.backups.databases import copy_database
from portal.domain.audit.verification import START
from portal.platform.database.migration import migrate
from tests.cluster.replicated import replicated_postgres
from tests.cluster.served import served_cluster
from tests.cluster.trials import activations_lost, failover_trial


def test_nothing_that_was_acknowledged_is_lost_with_the_primary(tmp_path: Path) -> None:
    with (
        replicated_postgres(synchronous=True) as pair,
        served_cluster(tmp_path, pair.url, 2, behind_nginx=False) as cluster,
    ):
        outcome = failover_trial(cluster, pair, people=3, logins=12, activations=8)
    assert outcome.wrong == []


def test_an_asynchronous_replica_loses_what_it_was_not_sent(tmp_path: Path) -> None:
    """What the test above would see if commits did not wait for the replica."""
    with (
        replicated_postgres(synchronous=False) as pair,
        served_cluster(tmp_path, pair.url, 1, behind_nginx=False) as cluster,
    ):
        since, lost = activations_lost(cluster, pair, 12, cut=True)
    assert 0 < since <= lost


def test_a_backup_is_made_of_whichever_may_be_written_to(tmp_path: Path) -> None:
    with replicated_postgres(synchronous=False) as pair:
        migrate(pair.url)
        pair.fail_over()
        name, verification = copy_database(pair.url, tmp_path, START)
    assert (tmp_path / name).stat().st_size > 0
    assert verification.broken is None
