"""`python -m tests.bench.server DIR`: the real portal, with rates that let a bench through."""

import sys
from dataclasses import replace
from pathlib import Path

from portal.app import create_portal
from portal.keys.key_ring import load_keys
from portal.server import serve
from portal.settings import load_settings
from tests.support.portal_server import CHEAP_CODES, WIDE_RATES

if __name__ == "__main__":
    data = Path(sys.argv[1])
    settings = replace(load_settings(data), code_cost=CHEAP_CODES, rates=WIDE_RATES)
    portal = create_portal(settings, load_keys(data, settings.public_url, 0))
    serve(portal, settings, announce=True)
