"""`python -m tests.bench.server DIR MEMORY PASSES LANES [TRACE]`: the real portal, with rates that
let a bench through; the numbers are what a hash of an activation code costs. Each statement that
SQLite runs becomes a line of the file TRACE.
"""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from portal.app import create_portal
from portal.domain.logins import challenges
from portal.platform.database.server_lock import server_lock
from portal.platform.keys.key_ring import load_keys
from portal.platform.settings import CodeCost, load_settings
from portal.server import serve
from tests.support.portal_server import WIDE_RATES


def trace(path: str) -> None:
    """Write each statement of every connection that is opened from now on."""
    lines = Path(path).open("a", buffering=1)  # noqa: SIM115  for the life of the process

    def listen(connection: Any, _record: object) -> None:
        connection.set_trace_callback(lambda sql: print(" ".join(sql.split()), file=lines))

    event.listen(Engine, "connect", listen)


if __name__ == "__main__":
    # A bench under valgrind is slower than people are.
    challenges.TAB_SECONDS = 60.0  # type: ignore[misc]
    data = Path(sys.argv[1])
    cost = CodeCost(*map(int, sys.argv[2:5]))
    for path in sys.argv[5:]:
        trace(path)
    settings = replace(load_settings(data), code_cost=cost, rates=WIDE_RATES)
    with server_lock(data, settings.database_url) as lock:
        portal = create_portal(settings, load_keys(data, settings.public_url, 0))
        serve(portal, settings, lock, announce=True)
