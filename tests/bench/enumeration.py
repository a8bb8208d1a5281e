"""Whether times tell a user name that exists from one that does not.

Beginning a login in a browser, and activating with a wrong code, for names that exist and names
that do not, in random order on one connection. A second sample of names that do not exist shows
what noise alone looks like.
"""

import argparse
import contextlib
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from crypto.envelope import MEDIA_TYPE, PATH
from portal.platform.asgi import new_cookie
from portal.platform.settings import CodeCost
from tests.bench.idle import open_polls
from tests.bench.logins import FORM
from tests.bench.process import activated, login, portal
from tests.bench.two_samples import Comparison, compare
from tests.bench.wire import Answer, Wire, form
from tests.support.device import Device
from tests.support.portal_server import CHEAP_CODES

WRONG_CODE = "10542964"
WARM_UP = 20
# What the real cost's noise could hide.
NO_COST = CHEAP_CODES

Ask = Callable[[Wire], Answer]
Times = dict[str, list[float]]


def main(words: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="./run bench enumeration", description=__doc__)
    parser.add_argument("--samples", type=int, default=400, help="of each kind")
    parser.add_argument("--part", choices=["logins", "activations"], help="only this one")
    options = parser.parse_args(words)
    if options.part != "activations":
        report("beginning a login", logins(options.samples))
    if options.part != "logins":
        report("activating with a wrong code", activations(options.samples, CodeCost()))
        report("the same where hashing costs nothing", activations(options.samples, NO_COST))


def logins(samples: int) -> Times:
    """Names whose device waits, whose device does not, and that do not exist."""
    with _portal(2 * samples, NO_COST) as url:
        devices = [activated(url, number) for number in range(2 * samples)]
        for device in devices[:samples]:
            device.poll()
        waiting = open_polls(url, devices[:samples], samples)
        kinds = {
            "exists, its device waits": [_begin(login(number)) for number in range(samples)],
            "exists, its device is off": [
                _begin(login(number)) for number in range(samples, 2 * samples)
            ],
        }
        kinds |= {name: [_begin(one) for one in names] for name, names in _nobodies(samples)}
        times = measured(url, kinds, status=200)
        for one in waiting:
            one.close()
        return times


def activations(samples: int, cost: CodeCost) -> Times:
    """Wrong codes; each name is tried once, as a code has five tries."""
    with _portal(samples, cost) as url:
        asked = Device(url).key_set

        def attempt(name: str) -> Ask:
            device = Device(url)
            device._key_set = asked
            data = device.activation(name, WRONG_CODE)
            return lambda wire: wire.post(PATH, data, {"content-type": MEDIA_TYPE})

        kinds = {"exists": [attempt(login(number)) for number in range(samples)]}
        kinds |= {name: [attempt(one) for one in names] for name, names in _nobodies(samples)}
        return measured(url, kinds, status=403)


def _begin(name: str) -> Ask:
    def ask(wire: Wire) -> Answer:
        wire.cookies.clear()
        wire.cookies["visit"] = new_cookie()
        answer = wire.post("/login", form(login=name, at_once="1"), FORM)
        assert answer.headers["content-location"] == "/login/wait"
        return answer

    return ask


def _nobodies(samples: int) -> list[tuple[str, list[str]]]:
    """Names as long as those that exist: twice as many as needed, the second for comparison."""
    return [
        ("does not exist", [login(n).replace("user", "nobo") for n in range(samples)]),
        ("does not exist either", [login(n).replace("user", "none") for n in range(samples)]),
    ]


@contextlib.contextmanager
def _portal(accounts: int, cost: CodeCost) -> Iterator[str]:
    """A portal of its own in a folder of its own."""
    with (
        tempfile.TemporaryDirectory() as name,
        portal(Path(name), accounts=accounts, code_cost=cost) as process,
    ):
        yield process.url


def measured(url: str, kinds: dict[str, list[Ask]], *, status: int) -> Times:
    """Seconds to the answer, kind by kind, asked in random order."""
    wire = Wire(url)
    order = [(name, ask) for name, asks in kinds.items() for ask in asks]
    random.shuffle(order)
    times: Times = {name: [] for name in kinds}
    for number, (name, ask) in enumerate(order):
        begun = time.perf_counter()
        answer = ask(wire)
        spent = time.perf_counter() - begun
        assert answer.status_code == status, answer.status_code
        if number >= WARM_UP:
            times[name].append(spent)
    wire.close()
    return times


def report(title: str, times: Times) -> None:
    print(title)
    nobody = times.pop("does not exist")
    for name, sample in times.items():
        _print(name, compare(nobody, sample), len(sample))


def _print(name: str, found: Comparison, samples: int) -> None:
    nobody, other = (median * 1e3 for median in found.medians)
    low, high = (edge * 1e3 for edge in found.interval)
    print(f"  {name} ({samples}) against: does not exist")
    print(
        f"    medians {other:.3f} and {nobody:.3f} ms, difference {other - nobody:+.3f} ms", end=""
    )
    print(f" (95 %: {low:+.3f} to {high:+.3f})")
    print(
        f"    Mann-Whitney U {found.u:.0f}, p {found.p:.3f}: {found.verdict}; the first is", end=""
    )
    print(f" the slower one in {found.chance_second_is_slower:.0%} of pairs")
