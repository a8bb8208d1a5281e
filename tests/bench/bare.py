"""`python -m tests.bench.bare PORT [DATABASE]`: uvicorn with nothing behind it, to compare with.

A query such as `?verify=1&sign=2&open=1&commit=1` makes it do what no implementation of PA/1 can do
without: verify and sign with P-256, open a sealed PIN proof, commit one row durably.
"""

import asyncio
import sqlite3
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import uvicorn

from crypto.keys import PrivateKey
from crypto.pin_proof import open_pin_proof, seal_pin_proof


def unavoidable_work(database: Path) -> Mapping[str, Callable[[], object]]:
    """What a query may ask for; the commits go into a new file of SQLite."""
    key, portal = PrivateKey.generate(), PrivateKey.generate()
    signature, sealed = key.sign(b"x"), seal_pin_proof(b"st", key, portal.public)
    return {
        "verify": lambda: key.public.verify(signature, b"x"),
        "sign": lambda: key.sign(b"x"),
        "open": lambda: open_pin_proof(b"st", sealed, portal),
        "commit": _committing(database),
    }


def _committing(database: Path) -> Callable[[], object]:
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)")
    connection.execute("INSERT INTO t VALUES (1, 1)")

    def commit() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE t SET n = n + 1 WHERE id = 1")
        connection.execute("COMMIT")

    return commit


class App:
    def __init__(self, work: Mapping[str, Callable[[], object]]) -> None:
        self._work = work

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        if scope["method"] == "POST":
            await receive()
        if scope["path"] == "/idle":
            await asyncio.sleep(600)
        for name, times in parse_qsl(scope["query_string"].decode()):
            for _ in range(int(times)):
                self._work[name]()
        headers = [(b"content-type", b"text/plain"), (b"content-length", b"2")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"ok"})


async def _lifespan(receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})


class Server(uvicorn.Server):
    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        print("ready", flush=True)


if __name__ == "__main__":
    databases = [Path(word) for word in sys.argv[2:]]
    config = uvicorn.Config(
        App(unavoidable_work(databases[0]) if databases else {}),
        port=int(sys.argv[1]),
        http="httptools",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=60,
        timeout_graceful_shutdown=1,
    )
    Server(config).run()
