"""`python -m tests.bench.server DIR MEMORY PASSES LANES`: the real portal, with rates that let a
bench through; the numbers are what a hash of an activation code costs.
"""

import sys
from dataclasses import replace
from pathlib import Path

from portal.app import create_portal
from portal.platform.database.server_lock import only_server
from portal.platform.keys.key_ring import load_keys
from portal.platform.settings import CodeCost, load_settings
from portal.server import serve
from tests.support.portal_server import WIDE_RATES

if __name__ == "__main__":
    data = Path(sys.argv[1])
    cost = CodeCost(*map(int, sys.argv[2:]))
    settings = replace(load_settings(data), code_cost=cost, rates=WIDE_RATES)
    with only_server(data, settings.database_url) as lock:
        portal = create_portal(settings, load_keys(data, settings.public_url, 0))
        serve(portal, settings, lock, announce=True)
