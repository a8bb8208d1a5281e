"""What a cluster has to bear while people log in: nobody notices."""

from dataclasses import dataclass
from statistics import median

from portal.domain.audit.verification import Anchor, verify
from portal.platform.database.engines import sync_transaction
from tests.cluster.newcomers import Newcomers
from tests.cluster.people import Crowd
from tests.cluster.replicated import Pair
from tests.cluster.served import Cluster, Member
from tests.support.nats import NatsServer
from tests.support.patience import until

_PROBES = 10
"""Each member sends an empty message when it is connected."""


@dataclass(frozen=True)
class Outcome:
    """What came of all logins together."""

    logins: int
    prompt: float
    """Median of the seconds from the browser's answer to the request in the app."""
    wrong: list[str]
    """Logins that were lost or doubled, tries of PINs that are not exact, a broken audit log."""


def trial(
    cluster: Cluster, people: int, logins: int, rounds: int, nats: NatsServer | None = None
) -> Outcome:
    """Kill a member, then restart all one after the other, so many rounds, while people log in.

    Where the members wake each other by `nats`, that is killed and started before.
    """
    crowd = Crowd(cluster, people)
    try:
        crowd.begin(at_least=max(2, logins // people))
        if nats is not None:
            _restart_nats(nats, crowd)
        for number in range(rounds):
            _kill(cluster.members[number % len(cluster.members)], crowd)
            _restart_each(cluster, crowd)
        crowd.end()
        return _outcome(crowd, crowd.what_is_wrong() + _audit(cluster))
    finally:
        crowd.close()


def _outcome(crowd: Crowd, wrong: list[str]) -> Outcome:
    return Outcome(crowd.logins, median(crowd.waited), wrong)


def _restart_nats(nats: NatsServer, crowd: Crowd) -> None:
    """Once all know of each other that they hear it, and somebody has sent something."""
    connected = nats.messages
    until(lambda: nats.messages > connected + _PROBES, 120, "a message by NATS")
    crowd.go_on(len(crowd.people))
    nats.kill()
    crowd.go_on(len(crowd.people))
    nats.start()


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


def failover_trial(
    cluster: Cluster, pair: Pair, people: int, logins: int, activations: int
) -> Outcome:
    """Lose the primary while people log in and others activate devices, its replica cut off before.

    What the primary did in between is on its disk alone: nobody may have been told of it.
    """
    crowd, newcomers = Crowd(cluster, people), Newcomers(cluster, activations)
    try:
        crowd.begin(at_least=max(2, logins // people))
        newcomers.begin()
        crowd.go_on(people)
        newcomers.go_on(1)
        pair.cut()
        pair.wait_for_commits_that_wait()
        pair.fail_over()
        crowd.go_on(people)
        newcomers.end()
        crowd.end()
        wrong = crowd.what_is_wrong() + newcomers.what_is_wrong() + _audit(cluster)
        return _outcome(crowd, wrong)
    finally:
        crowd.close()


def activations_lost(cluster: Cluster, pair: Pair, number: int, *, cut: bool) -> tuple[int, int]:
    """What an asynchronous replica does not know when it is promoted while devices are activated.

    Args:
        cluster: on the database of `pair`.
        pair: that does not wait for its replica.
        number: of activations.
        cut: whether the replica is cut off after half of them, and a quarter is done without it.

    Returns:
        How many were acknowledged since that half, until the primary was lost; how many of all are
        lost, those included that were in the air.
    """
    newcomers = Newcomers(cluster, number)
    newcomers.begin()
    newcomers.go_on(number // 2)
    if cut:
        pair.cut()
    before = len(newcomers.acknowledged)
    newcomers.go_on(number // 4)
    since = len(newcomers.acknowledged) - before
    pair.fail_over()
    newcomers.end()
    return since, len(newcomers.what_is_wrong())
