"""The real portal as a process of its own, driven by its command line as an operator would."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

SAMPLES: Final = Path(__file__).parents[2] / "packaging" / "demo"


@dataclass(frozen=True)
class PortalProcess:
    """A portal that listens on loopback."""

    address: str
    data: Path
    log: Path
    pid: int

    def create_account(
        self,
        login: str,
        *,
        name: str,
        provider: str,
        cleared: bool,
        clerk: bool = False,
        plain: bool = False,
        ik: str = "",
    ) -> None:
        """Create an account."""
        words = ["account", "create", login, "--name", name, "--provider", provider]
        words += ["--cleared"] if cleared else []
        words += ["--ik", ik] if ik else []
        words += ["--clerk"] if clerk else []
        portal(self.data, *words, *(["--plain"] if plain else []))

    def import_samples(self) -> None:
        """The demo's institutions and regions."""
        portal(self.data, "institutions", "import", str(SAMPLES / "institutions.csv"))
        portal(self.data, "regions", "import", str(SAMPLES / "regions.toml"))

    def import_advices(self, folder: Path) -> None:
        """Take what lies in a folder."""
        portal(self.data, "advices", "import", str(folder))

    def has_account(self, login: str) -> bool:
        """Whether the account exists."""
        return portal(self.data, "account", "show", login, check=False) is not None

    def issue_code(self, login: str) -> str:
        """A fresh activation code, as people read it: 1054 2963."""
        answer = portal(self.data, "code", "issue", login)
        assert answer is not None
        code: str = answer["code"]
        return code


class PortalNotStarted(Exception):
    """Says in one line why."""


def portal(data: Path, *words: str, check: bool = True) -> dict[str, Any] | None:
    """Run one command of the portal; its answer, or None when it refused and `check` is off."""
    command = [sys.executable, "-m", "portal", *words, "--data", str(data), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        if check:
            raise RuntimeError(f"portal {words[0]}: {done.stderr.strip()}")
        return None
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@contextmanager
def running_portal_process(
    data: Path,
    port: int | None = None,
    settings: Mapping[str, Any] = MappingProxyType({}),
) -> Iterator[PortalProcess]:
    """Initialise `data` if it is new, and serve it until the block ends.

    Args:
        data: folder of database and keys.
        port: on loopback; a free one by default. It must be the same for the same `data`.
        settings: as an operator would put them into the environment.
    """
    port = port or _free_port()
    address = f"http://127.0.0.1:{port}"
    if not data.exists():
        portal(data, "init", "--public-url", address)
    command = [sys.executable, "-m", "portal", "serve", "--data", str(data)]
    command += ["--port", str(port), "--announce"]
    log = data.parent / "portal.log"
    environment = {**os.environ, **variables(settings)}
    with (
        log.open("ab") as written,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=written, text=True, env=environment
        ) as server,
    ):
        assert server.stdout
        if not server.stdout.readline():
            reason = log.read_text().strip().rsplit("\n", 1)[-1]
            raise PortalNotStarted(f"the portal did not start on {address}: {reason}")
        try:
            yield PortalProcess(address, data, log, server.pid)
        finally:
            server.send_signal(signal.SIGTERM)


def variables(settings: Mapping[str, Any]) -> dict[str, str]:
    """Settings as the portal reads them from its environment."""
    return {f"AOK_PORTAL_{name.upper()}": str(value) for name, value in settings.items()}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
