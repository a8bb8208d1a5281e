"""Delay of logins whose app, browser and waiting page ask three processes on one PostgreSQL.

Wrong PINs that come to all of them at a time are counted, too: more than are tried is a fault.
"""

import contextlib
import statistics
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from crypto.statements import Kind
from portal.domain.devices.pin_tries import TRIES
from tests.bench.figures import Figure, parser_of, tell
from tests.bench.logins import one_login
from tests.bench.process import login
from tests.cluster.served import Cluster, served_cluster
from tests.support.device import Device, PortalProblem
from tests.support.postgres import temporary_postgres

MEMBERS = 3
USERS = 5
WRONG_PINS = 50
DELAY_GOAL = 50.0
"""Milliseconds from the start in the browser to the app."""


def main(words: list[str]) -> None:
    parser = parser_of("cluster", __doc__)
    parser.add_argument("--logins", type=int, default=60)
    options = parser.parse_args(words)
    with (
        tempfile.TemporaryDirectory() as name,
        temporary_postgres(durable=True) as url,
        served_cluster(Path(name), url, MEMBERS, behind_nginx=False) as cluster,
    ):
        devices = [ready(cluster, number) for number in range(USERS)]
        _, *others = (f"http://127.0.0.1:{port}" for port in cluster.ports)
        for number, device in enumerate(devices):
            one_login(device, number, *others)
        delays = [
            one_login(devices[number % USERS], number % USERS, *others).delay * 1e3
            for number in range(options.logins)
        ]
        tried = wrong_pins_tried(cluster, ready(cluster, USERS))
    figures = [
        Figure("to the app, median", statistics.median(delays), "ms", goal=DELAY_GOAL),
        Figure("to the app, 95 %", statistics.quantiles(delays, n=20)[-1], "ms"),
        Figure(f"tried of {WRONG_PINS} wrong PINs", tried, "", TRIES, TRIES),
    ]
    tell(figures, as_json=options.json)


def ready(cluster: Cluster, number: int) -> Device:
    """A device that is activated and has polled once."""
    name = login(number)
    cluster.beside.create_account(name, cleared=True)
    device = Device(cluster.url)
    device.activate(name, cluster.beside.issue_code(name))
    device.confirm()
    device.poll()
    return device


def wrong_pins_tried(cluster: Cluster, device: Device) -> int:
    """How many of those that come at a time are compared with the right one."""
    wrong = [
        device.proven("applogin", Kind.APPLOGIN, f"{number:06}") for number in range(WRONG_PINS)
    ]

    def send(data: bytes) -> None:
        # Wrong, too many at a time, or too late.
        with contextlib.suppress(PortalProblem):
            device.send(data)

    device.http = cluster.client()
    with device.http, ThreadPoolExecutor(WRONG_PINS) as threads:
        list(threads.map(send, wrong))
    found = cluster.beside.query(
        "SELECT count(*) FROM pin_failures WHERE device_id = :device", device=device.dev
    )
    return int(found[0][0])
