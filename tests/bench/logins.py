"""Server CPU and delay of complete logins, begun in a browser and in the app.

A login from a browser is seven requests: login page, start, its long poll, the app's long poll that
brings the challenge, `respond`, finish page, ticket; one from the app is five. The floor is a
server of the same run that gets nine requests at the same pace and does nothing but the
cryptography and the durable commits that no implementation of PA/1 can do without. Nine is what a
login had when the goal was set: ratios of then and now have the same floor. On PostgreSQL its
processes count as well; what was agreed is for SQLite, as the floor's commits are.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from crypto.envelope import PATH
from portal.api.messages.logins import MOST_WAITS
from portal.platform.asgi import new_cookie
from tests.bench.databases import POSTGRESQL, Together, add_database_option, database
from tests.bench.figures import Figure, parser_of, tell
from tests.bench.idle import open_polls
from tests.bench.process import (
    Measurable,
    Process,
    activated,
    bare_uvicorn,
    cpu_for_each,
    login,
    portal,
)
from tests.bench.wire import Wire, form
from tests.support.device import Device, ticket_hash

ROUNDS = 5
STARTS_PER_ACCOUNT = 3
TYPED = {"sec-fetch-site": "none"}
OWN = {"sec-fetch-site": "same-origin"}
FORM = OWN | {"content-type": "application/x-www-form-urlencoded"}
SCRIPT = FORM | {"accept": "text/html, application/json"}
AGREED = {"browser": 4.0, "app": 3.1}
"""How many times the floor a login may cost on a quiet machine."""
GOAL = 3.0
_DELAY_MS = 20.0, 50.0
"""What is wanted from the start in the browser to the app, without and with devices that wait."""


@dataclass(frozen=True)
class Timing:
    delay: float
    """Seconds from the start in the browser to the challenge in the app."""
    whole: float


def main(words: list[str]) -> None:
    parser = parser_of("logins", __doc__)
    parser.add_argument("--logins", type=int, default=300, help="of each kind")
    parser.add_argument("--accounts", type=int, default=0, help="more accounts in the database")
    parser.add_argument("--idle", type=int, default=0, help="devices that wait meanwhile")
    add_database_option(parser)
    options = parser.parse_args(words)
    devices = -(-options.logins // STARTS_PER_ACCOUNT)
    with tempfile.TemporaryDirectory() as name:
        others = 1 + options.idle // MOST_WAITS
        accounts = max(devices + others, options.accounts)
        with (
            database(options.database) as rows,
            portal(Path(name), accounts=accounts, database_url=rows.url) as server,
            bare_uvicorn(Path(name, "floor.sqlite")) as floor,
        ):
            known = [ready(server.url, number) for number in range(devices)]
            waiting = [ready(server.url, devices + number) for number in range(others)]
            idle = open_polls(server.url, waiting, options.idle)
            server.wait_until_still()
            measured = Measured.of(Together(server, rows), floor, known, options.logins)
            for one in idle:
                one.close()
    figures = measured.figures(_DELAY_MS[options.idle > 0])
    if options.database == POSTGRESQL:
        figures = [replace(one, agreed=None) for one in figures] + measured.of_database
    tell(figures, as_json=options.json)


@dataclass(frozen=True)
class Measured:
    """CPU seconds for each login, one value for each round."""

    floor: list[float]
    browser: list[float]
    app: list[float]
    timings: list[Timing]
    database: dict[str, list[float]]
    """What PostgreSQL's processes had of it, by the kind of login."""

    @classmethod
    def of(cls, server: Together, floor: Process, devices: list[Device], logins: int) -> "Measured":
        """Rounds alternate, so that a machine whose pace changes changes it for all."""
        timings: list[Timing] = []
        ways: dict[str, tuple[Measurable, Callable[[int], object]]] = {
            "floor": (floor, lambda _: floor_login(floor.url)),
            "browser": (
                server,
                lambda n: timings.append(one_login(devices[n % len(devices)], n % len(devices))),
            ),
            "app": (server, lambda n: one_app_login(devices[n % len(devices)])),
        }
        spent: dict[str, list[float]] = {way: [] for way in ways}
        rows: dict[str, list[float]] = {way: [] for way in AGREED}
        size = max(1, logins // ROUNDS)
        for number in range(ROUNDS):
            for way, (process, work) in ways.items():
                logins_now = range(number * size, (number + 1) * size)
                before = server.database.cpu
                spent[way].append(cpu_for_each(process, work, logins_now))
                if way in rows:
                    rows[way].append((server.database.cpu - before) / size)
        return cls(**spent, timings=timings, database=rows)

    def ratio(self, way: str) -> float:
        """How many times the floor: the median of the rounds."""
        spent: list[float] = getattr(self, way)
        ratios = [ours / least for ours, least in zip(spent, self.floor, strict=True)]
        return statistics.median(ratios)

    @property
    def of_database(self) -> list[Figure]:
        """Medians."""
        return [
            Figure(f"{way}, PostgreSQL's part", statistics.median(found) * 1e3, "ms of CPU")
            for way, found in self.database.items()
        ]

    def figures(self, delay_goal: float) -> list[Figure]:
        """Medians; `delay_goal` in milliseconds."""
        delays = _quantiles([timing.delay for timing in self.timings])
        wholes = _quantiles([timing.whole for timing in self.timings])
        return [
            Figure("floor", statistics.median(self.floor) * 1e3, "ms of CPU"),
            *(
                Figure(way, statistics.median(getattr(self, way)) * 1e3, "ms of CPU")
                for way in AGREED
            ),
            *(
                Figure(f"{way}, times floor", self.ratio(way), "", most, GOAL)
                for way, most in AGREED.items()
            ),
            Figure("to the app, median", delays[0], "ms", goal=delay_goal),
            Figure("to the app, 95 %", delays[1], "ms"),
            Figure("whole login, median", wholes[0], "ms"),
            Figure("whole login, 95 %", wholes[1], "ms"),
        ]


def one_login(device: Device, number: int, *others: str) -> Timing:
    """A login that begins in the browser.

    Args:
        device: of the app.
        number: of its account.
        others: addresses that the browser and its waiting page ask, where they are not the app's.
    """
    browsers, pages = others or (device.url, device.url)
    app, browser = Wire(device.url), Wire(browsers, {"visit": f"{new_cookie()}.de"})
    waiting = Wire(pages, browser.cookies)
    device.http = app  # type: ignore[assignment]
    app.send("POST", PATH, device.sign("poll", {"tag": device.tag, "wait": 25}), {})
    once = browser.get("/login", **TYPED).text.split('name="once" value="')[1].split('"')[0]
    typed = form(once=once, login=login(number), at_once="1")
    begun = time.perf_counter()
    browser.send("POST", "/login", typed, FORM)
    came = app.arrival(5)
    challenge = device.take(app.answer().content)["challenge"]
    cid = browser.answer().text.split('data-cid="')[1].split('"')[0]
    waiting.send("GET", f"/login/wait/state?cid={cid}", b"", OWN)
    ticket = device.respond(challenge)["ticket"]
    browser.get("/login/finish", **TYPED)
    assert "Guten Tag" in browser.post("/login/finish", form(ticket=ticket), SCRIPT).text
    while (stage := waiting.answer().json()["stage"]) != "finished":
        # It took so long that the page was told of the approval first.
        waiting.send("GET", f"/login/wait/state?cid={cid}&stage={stage}", b"", OWN)
    whole = time.perf_counter() - begun
    for wire in (app, browser, waiting):
        wire.close()
    return Timing(came - begun, whole)


def one_app_login(device: Device) -> None:
    """A login that begins in the app: it waits for the browser, and the browser for it."""
    app, browser = Wire(device.url), Wire(device.url, {"visit": f"{new_cookie()}.de"})
    device.http = app  # type: ignore[assignment]
    ticket = device.applogin()["ticket"]
    app.send("POST", PATH, device.sign("claim", {"th": ticket_hash(ticket), "wait": 25}), {})
    browser.get("/login/app", **TYPED)
    browser.send("POST", "/login/app", form(ticket=ticket), SCRIPT)
    assert device.take(app.answer().content)["state"] == "claimed"
    assert device.claimok(ticket)["state"] == "done"
    assert "Guten Tag" in browser.answer().text
    for wire in (app, browser):
        wire.close()


WAYS: dict[str, Callable[[Device, int], object]] = {
    "browser": one_login,
    "app": lambda device, _: one_app_login(device),
}
"""Each kind of login, with the device and the number of its account."""


def login_of(
    way: Callable[[Device, int], object], devices: list[Device]
) -> Callable[[int], object]:
    """One kind of login by the number of the account, which is that of its device."""
    return lambda number: way(devices[number], number)


def ready(url: str, number: int) -> Device:
    """A device that is activated and has polled once."""
    device = activated(url, number)
    device.poll()
    return device


def floor_login(url: str) -> None:
    """Nine requests on three connections, with what no login can do without."""
    app, browser, waiting = (Wire(url) for _ in range(3))
    app.post("/?verify=1&sign=2", b"x" * 700, OWN)
    browser.get("/", **TYPED)
    browser.post("/?commit=1", b"login=x", OWN)
    browser.get("/", **OWN)
    waiting.get("/", **OWN)
    app.post("/?verify=2&open=1&sign=1&commit=2", b"x" * 1000, OWN)
    browser.get("/", **TYPED)
    browser.post("/?commit=1", b"ticket=x", OWN)
    browser.get("/", **OWN)
    for wire in (app, browser, waiting):
        wire.close()


def _quantiles(seconds: list[float]) -> tuple[float, float]:
    """The median and the 95th percentile, in milliseconds."""
    cuts = statistics.quantiles(sorted(seconds), n=20)
    return cuts[9] * 1e3, cuts[18] * 1e3
