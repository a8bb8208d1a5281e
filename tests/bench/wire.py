"""HTTP/1.1 on a bare socket: a client that costs little, so that the server stays warm."""

import json
import select
import socket
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

_AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@dataclass(frozen=True)
class Answer:
    status_code: int
    headers: dict[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()

    def json(self) -> Any:
        return json.loads(self.content)


class Wire:
    """One connection that is kept, with the cookies of one browser."""

    def __init__(self, url: str, cookies: dict[str, str] | None = None) -> None:
        place = urlsplit(url)
        self._url = url
        self._host = place.netloc
        self._socket = socket.create_connection((place.hostname or "", place.port or 80))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.cookies: dict[str, str] = {} if cookies is None else cookies

    def close(self) -> None:
        self._socket.close()

    def get(self, path: str, **headers: str) -> Answer:
        self.send("GET", path, b"", headers)
        return self.answer()

    def post(self, url: str, content: bytes, headers: dict[str, str]) -> Answer:
        self.send("POST", url.removeprefix(self._url), content, headers)
        return self.answer()

    def send(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> None:
        """Send a request and go on."""
        lines = [f"{method} {path.removeprefix(self._url)} HTTP/1.1", f"Host: {self._host}"]
        lines += [f"User-Agent: {_AGENT}", "Accept-Language: de"]
        lines += [f"{name}: {value}" for name, value in ({"accept": "*/*"} | headers).items()]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{k}={v}" for k, v in self.cookies.items()))
        if method == "POST":
            lines.append(f"Content-Length: {len(body)}")
        self._socket.sendall("\r\n".join([*lines, "", ""]).encode() + body)

    def arrival(self, seconds: float) -> float:
        """When the answer began to arrive."""
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        if not poll.poll(seconds * 1000):
            raise TimeoutError("no answer")
        return time.perf_counter()

    def answer(self) -> Answer:
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, body = data.split(b"\r\n\r\n", 1)
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines)
        for line in lines:
            if line.lower().startswith("set-cookie: "):
                name, value = line[12:].split(";", 1)[0].split("=", 1)
                self.cookies[name] = value
        while len(body) < int(headers.get("content-length", 0)):
            body += self._more()
        return Answer(int(first.split()[1]), headers, body)

    def _more(self) -> bytes:
        more = self._socket.recv(65536)
        if not more:
            raise ConnectionError("the server has hung up")
        return more


def form(**fields: str) -> bytes:
    return "&".join(f"{name}={quote(value)}" for name, value in fields.items()).encode()
