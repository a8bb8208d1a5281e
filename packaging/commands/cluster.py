"""The command that serves the portal by several processes on this machine and ends them."""

from collections.abc import Sequence

import environment
from command import Command
from environment import PYTHON, ROOT
from processes import call
from system_packages import NATS, PORTAL, POSTGRESQL, require


def cluster(words: Sequence[str]) -> int:
    """PostgreSQL, processes of the portal and nginx on loopback; nginx is asked for, because its
    package starts a server.
    """
    require(NATS, PORTAL, POSTGRESQL)
    environment.prepare()
    return call([PYTHON, "-m", "tests.cluster", *words], cwd=ROOT, env=environment.variables())


COMMANDS = (
    Command(
        "cluster",
        "[--members N] [--people N] [--logins N] [--nats]",
        "kill and restart processes of the portal while people log in",
        cluster,
    ),
)
