"""Server CPU and delay of complete logins that begin in a browser.

One such login is nine requests: login page, start, waiting page, its long poll, the app's long poll
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
from dataclasses import dataclass
from pathlib import Path

from crypto.envelope import PATH
from crypto.keys import PrivateKey
from crypto.pin_proof import open_pin_proof, seal_pin_proof
from portal.platform.asgi import new_cookie
from tests.bench.idle import open_polls
from tests.bench.process import activated, bare_uvicorn, login, portal
from tests.bench.wire import Wire, form
from tests.support.device import Device, ticket_hash

REQUESTS, COMMITS = 9, 4
VERIFIES, SIGNS, OPENS = 3, 3, 1
STARTS_PER_ACCOUNT = 3
TYPED = {"sec-fetch-site": "none"}
OWN = {"sec-fetch-site": "same-origin"}


@dataclass(frozen=True)
class Timing:
    delay: float
    """Seconds from the start in the browser to the challenge in the app."""
    whole: float


def main(words: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="./run bench logins", description=__doc__)
    parser.add_argument("--logins", type=int, default=300)
    parser.add_argument("--accounts", type=int, default=0, help="more accounts in the database")
    parser.add_argument("--idle", type=int, default=0, help="devices that wait meanwhile")
    parser.add_argument("--database-url", help="PostgreSQL instead of SQLite in a new file")
    options = parser.parse_args(words)
    devices = -(-options.logins // STARTS_PER_ACCOUNT)
    with tempfile.TemporaryDirectory() as name:
        accounts = max(devices + 1, options.accounts)
        with portal(Path(name), accounts=accounts, database_url=options.database_url) as server:
            known = [ready(server.url, number) for number in range(devices)]
            # A wait ends after 25 seconds: they are to outlast what is measured.
            idle = open_polls(server.url, [ready(server.url, devices)], options.idle)
            time.sleep(1)
            cpu = server.cpu
            timings = [
                one_login(known[number % devices], number % devices)
                for number in range(options.logins)
            ]
            ours = (server.cpu - cpu) / options.logins
            for one in idle:
                one.close()
        parts = baseline(Path(name))
    report(ours, timings, parts)


def one_login(device: Device, number: int) -> Timing:
    app, browser = Wire(device.url), Wire(device.url, {"visit": new_cookie()})
    waiting = Wire(device.url, browser.cookies)
    device.http = app  # type: ignore[assignment]
    app.send("POST", PATH, device.sign("poll", {"tag": device.tag, "wait": 25}), {})
    browser.get("/login", **TYPED)
    begun = time.perf_counter()
    browser.send("POST", "/login", form(login=login(number)), OWN)
    came = app.arrival(5)
    challenge = device.take(app.answer().content)["challenge"]
    assert browser.answer().status_code == 303
    cid = browser.get("/login/wait", **OWN).text.split('data-cid="')[1].split('"')[0]
    waiting.send("GET", f"/login/wait/state?cid={cid}", b"", OWN)
    ticket = device.respond(challenge)["ticket"]
    browser.get("/login/finish", **TYPED)
    browser.post("/login/finish", form(ticket=ticket), OWN)
    assert waiting.answer().json()["stage"] == "finished"
    assert "Guten Tag" in browser.get("/home", **OWN).text
    whole = time.perf_counter() - begun
    for wire in (app, browser, waiting):
        wire.close()
    return Timing(came - begun, whole)


def one_app_login(device: Device, number: int) -> None:
    """A login that begins in the app: the long poll of the app's ticket, and of the page, too."""
    app, browser = Wire(device.url), Wire(device.url, {"visit": new_cookie()})
    waiting = Wire(device.url, browser.cookies)
    device.http = app  # type: ignore[assignment]
    ticket = device.applogin()["ticket"]
    app.send("POST", PATH, device.sign("claim", {"th": ticket_hash(ticket), "wait": 25}), {})
    browser.get("/login/app", **TYPED)
    taken = browser.post("/login/app", form(ticket=ticket), OWN).json()
    waiting.send("GET", f"/login/app/state?th={taken['th']}", b"", OWN)
    assert device.take(app.answer().content)["state"] == "claimed"
    assert device.claimok(ticket)["state"] == "done"
    assert waiting.answer().json()["result"] == "done"
    assert "Guten Tag" in browser.get("/home", **OWN).text
    for wire in (app, browser, waiting):
        wire.close()


def ready(url: str, number: int) -> Device:
    """A device that is activated and has polled once."""
    device = activated(url, number)
    device.poll()
    return device


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
        f"{REQUESTS} requests to bare uvicorn, 3 connections": _requests(),
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


def _requests(logins: int = 300) -> float:
    """The same requests on as many connections, answered by a server with nothing behind it."""
    with bare_uvicorn() as server:
        begun = server.cpu
        for _ in range(logins):
            app, browser, waiting = (Wire(server.url) for _ in range(3))
            for _ in range(2):
                app.post("/", b"x" * 700, OWN)
            for _ in range(2):
                browser.post("/", b"login=x", OWN)
            for _ in range(4):
                browser.get("/", **OWN)
            waiting.get("/", **OWN)
            for wire in (app, browser, waiting):
                wire.close()
        return (server.cpu - begun) / logins


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
