"""Three processes on one PostgreSQL: killed, and restarted one after the other, in the middle of
logins. `./run cluster` does the same with more people, behind nginx.
"""

from pathlib import Path

from tests.cluster.served import served_cluster
from tests.cluster.trials import trial
from tests.support.postgres import temporary_postgres


def test_no_login_is_lost_or_doubled_when_processes_are_killed_and_restarted(
    tmp_path: Path,
) -> None:
    with (
        temporary_postgres(durable=True) as url,
        served_cluster(tmp_path, url, 3, behind_nginx=False) as cluster,
    ):
        outcome = trial(cluster, people=4, logins=8, rounds=1)
    assert outcome.wrong == []
    assert outcome.logins >= 8
