"""A NATS server of its own for a test, from Debian's package `nats-server`."""

import json
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final
from urllib.request import urlopen

from tests.support.patience import until
from tests.support.portal_server import free_port

USER: Final = "portal"
PASSWORD: Final = "what the portal shows to NATS"
NO_SENDER: Final = "listener"
"""Another user, who may hear everything that portals send, and send none of it."""
_RIGHTS: Final = f"""
authorization {{
  portal = {{ publish: "portal.>", subscribe: "portal.>" }}
  listener = {{ publish: "other.>", subscribe: "portal.>" }}
  users = [
    {{ user: {USER}, password: "{PASSWORD}", permissions: $portal }}
    {{ user: {NO_SENDER}, password: "{PASSWORD}", permissions: $listener }}
  ]
}}
"""


class NatsServer:
    """On loopback. It lets in whoever comes, or with `rights` the user above only."""

    def __init__(self, folder: Path, *, rights: bool = False, certificate: Path | None = None):
        """A `certificate`, a file that holds its key too, makes it demand TLS."""
        self.port, self._monitored_at = free_port(), free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._settings = folder / "nats.conf"
        files = f'cert_file: "{certificate}"\nkey_file: "{certificate}"'
        self._settings.write_text(
            f"listen: 127.0.0.1:{self.port}\nhttp: 127.0.0.1:{self._monitored_at}\n"
            + (_RIGHTS if rights else "")
            + (f"tls {{\n{files}\n}}\n" if certificate else "")
        )

    @property
    def address(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    @property
    def messages(self) -> int:
        """How many have come since it was started."""
        with urlopen(f"http://127.0.0.1:{self._monitored_at}/varz", timeout=60) as answer:
            return int(json.load(answer)["in_msgs"])

    def start(self) -> None:
        """Returns when it lets clients in."""
        program = shutil.which("nats-server", path=f"{os.environ['PATH']}:/usr/sbin")
        assert program, "NATS is not installed: apt-get install nats-server"
        command = [program, "-c", str(self._settings)]
        self._process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        until(self._greets, what="NATS")

    def kill(self) -> None:
        """As a crash would end it; does nothing where it has ended."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _greets(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 5) as line:
            return line.recv(5) == b"INFO "
        return False


@contextmanager
def nats_server(
    folder: Path, *, rights: bool = False, certificate: Path | None = None
) -> Iterator[NatsServer]:
    """One that runs until the block ends."""
    server = NatsServer(folder, rights=rights, certificate=certificate)
    try:
        server.start()
        yield server
    finally:
        server.kill()
