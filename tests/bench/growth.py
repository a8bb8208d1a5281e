"""What a login costs with many devices and a long audit log, against few of both.

Two portals take turns. The larger one's rows are copies of an account, its device and its entries;
what checks the chain of the audit log says so, and stops there.
"""

import statistics
import tempfile
from pathlib import Path

from sqlalchemy import Connection, Table, text

from portal.domain.accounts.tables import ACCOUNTS
from portal.domain.audit.entries import AUDIT
from portal.domain.devices.tables import DEVICE_INSTANCES, DEVICES
from portal.platform.database.engines import sync_transaction
from tests.bench.figures import Figure, parser_of, tell
from tests.bench.logins import WAYS, login_of, ready
from tests.bench.process import Process, cpu_for_each, portal
from tests.support.device import Device

AGREED = 1.2
ACCOUNTS_USED = 30
"""With few others the smaller portal has no more."""
ROUNDS = 5
_COUNT = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count) "


def main(words: list[str]) -> None:
    parser = parser_of("growth", __doc__)
    parser.add_argument("--devices", type=int, default=100_000)
    parser.add_argument("--entries", type=int, default=1_000_000, help="of the audit log")
    parser.add_argument("--logins", type=int, default=60, help="of each kind at each portal")
    options = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as name:
        few, many = Path(name, "few"), Path(name, "many")
        for folder in (few, many):
            folder.mkdir()
        with (
            portal(few, accounts=ACCOUNTS_USED) as small,
            portal(many, accounts=ACCOUNTS_USED) as large,
        ):
            servers = {
                server: [ready(server.url, number) for number in range(ACCOUNTS_USED)]
                for server in (small, large)
            }
            with sync_transaction(f"sqlite:///{many / 'portal.sqlite'}") as connection:
                grow(connection, options.devices, options.entries)
            figures = [
                Figure(f"{way}, times with few", ratio, "", AGREED)
                for way, ratio in _ratios(servers, options.logins).items()
            ]
    tell(figures, as_json=options.json)


def grow(connection: Connection, devices: int, entries: int) -> None:
    """Add copies of the account and the device that were there last, and of the last entry."""
    account = connection.execute(text("SELECT max(account_id) FROM devices")).scalar_one()
    own = {"id": f"i + {account}", "login": "'grown' || i || '@abc.de'"}
    _copy(connection, ACCOUNTS, own, f"accounts.id = {account}", devices)
    own = {"id": "'grown' || i", "account_id": f"i + {account}"}
    _copy(connection, DEVICES, own, f"devices.account_id = {account}", devices)
    sample = "device_id = (SELECT id FROM devices WHERE account_id = "
    own = {"device_id": "'grown' || i"}
    _copy(connection, DEVICE_INSTANCES, own, f"{sample}{account})", devices)
    last = connection.execute(text("SELECT max(seq) FROM audit")).scalar_one()
    # Entries with one hash would be taken for each other.
    own = {"seq": f"{last} + i", "account_id": f"{account} + 1 + i % {devices}"}
    own["hash"] = "randomblob(32)"
    _copy(connection, AUDIT, own, f"audit.seq = {last}", entries)


def _copy(
    connection: Connection, table: Table, own: dict[str, str], sample: str, count: int
) -> None:
    """`count` copies of the row that `sample` finds, `own` columns with a value of their own."""
    names = [column.name for column in table.columns]
    values = ", ".join(own.get(name, f'"{name}"') for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    connection.execute(
        text(
            f"{_COUNT} INSERT INTO {table.name} ({columns}) "
            f"SELECT {values} FROM n, {table.name} WHERE {sample}"
        ),
        {"count": count},
    )


def _ratios(servers: dict[Process, list[Device]], logins: int) -> dict[str, float]:
    """How many times as much processor time the second server takes, by kind of login."""
    size = max(1, logins // ROUNDS)
    ratios: dict[str, list[float]] = {way: [] for way in WAYS}
    for begin in range(0, ROUNDS * size, size):
        for way, work in WAYS.items():
            users = [each % ACCOUNTS_USED for each in range(begin, begin + size)]
            few, many = (
                cpu_for_each(server, login_of(work, devices), users)
                for server, devices in servers.items()
            )
            ratios[way].append(many / few)
    return {way: statistics.median(found) for way, found in ratios.items()}
