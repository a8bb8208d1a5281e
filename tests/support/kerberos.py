"""A Kerberos realm of a house, on this machine alone, by MIT's own server.

with kerberos_realm(tmp_path, "HTTP/localhost") as realm:
    realm.variables              # for whoever is to know the realm
    realm.keytab                 # the key of the service
    realm.log_in("montag")       # gets a ticket, as logging in at the computer does
"""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.patience import until
from tests.support.portal_server import free_port

REALM = "KLINIK.EXAMPLE"
_PASSWORD = "turm7"

_CLIENT = """\
[libdefaults]
default_realm = {realm}
dns_lookup_kdc = false
dns_lookup_realm = false
dns_canonicalize_hostname = false
rdns = false
[realms]
{realm} = {{
  kdc = 127.0.0.1:{port}
}}
"""
_SERVER = """\
[kdcdefaults]
kdc_listen = 127.0.0.1:{port}
kdc_tcp_listen = 127.0.0.1:{port}
[realms]
{realm} = {{
  database_name = {folder}/principals
  key_stash_file = {folder}/stash
  acl_file = {folder}/nobody
}}
[logging]
kdc = FILE:{folder}/kdc.log
"""


@dataclass(frozen=True)
class Realm:
    keytab: Path
    variables: Mapping[str, str]
    """Of the environment: where the realm is, and where tickets are kept."""

    def log_in(self, user: str) -> None:
        """Make the account and get a ticket for it."""
        self.run("kadmin.local", "-q", f"addprinc -pw {_PASSWORD} {user}")
        self.run("kinit", user, typed=f"{_PASSWORD}\n")

    def run(self, *words: str, typed: str = "") -> None:
        """One of Kerberos' programs, to its end."""
        subprocess.run(
            words,
            check=True,
            capture_output=True,
            text=True,
            input=typed,
            env={**os.environ, **self.variables},
        )


@contextmanager
def kerberos_realm(folder: Path, service: str) -> Iterator[Realm]:
    """Make the realm with one service, and run its server."""
    port = free_port()
    words = {"realm": REALM, "port": port, "folder": folder}
    client, server = folder / "krb5.conf", folder / "kdc.conf"
    client.write_text(_CLIENT.format(**words))
    server.write_text(_SERVER.format(**words))
    realm = Realm(
        folder / "keytab",
        {
            "KRB5_CONFIG": str(client),
            "KRB5_KDC_PROFILE": str(server),
            "KRB5CCNAME": f"FILE:{folder}/tickets",
        },
    )
    realm.run("kdb5_util", "create", "-s", "-P", "master", "-r", REALM)
    realm.run("kadmin.local", "-q", f"addprinc -randkey {service}")
    realm.run("kadmin.local", "-q", f"ktadd -k {realm.keytab} {service}")
    environment = {**os.environ, **realm.variables}
    with subprocess.Popen(
        ["krb5kdc", "-n"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as kdc:
        try:
            until(lambda: _is_ready(kdc, folder / "kdc.log"), what="the realm's server")
            yield realm
        finally:
            kdc.terminate()


def _is_ready(kdc: "subprocess.Popen[bytes]", log: Path) -> bool:
    if kdc.poll() is not None:
        raise RuntimeError(log.read_text() if log.exists() else "krb5kdc has not started")
    return log.exists() and "commencing operation" in log.read_text()
