"""`python -m tests.cluster [--members N] [--people N] [--logins N] [--rounds N]`: a cluster on this
machine, behind nginx, whose members are killed and restarted while people log in.
"""

import argparse
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.cluster.served import served_cluster
from tests.cluster.trials import trial


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run cluster", description=__doc__)
    parser.add_argument("--members", type=int, default=3, help="processes of the portal (3)")
    parser.add_argument("--people", type=int, default=20, help="who log in at a time (20)")
    parser.add_argument("--logins", type=int, default=1000, help="at least (1000)")
    parser.add_argument("--rounds", type=int, default=6, help="kill and restart so often (6)")
    options = parser.parse_args(words)
    if shutil.which("nginx", path="/usr/sbin:/usr/bin") is None:
        print("nginx is missing: apt-get install nginx-light", file=sys.stderr)
        return 1
    with (
        TemporaryDirectory(prefix="cluster-") as folder,
        served_cluster(Path(folder), options.members, behind_nginx=True) as cluster,
    ):
        outcome = trial(cluster, options.people, options.logins, options.rounds)
    print(f"{outcome.logins} logins; request in the app after {outcome.prompt * 1000:.0f} ms (p50)")
    print("\n".join(outcome.wrong) or "none lost, none doubled, tries exact, audit log in order")
    return 1 if outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
