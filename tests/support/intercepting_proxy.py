"""A machine between app and portal that ends TLS with a certificate authority of its own.

As in many clinics: the computers trust its authority, so it reads and can change everything.
"""

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import httpx2
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

Tamper = Callable[[str, bytes, bytes], bytes | tuple[int, bytes]]
"""Path, request and answer: the answer that is passed on, with another status if it likes."""


@dataclass
class InterceptingProxy:
    """What it sees, and what it does to it."""

    url: str
    authority: Path
    """Certificate that the clinic's computers trust."""
    certificate: Path
    """Of this computer, signed by the authority, with its key."""
    seen: list[bytes] = field(default_factory=list)
    """Every request and answer, readable."""
    tamper: Tamper = lambda _path, _request, answer: answer

    def client(self) -> httpx2.Client:
        """A browser on one of the clinic's computers."""
        context = ssl.create_default_context(cafile=str(self.authority))
        return httpx2.Client(base_url=self.url, verify=context, timeout=40)

    def requests_to(self, path: str) -> list[bytes]:
        """Bodies of the requests to an address, in order."""
        return [body for at, body in self.log if at == path]

    log: list[tuple[str, bytes]] = field(default_factory=list)
    skew: float = 0.0
    """Seconds by which its clock, as told in `Date`, is ahead of this computer's."""


@contextmanager
def intercepting_proxy(folder: Path, port: int, upstream: str) -> Iterator[InterceptingProxy]:
    """Listen with TLS on `port` and pass everything on to `upstream`."""
    authority, server_file = _certificates(folder)
    box = InterceptingProxy(f"https://127.0.0.1:{port}", authority, server_file)
    client = httpx2.Client(base_url=upstream, timeout=40)
    server = ThreadingHTTPServer(("127.0.0.1", port), _handler(box, client))
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(server_file)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield box
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        client.close()


def _handler(box: InterceptingProxy, client: httpx2.Client) -> type[BaseHTTPRequestHandler]:
    dropped = {"host", "connection", "content-length", "accept-encoding", "transfer-encoding"}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {n: v for n, v in self.headers.items() if n.lower() not in dropped}
            headers |= {"X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1"}
            answer = client.request(self.command, self.path, content=body, headers=headers)
            box.log.append((self.path, body))
            box.seen += [body, answer.content]
            changed = box.tamper(self.path, body, answer.content)
            status, content = (
                changed if isinstance(changed, tuple) else (answer.status_code, changed)
            )
            self.send_response(status)
            self.send_header("Content-Type", answer.headers.get("Content-Type", "text/html"))
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET  # noqa: N815

        def date_time_string(self, timestamp: float | None = None) -> str:
            return super().date_time_string((timestamp or time.time()) + box.skew)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


def _certificates(folder: Path) -> tuple[Path, Path]:
    authority_key, server_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority_name = _name("The clinic's authority")
    authority = (
        _builder(authority_name, authority_name, authority_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    here = [x509.IPAddress(ip_address("127.0.0.1")), x509.DNSName("localhost")]
    server = (
        _builder(_name("127.0.0.1"), authority_name, server_key.public_key())
        .add_extension(x509.SubjectAlternativeName(here), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    trusted, served = folder / "authority.pem", folder / "box.pem"
    trusted.write_bytes(authority.public_bytes(Encoding.PEM))
    key = server_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    served.write_bytes(server.public_bytes(Encoding.PEM) + key)
    return trusted, served


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
    )
