"""Lists of 100 and of 100,000 payment advices, of 100 and of 1,000 users: ends with 1 above an
agreed ratio.
"""

import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import insert

from portal.domain.accounts.tables import ACCOUNTS
from tests.bench.figures import Figure, parser_of, tell
from tests.support.advices import add_advices, provider_of
from tests.support.clerk_cases import logged_in
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal, running_portal
from tests.support.providers import new_ik

_USERS = (100, 1_000)
_LOGIN = "admin@abc.de"
_AGREED = 3.0
_AGREED_COUNTED = 20.0
# The page, its address, and how much longer it may take.
_PAGES = (
    ("first page", "/advices", _AGREED),
    ("by amount", "/advices?sort=amount", _AGREED),
    ("by AOK", "/advices?sort=sender", _AGREED),
    ("far into it", "/advices?after=2026-03-15~50", _AGREED),
    ("one month", "/advices?first=2026-11-01&last=2026-11-30", _AGREED),
    ("one AOK", "/advices?sender=AOK+Hessen", _AGREED),
    ("archive", "/advices?folder=archive", _AGREED),
    ("search, which counts", "/advices?search=hessen", _AGREED_COUNTED),
    ("new ones, which counts", "/advices?unread=1", _AGREED_COUNTED),
    ("page after the login", "/home", _AGREED),
    ("users", "/users", _AGREED),
    ("users, searched", "/users?search=user9", _AGREED),
    ("users, next page", "/users?name=User+0049&behind=1", _AGREED),
)


def main(words: list[str]) -> None:
    parser = parser_of("lists", __doc__)
    parser.add_argument("--samples", type=int, default=30, help="of each page")
    parser.add_argument("--advices", type=int, default=100_000, help="in the longer list")
    options = parser.parse_args(words)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        browsers = []
        for number, users in zip((100, options.advices), _USERS, strict=True):
            (own := folder / str(users)).mkdir()
            portal = stack.enter_context(running_portal(own))
            browsers.append(_filled(portal, number, users))
        found = [
            Figure(name, _ratio(address, browsers, options.samples), "× short list", agreed)
            for name, address, agreed in _PAGES
        ]
    tell(found, as_json=options.json)


def _filled(portal: RunningPortal, number: int, users: int) -> Browser:
    """A browser of one of so many users."""
    ik = new_ik()
    portal.create_account(_LOGIN, ik=ik, cleared=True)
    provider = provider_of(portal, _LOGIN)
    row = {"provider": "Klinik", "cleared": True, "created_at": 1, "role": "user"}
    row |= {"language": "de", "provider_id": provider}
    rows = [
        row | {"login": f"user{each}@abc.de", "name": f"User {each:04}"} for each in range(users)
    ]
    portal.write(lambda connection: connection.execute(insert(ACCOUNTS), rows))
    add_advices(portal, provider, number, ik=ik)
    return logged_in(portal, _LOGIN)


def _ratio(address: str, browsers: list[Browser], samples: int) -> float:
    """Of the medians of the longer and the shorter list, asked by turns."""
    times: list[list[float]] = [[], []]
    for _ in range(samples + 1):
        for browser, spent in zip(browsers, times, strict=True):
            begun = time.perf_counter()
            browser.open(address).raise_for_status()
            spent.append(time.perf_counter() - begun)
    # The first of each compiles its statements.
    short, long = (statistics.median(spent[1:]) for spent in times)
    return long / short
