"""Memory and CPU of one connected device that waits, against a bare uvicorn long poll."""

import socket
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from crypto.envelope import MEDIA_TYPE, PATH
from crypto.protocol import LONGEST_WAIT
from portal.api.messages.logins import MOST_WAITS
from tests.bench.figures import Figure, parser_of, tell
from tests.bench.process import Process, activated, bare_uvicorn, portal
from tests.support.device import Device


def main(words: list[str]) -> None:
    parser = parser_of("idle", __doc__)
    parser.add_argument("--connections", type=int, default=5000)
    options = parser.parse_args(words)
    with bare_uvicorn() as server:
        bare = measured(server, options.connections, lambda _: _get("/idle"))
    accounts = 1 + options.connections // MOST_WAITS
    with tempfile.TemporaryDirectory() as name, portal(Path(name), accounts=accounts) as server:
        devices = [activated(server.url, number) for number in range(accounts)]
        for device in devices:
            device.poll()
        ours = measured(server, options.connections, lambda n: _poll(devices[n % accounts]))
        written = time.time() - Path(name, "portal.sqlite-wal").stat().st_mtime
    figures = [
        Figure("bare long poll, memory", bare[0], "KiB"),
        Figure("bare long poll, opened", bare[1] * 1e6, "µs of CPU"),
        Figure("device, memory", ours[0], "KiB", goal=24),
        Figure("device, opened", ours[1] * 1e6, "µs of CPU"),
        Figure("device, memory, times bare", ours[0] / bare[0]),
        Figure("device, opened, times bare", ours[1] / bare[1]),
        Figure("since the database was written", written, "s"),
    ]
    tell(figures, as_json=options.json)


def measured(
    server: Process, connections: int, request: Callable[[int], bytes]
) -> tuple[float, float]:
    """KiB and CPU seconds for each connection."""
    place = urlsplit(server.url)
    requests = [request(number) for number in range(connections)]
    _open(place.port, requests[:50])
    memory, cpu = server.rss, server.cpu
    sockets = _open(place.port, requests)
    server.wait_until_still()
    result = (server.rss - memory) / connections, (server.cpu - cpu) / connections
    for one in sockets:
        one.close()
    return result


def open_polls(
    url: str, devices: list[Device], count: int, wait: int = LONGEST_WAIT
) -> list[socket.socket]:
    """Connect so many devices that wait; the sockets are to be closed."""
    requests = [_poll(devices[number % len(devices)], wait) for number in range(count)]
    return _open(urlsplit(url).port, requests)


def _open(port: int | None, requests: list[bytes]) -> list[socket.socket]:
    sockets = []
    for data in requests:
        one = socket.create_connection(("127.0.0.1", port or 0))
        one.sendall(data)
        sockets.append(one)
    return sockets


def _get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: portal\r\n\r\n".encode()


def _poll(device: Device, wait: int = LONGEST_WAIT) -> bytes:
    body = device.sign("poll", {"tag": device.tag, "wait": wait})
    head = f"POST {PATH} HTTP/1.1\r\nHost: portal\r\nContent-Type: {MEDIA_TYPE}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
