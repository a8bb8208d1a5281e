"""The primary PostgreSQL is lost and its replica promoted while people log in and activate."""

from pathlib import Path

from tests.cluster.replicated import replicated_postgres
from tests.cluster.served import served_cluster
from tests.cluster.trials import activations_lost, failover_trial


def test_nothing_that_was_acknowledged_is_lost_with_the_primary(tmp_path: Path) -> None:
    with (
        replicated_postgres(synchronous=True) as pair,
        served_cluster(tmp_path, pair.url, 2, behind_nginx=False) as cluster,
    ):
        outcome = failover_trial(cluster, pair, people=3, logins=12)
    assert outcome.wrong == []


def test_an_asynchronous_replica_loses_what_it_was_not_sent(tmp_path: Path) -> None:
    """What the test above would see if commits did not wait for the replica."""
    with (
        replicated_postgres(synchronous=False) as pair,
        served_cluster(tmp_path, pair.url, 1, behind_nginx=False) as cluster,
    ):
        since, lost = activations_lost(cluster, pair, 12, cut=True)
    assert 0 < since <= lost
