"""privacyIDEA with push tokens that poll, to be compared with: its server, and a token's side."""

import base64
import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import requests
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.bench.process import children_of, seconds_of
from tests.support.portal_server import free_port

PACKAGES = Path(__file__).parents[2] / "build" / "peer" / "packages"
"""Where `./run bench peer` installs what packaging/requirements/peer.txt pins."""
WORKERS = 2
REALM = "bench"
PIN = "1234"
_KEY_BITS = 4096
_START_SECONDS = 120
_MANAGE = "import sys; from privacyidea.cli.pimanage import cli; sys.exit(cli())"
_POLICIES = {
    "enrollment": "push_firebase_configuration=poll only, push_registration_url={url}/ttype/push",
    "authentication": "push_allow_polling=allow, push_wait=0",
}


class Peer:
    """A running server with one push token for each user."""

    def __init__(self, url: str, master: int, admin: str, passwords: Path, users: int) -> None:
        self.url = url
        self._master = master
        self._http = requests.Session()
        self._key = rsa.generate_private_key(65537, _KEY_BITS)
        token = self._post("/auth", username="admin", password=admin)["value"]["token"]
        self._http.headers["PI-Authorization"] = token
        self._post("/resolver/bench", type="passwdresolver", fileName=str(passwords))
        self._post(f"/realm/{REALM}", resolvers="bench")
        for scope, action in _POLICIES.items():
            words = {"scope": scope, "action": action.format(url=url), "active": "true"}
            self._post(f"/policy/{scope}", **words)
        self._serials = [self._enrolled(f"user{number}") for number in range(users)]
        del self._http.headers["PI-Authorization"]

    @property
    def cpu(self) -> float:
        """Seconds that the server and its workers have spent on a processor."""
        return seconds_of(self._master, *children_of(self._master))

    def login(self, number: int) -> None:
        """Begun at the server, answered by the token, asked for and finished."""
        user = {"user": f"user{number}", "realm": REALM}
        serial = self._serials[number]
        transaction = self._sent("POST", "/validate/check", data={**user, "pass": PIN})["detail"][
            "transaction_id"
        ]
        now = datetime.now(UTC).isoformat()
        signed = {"timestamp": now, "signature": self._signature(f"{serial}|{now}")}
        asked = self._sent("GET", "/ttype/push", params={"serial": serial, **signed})
        (challenge,) = asked["result"]["value"]
        nonce = challenge["nonce"]
        answer = {"nonce": nonce, "signature": self._signature(f"{nonce}|{serial}")}
        self._must("POST", "/ttype/push", data={"serial": serial, **answer})
        self._must("GET", "/validate/polltransaction", params={"transaction_id": transaction})
        finished = {**user, "transaction_id": transaction, "pass": ""}
        self._must("POST", "/validate/check", data=finished)

    def _enrolled(self, user: str) -> str:
        """The serial number of a new token of a user."""
        words = {"type": "push", "genkey": "1", "user": user, "realm": REALM, "pin": PIN}
        begun = self._sent("POST", "/token/init", data=words)["detail"]
        public = self._key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        self._post(
            "/ttype/push",
            enrollment_credential=begun["enrollment_credential"],
            serial=begun["serial"],
            pubkey=base64.urlsafe_b64encode(public).decode(),
            fbtoken="none",
        )
        return str(begun["serial"])

    def _signature(self, text: str) -> str:
        signed = self._key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
        return base64.b32encode(signed).decode()

    def _post(self, path: str, **words: str) -> dict:
        found: dict = self._sent("POST", path, data=words)["result"]
        return found

    def _must(self, method: str, path: str, **words: dict) -> None:
        if self._sent(method, path, **words)["result"]["value"] is not True:
            raise RuntimeError(f"{path} did not say yes")

    def _sent(self, method: str, path: str, **words: dict) -> dict:
        answer = self._http.request(method, self.url + path, **words)  # type: ignore[arg-type]
        answer.raise_for_status()
        found: dict = answer.json()
        return found


@contextlib.contextmanager
def peer(folder: Path, users: int, database_url: str | None = None) -> Iterator[Peer]:
    """A server with so many users in a folder of its own, on SQLite or the PostgreSQL of a URL."""
    port = free_port()
    url = database_url or f"sqlite:///{folder / 'peer.sqlite'}"
    names = {
        "SQLALCHEMY_DATABASE_URI": url.replace("postgresql://", "postgresql+psycopg://"),
        "SECRET_KEY": os.urandom(16).hex(),
        "PI_PEPPER": os.urandom(16).hex(),
        "PI_ENCFILE": str(folder / "enckey"),
        "PI_AUDIT_KEY_PRIVATE": str(folder / "private.pem"),
        "PI_AUDIT_KEY_PUBLIC": str(folder / "public.pem"),
        "PI_LOGFILE": str(folder / "peer.log"),
        "PI_LOGLEVEL": 40,
    }
    config = folder / "pi.cfg"
    config.write_text("".join(f"{name} = {json.dumps(value)}\n" for name, value in names.items()))
    variables = {
        **os.environ,
        "HOME": str(folder),
        "PYTHONPATH": str(PACKAGES),
        "PRIVACYIDEA_CONFIGFILE": str(config),
    }
    admin = os.urandom(16).hex()
    for words in ("setup create_enckey", "setup create_audit_keys", "setup create_tables",
                  f"admin add admin -p {admin}"):  # fmt: skip
        command = [sys.executable, "-c", _MANAGE, *words.split()]
        subprocess.run(command, env=variables, check=True, capture_output=True)
    passwords = folder / "passwd"
    lines = (f"user{n}:x:{n + 1000}:100:User {n},,,:/:/bin/sh\n" for n in range(users))
    passwords.write_text("".join(lines))
    app = f"privacyidea.app:create_app('production', config_file={str(config)!r}, silent=True)"
    options = ["-w", str(WORKERS), "-b", f"127.0.0.1:{port}", app]
    server = subprocess.Popen([sys.executable, "-m", "gunicorn", *options], env=variables,
                              stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(address)
        yield Peer(address, server.pid, admin, passwords, users)
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(url: str) -> None:
    end = time.monotonic() + _START_SECONDS
    while True:
        try:
            requests.get(url, timeout=_START_SECONDS)
            return
        except requests.ConnectionError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
