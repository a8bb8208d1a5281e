"""A PostgreSQL of its own for a test, from Debian's binaries.

    with temporary_postgres() as url:
        ...  url is "postgresql://portal@127.0.0.1:PORT/portal"

`find_binaries()` is None where PostgreSQL is not installed (`apt-get install postgresql`).
"""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.support.portal_server import free_port

_PLACES = Path("/usr/lib/postgresql")
_USER = "portal"
# Durability is measured elsewhere; here a cluster lives for seconds.
_OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


def find_binaries() -> Path | None:
    """The folder of the newest installed version's programs."""
    found = sorted(_PLACES.glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


@contextlib.contextmanager
def temporary_postgres(*, durable: bool = False) -> Iterator[str]:
    """Make a cluster, start it, and remove it afterwards.

    A `durable` one keeps what it has committed when it is ended by force.
    """
    binaries = find_binaries()
    if binaries is None:
        raise RuntimeError("PostgreSQL is not installed: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="portal-postgres-"))
    data, port = folder / "data", free_port()
    try:
        _own(folder)
        _run(binaries / "initdb", "-D", data, "-U", _USER, "-A", "trust", "-E", "UTF8", "-N")
        options = (
            f"{'' if durable else _OPTIONS} -c port={port} -c unix_socket_directories={folder}"
        )
        # -w returns when connections are accepted.
        _run(binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            _run(binaries / "createdb", "-h", folder, "-p", str(port), "-U", _USER, "portal")
            yield f"postgresql://{_USER}@127.0.0.1:{port}/portal"
        finally:
            _run(binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder)


def restart_postgres(data: Path, mode: str) -> None:
    """End a cluster and start it again; returns when it accepts connections.

    Args:
        data: as it says itself (`SHOW data_directory`).
        mode: `immediate`, as if it had crashed, or `fast`, which undoes what is going on.
    """
    binaries = find_binaries()
    assert binaries is not None
    log = data.parent / "log"
    _run(binaries / "pg_ctl", "-D", data, "-w", "-l", log, "-m", mode, "restart")


def _own(folder: Path) -> None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() == 0:
        postgres = pwd.getpwnam("postgres")
        os.chown(folder, postgres.pw_uid, postgres.pw_gid)


def _run(*words: str | Path) -> None:
    user = "postgres" if os.geteuid() == 0 else None
    subprocess.run(
        [str(word) for word in words],
        check=True,
        user=user,
        group=user,
        extra_groups=[] if user else None,
        stdout=subprocess.DEVNULL,
        cwd="/",
    )
