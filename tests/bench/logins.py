"""Server CPU and delay of complete logins that begin in a browser.

One login is nine requests: login page, start, waiting page, its long poll, the app's long poll
that brings the challenge, `respond`, finish page, ticket, the page behind the login. Compared
with a baseline of the same run: the cryptography, the durable commits and the bare requests that
no implementation of PA/1 can do without.
"""

import argparse
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx2

from crypto.keys import PrivateKey
from crypto.pin_proof import open_pin_proof, seal_pin_proof
from tests.bench.process import activated, bare_uvicorn, login, portal
from tests.support.device import Device

REQUESTS, COMMITS = 9, 4
VERIFIES, SIGNS, OPENS = 3, 3, 1
STARTS_PER_ACCOUNT = 3


@dataclass(frozen=True)
class Timing:
    delay: float
    """Seconds from the start in the browser to the challenge in the app."""
    whole: float


def main(words: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="./run bench logins", description=__doc__)
    parser.add_argument("--logins", type=int, default=300)
    parser.add_argument("--accounts", type=int, default=0, help="more accounts in the database")
    parser.add_argument("--database-url", help="PostgreSQL instead of SQLite in a new file")
    options = parser.parse_args(words)
    devices = -(-options.logins // STARTS_PER_ACCOUNT)
    with tempfile.TemporaryDirectory() as name:
        accounts = max(devices, options.accounts)
        with portal(Path(name), accounts=accounts, database_url=options.database_url) as server:
            known = [activated(server.url, number) for number in range(devices)]
            cpu = server.cpu
            timings = [
                one_login(known[number % devices], number % devices)
                for number in range(options.logins)
            ]
            ours = (server.cpu - cpu) / options.logins
        parts = baseline(Path(name))
    report(ours, timings, parts)


def one_login(device: Device, number: int) -> Timing:
    browser = httpx2.Client(base_url=device.url, timeout=40, verify=False)
    browser.headers |= {"sec-fetch-site": "same-origin", "origin": device.url}
    device.poll()
    with browser, ThreadPoolExecutor(2) as threads:
        app = threads.submit(_poll, device)
        browser.get("/login")
        begun = time.perf_counter()
        browser.post("/login", data={"login": login(number)})
        page = browser.get("/login/wait").text
        cid = page.split('data-cid="')[1].split('"')[0]
        waiting = threads.submit(browser.get, "/login/wait/state", params={"cid": cid})
        challenge, came = app.result()
        ticket = device.respond(challenge)["ticket"]
        browser.get("/login/finish", headers={"sec-fetch-site": "none"})
        browser.post("/login/finish", data={"ticket": ticket})
        assert waiting.result().json()["stage"] == "finished"
        assert "Guten Tag" in browser.get("/home").text
        return Timing(came - begun, time.perf_counter() - begun)


def _poll(device: Device) -> tuple[str, float]:
    challenge = device.poll(wait=25)["challenge"]
    return challenge, time.perf_counter()


def baseline(folder: Path) -> dict[str, float]:
    """CPU seconds of the unavoidable parts of one login."""
    key, portal_key = PrivateKey.generate(), PrivateKey.generate()
    signature = key.sign(b"x")
    sealed = seal_pin_proof(b"st", key, portal_key.public)
    crypto = (
        VERIFIES * _spent(lambda: key.public.verify(signature, b"x"))
        + SIGNS * _spent(lambda: key.sign(b"x"))
        + OPENS * _spent(lambda: open_pin_proof(b"st", sealed, portal_key))
    )
    return {
        f"{VERIFIES} verifies, {SIGNS} signatures, {OPENS} HPKE open": crypto,
        f"{COMMITS} durable SQLite commits": COMMITS * _commit(folder / "bare.sqlite"),
        f"{REQUESTS} requests to bare uvicorn": REQUESTS * _request(),
    }


def _spent(work: Callable[[], object], times: int = 1000) -> float:
    work()
    begun = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - begun) / times


def _commit(path: Path) -> float:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)")
    connection.execute("INSERT INTO t VALUES (1, 1)")

    def commit() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE t SET n = n + 1 WHERE id = 1")
        connection.execute("COMMIT")

    return _spent(commit, 500)


def _request(times: int = 2000) -> float:
    with bare_uvicorn() as server, httpx2.Client(base_url=server.url) as client:
        client.post("/", data={"login": "x"})
        begun = server.cpu
        for _ in range(times):
            client.post("/", data={"login": "x"})
        return (server.cpu - begun) / times


def report(ours: float, timings: list[Timing], parts: dict[str, float]) -> None:
    least = sum(parts.values())
    for name, seconds in parts.items():
        print(f"{name:45} {seconds * 1e3:7.2f} ms")
    print(f"{'baseline: all of these':45} {least * 1e3:7.2f} ms")
    print(f"{'server CPU per login':45} {ours * 1e3:7.2f} ms   {ours / least:.2f} × baseline")
    delays = sorted(timing.delay * 1e3 for timing in timings)
    wholes = sorted(timing.whole * 1e3 for timing in timings)
    print(f"start to challenge in the app, p50 / p95 {_quantiles(delays)}")
    print(f"whole login without the user, p50 / p95  {_quantiles(wholes)}")


def _quantiles(sorted_values: list[float]) -> str:
    cuts = statistics.quantiles(sorted_values, n=20)
    return f"{cuts[9]:8.1f} / {cuts[18]:.1f} ms"
