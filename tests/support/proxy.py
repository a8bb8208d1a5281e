"""Real proxies, for whatever has to find its way out.

    from tests.support.proxy import running_proxy

    with running_proxy(tmp_path, user="montag", password="turm7") as proxy:
        proxy.url          # http://127.0.0.1:PORT, for a policy or a variable
        proxy.connections  # what it was asked to connect to: ["127.0.0.1:8443"]

It is tinyproxy in a process of its own.
"""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.portal_server import free_port


@dataclass(frozen=True)
class RunningProxy:
    """A proxy that connects to whatever it is asked to."""

    url: str
    log: Path

    @property
    def connections(self) -> list[str]:
        """Where it was asked to connect to, in order."""
        lines = self.log.read_text().splitlines()
        asked = (line.partition("): CONNECT ")[2].split() for line in lines)
        return [words[0] for words in asked if words]


@contextmanager
def running_proxy(folder: Path, *, user: str = "", password: str = "") -> Iterator[RunningProxy]:
    """Start tinyproxy; with a `user` it wants a login (HTTP Basic; letters and digits)."""
    port = free_port()
    log = folder / f"proxy-{port}.log"
    lines = [f"Port {port}", "Listen 127.0.0.1", "LogLevel Connect", "Allow 127.0.0.1"]
    lines += [f"BasicAuth {user} {password}"] if user else []
    settings = folder / f"proxy-{port}.conf"
    settings.write_text("\n".join(lines) + "\n")
    command = ["tinyproxy", "-d", "-c", str(settings)]
    with (
        log.open("w") as written,
        subprocess.Popen(command, stdout=written, stderr=written) as server,
    ):
        try:
            _wait_until_it_listens(server, port, log)
            yield RunningProxy(f"http://127.0.0.1:{port}", log)
        finally:
            server.terminate()


@contextmanager
def running_socks_proxy(*, user: str, password: str) -> Iterator[str]:
    """The address of a SOCKS 5 proxy that wants a login; it is microsocks in a process."""
    port = free_port()
    command = ["microsocks", "-i", "127.0.0.1", "-p", str(port), "-u", user, "-P", password]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_until_it_listens(server, port)
            yield f"socks5://127.0.0.1:{port}"
        finally:
            server.kill()


def _wait_until_it_listens(
    server: "subprocess.Popen[bytes]", port: int, log: Path | None = None
) -> None:
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            try:
                server.wait(timeout=0.02)
            except subprocess.TimeoutExpired:
                continue
            raise RuntimeError(log.read_text() if log else server.args) from None
        else:
            return
