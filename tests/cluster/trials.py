"""What a cluster has to bear while people log in: nobody notices."""

from dataclasses import dataclass
from statistics import median

from portal.domain.audit.verification import Anchor, verify
from portal.platform.database.engines import sync_transaction
from tests.cluster.people import Crowd
from tests.cluster.served import Cluster, Member


@dataclass(frozen=True)
class Outcome:
    """What came of all logins together."""

    logins: int
    prompt: float
    """Median of the seconds from the beginning in the browser to the request in the app."""
    wrong: list[str]
    """Logins that were lost or doubled, tries of PINs that are not exact, a broken audit log."""


def trial(cluster: Cluster, people: int, logins: int, rounds: int) -> Outcome:
    """Kill a member, then restart all one after the other, so many rounds, while people log in."""
    crowd = Crowd(cluster, people)
    try:
        crowd.begin(at_least=max(2, logins // people))
        for number in range(rounds):
            _kill(cluster.members[number % len(cluster.members)], crowd)
            _restart_each(cluster, crowd)
        crowd.end()
        waited = [seconds for person in crowd.people for seconds in person.waited]
        return Outcome(crowd.logins, median(waited), crowd.what_is_wrong() + _audit(cluster))
    finally:
        crowd.close()


def _kill(member: Member, crowd: Crowd) -> None:
    crowd.go_on(1)
    member.kill()
    crowd.go_on(1)
    member.start()


def _restart_each(cluster: Cluster, crowd: Crowd) -> None:
    for member in cluster.members:
        crowd.go_on(1)
        member.stop()
        member.start()


def _audit(cluster: Cluster) -> list[str]:
    settings = cluster.beside.settings
    with sync_transaction(settings.database_url, reading=True) as connection:
        result = verify(connection, Anchor(settings.data).load())
    return [] if result.broken is None else [f"audit log: broken at {result.broken}"]
