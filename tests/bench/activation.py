"""Time of an activation after the click, against deriving a PIN key once and two messages.

The app's real services with a keyring in memory, and a portal in a process of its own; a derivation
and an activation take turns. What no activation can do without are one derivation (Argon2id at its
standard cost) and the round trips of `activate` and of one more message.
"""

import statistics
import tempfile
import time
from pathlib import Path

from authenticator.config import Config
from authenticator.model import Secret, Stage
from authenticator.services.composition import build_services
from authenticator.storage.secret_store import KeyringStore
from crypto.pin import pin_key
from portal.platform.settings import CodeCost
from tests.bench.figures import Figure, parser_of, tell
from tests.bench.process import CODE, login, portal
from tests.support.keyrings import MemoryBackend

AGREED = 2.0
"""How many times what no activation can do without."""
PIN = Secret("482913")

Times = dict[str, float]
"""Seconds."""


def main(words: list[str]) -> None:
    parser = parser_of("activation", __doc__)
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with portal(folder, accounts=options.rounds + 1, code_cost=CodeCost()) as server:
            activated(server.url, folder, 0)
            found = [
                activated(server.url, folder, number) for number in range(1, options.rounds + 1)
            ]
    over = statistics.median(one["whole"] - least(one) for one in found)
    ratio = statistics.median(one["whole"] / least(one) for one in found)
    figures = [
        *(
            Figure(part, statistics.median(one[part] for one in found) * 1e3, "ms")
            for part in found[0]
        ),
        Figure("above the least", over * 1e3, "ms", goal=150),
        Figure("times the least", ratio, "", AGREED),
    ]
    tell(figures, as_json=options.json)


def least(one: Times) -> float:
    """Seconds that this activation could not do without."""
    return one["derivation"] + one["activate"] + one["message"]


def activated(url: str, folder: Path, number: int) -> Times:
    """One activation, and its parts measured by themselves."""
    store = KeyringStore(MemoryBackend)
    services = build_services(Config(url, folder / f"profile-{number}"), secrets=store)
    begun = time.perf_counter()
    pin_key(PIN.reveal(), root=bytes(32), salt=bytes(16), version=1)
    derived = time.perf_counter()
    stages: dict[Stage, float] = {}

    def report(stage: Stage) -> None:
        stages[stage] = time.perf_counter()

    services.activation.activate(login(number), Secret(CODE), PIN, report)
    ended = time.perf_counter()
    services.logins.status(services.bindings()[0])
    answered = time.perf_counter()
    return {
        "whole": ended - derived,
        "derivation": derived - begun,
        "activate": stages[Stage.CONFIRMING] - stages[Stage.ASKING_PORTAL],
        "message": answered - ended,
    }
