"""Squid as the proxy of a large house, with the kinds of login that such houses have.

    from tests.support.squid import Login, running_squid

    with running_squid(Login.NTLM) as proxy:
        proxy.url        # http://localhost:PORT
        proxy.entries()  # what it has let through and refused, in order

NTLM is Squid's own `ntlm_fake_auth`: the whole handshake, and any password. Basic and Kerberos look
at passwords and tickets.
"""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from tests.support.kerberos import Realm
from tests.support.patience import until
from tests.support.portal_server import free_port

_HELPERS = Path("/usr/lib/squid")
_ACCOUNT = "proxy"
"""Debian's for proxies; Squid refuses to run as root."""


class Login(Enum):
    """What the proxy asks for."""

    NONE = ()
    BASIC = ("basic program {helpers}/basic_ncsa_auth {folder}/users", "basic realm Klinik")
    NTLM = ("ntlm program {helpers}/ntlm_fake_auth -d", "ntlm children 2")
    NTLM_OR_BASIC = (*NTLM, *BASIC)
    KERBEROS = (
        "negotiate program {helpers}/negotiate_kerberos_auth -k {folder}/keytab -s GSS_C_NO_NAME",
        "negotiate children 2",
    )
    KERBEROS_OR_BASIC = (*KERBEROS, *BASIC)


@dataclass(frozen=True)
class Entry:
    """A line of the access log."""

    status: int
    target: str
    user: str
    """Who it was let through as; `-` when nobody."""


@dataclass(frozen=True)
class RunningSquid:
    url: str
    port: int
    log: Path

    def entries(self) -> list[Entry]:
        """What was asked of it, in order. A tunnel is written down when it ends."""
        lines = (line.split() for line in self.log.read_text().splitlines())
        return [Entry(int(status), target, user) for status, target, user in lines]


@contextmanager
def running_squid(
    login: Login,
    *,
    user: str = "",
    password: str = "",
    realm: Realm | None = None,
    tls: Path | None = None,
    port: int = 0,
) -> Iterator[RunningSquid]:
    """Start Squid; it connects to any port.

    Args:
        user, password: for Basic.
        realm: that has `HTTP/localhost` as a service, for Kerberos.
        tls: certificate of `localhost` and its key, in one file; without it there is no TLS.
        port: by default any that is free.
    """
    folder = Path(tempfile.mkdtemp(prefix="squid-"))
    port, log = port or free_port(), folder / "access.log"
    try:
        if user:
            hashed = _succeed("openssl", "passwd", "-apr1", password)
            (folder / "users").write_text(f"{user}:{hashed}\n")
        if realm is not None:
            shutil.copy(realm.keytab, folder / "keytab")
            shutil.copy(realm.variables["KRB5_CONFIG"], folder / "krb5.conf")
        if tls is not None:
            shutil.copy(tls, folder / "tls")
        (folder / "squid.conf").write_text(_settings(folder, port, login, tls=tls is not None))
        if os.geteuid() == 0:
            for path in (folder, *folder.iterdir()):
                shutil.chown(path, _ACCOUNT, _ACCOUNT)
        # Its name is that of its shared memory, which two at once must not share.
        command = ["squid", "-N", "-n", f"test{port}", "-f", str(folder / "squid.conf")]
        kerberos = {"KRB5_CONFIG": str(folder / "krb5.conf"), "KRB5RCACHENAME": "none:"}
        with subprocess.Popen(
            command,
            env={**os.environ, **kerberos},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as server:
            try:
                until(lambda: _listens(server, port, folder / "cache.log"), what="Squid")
                yield RunningSquid(f"{'https' if tls else 'http'}://localhost:{port}", port, log)
            finally:
                server.terminate()
    finally:
        shutil.rmtree(folder)


def _settings(folder: Path, port: int, login: Login, *, tls: bool) -> str:
    words = {"helpers": _HELPERS, "folder": folder}
    asked = ["acl known proxy_auth REQUIRED", "http_access allow known", "http_access deny all"]
    listening = f"https_port 127.0.0.1:{port} tls-cert={folder}/tls"
    lines = [
        listening if tls else f"http_port 127.0.0.1:{port}",
        "pid_filename none",
        f"cache_log {folder}/cache.log",
        "logformat short %>Hs %ru %un",
        f"access_log stdio:{folder}/access.log logformat=short",
        "buffered_logs off",
        "cache deny all",
        "cache_mem 4 MB",
        f"coredump_dir {folder}",
        "shutdown_lifetime 0 seconds",
        "max_filedescriptors 256",
        "pinger_enable off",
        f"cache_effective_user {_ACCOUNT}",
        *(f"auth_param {line.format(**words)}" for line in login.value),
        *(asked if login.value else ["http_access allow all"]),
    ]
    return "".join(f"{line}\n" for line in lines)


def _listens(server: "subprocess.Popen[bytes]", port: int, log: Path) -> bool:
    if server.poll() is not None:
        raise RuntimeError(log.read_text() if log.exists() else "Squid has not started")
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except ConnectionRefusedError:
        return False
    return True


def _succeed(*words: str) -> str:
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()
