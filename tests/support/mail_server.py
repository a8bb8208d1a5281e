"""A real mail server that receives, on a free loopback port.

    with mail_server() as mails:
        with running_portal(tmp_path, mails=mails) as portal:
            ...
            mail = mails.wait_for(to="max@abc.de", subject="Ihre Registrierung")
            link = mails.links(mail)[0]

`mails.hold()` leaves each mail without its answer until `mails.release()`. `mails.refuse(450)` and
`mails.refuse(550)` refuse recipients until `mails.accept()`; `at` may name another command.
`mails.stop()` and `mails.start()` take it off the network and back on the same port. `tls` is a
file of certificate and key (`tests.support.web_server`), for STARTTLS, or with
`from_the_start=True` for TLS alone; `login` is the one pair of user and password that is let in,
after STARTTLS.
"""

import asyncio
import contextlib
import re
import ssl
import threading
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

from tests.support.portal_server import free_port

LINK = re.compile(r"https?://[^\s<>\"]+")
_WAIT_SECONDS = 10


class MailServer:
    """What it has received, and how it behaves. The handle_* methods are called by aiosmtpd."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.port = free_port()
        self.received: list[EmailMessage] = []
        """Each has its envelope's recipients in X-To."""
        self.listeners: list[Callable[[], None]] = []
        """Called after each mail, in the server's thread."""
        self._options = options
        self._changed = threading.Condition()
        self._refusals: dict[str, int] = {}
        self._refused = 0
        self._answering = threading.Event()
        self._answering.set()
        self._controller: Controller | None = None

    @property
    def settings(self) -> dict[str, Any]:
        """For a portal that sends here."""
        return {
            "mail_host": "127.0.0.1",
            "mail_port": self.port,
            "mail_from": "portal@example.de",
        }

    def start(self) -> None:
        self._controller = Controller(
            self, hostname="127.0.0.1", port=self.port, server_hostname="localhost", **self._options
        )
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
        self._controller = None

    def refuse(self, code: int, at: str = "RCPT") -> None:
        """Answer each MAIL, RCPT or DATA with `code` from now on."""
        self._refusals[at] = code

    def accept(self) -> None:
        self._refusals.clear()

    def hold(self) -> None:
        """Take mails, and say so only once they are released."""
        self._answering.clear()

    def release(self) -> None:
        self._answering.set()

    def wait_for(self, to: str, subject: str = "", seconds: float = _WAIT_SECONDS) -> EmailMessage:
        """The last mail to an address whose subject contains `subject`."""
        if not self.has(to, seconds, subject):
            seen = [(mail["X-To"], mail["Subject"]) for mail in self.received]
            raise AssertionError(f"no mail {subject!r} to {to}; there are {seen}")
        return self.mails_to(to, subject)[-1]

    def has(self, to: str, seconds: float, subject: str = "") -> bool:
        """Whether a mail comes within so many seconds, or has come."""
        with self._changed:
            return bool(self._changed.wait_for(lambda: self.mails_to(to, subject), seconds))

    def wait_for_refusals(self, count: int, seconds: float = _WAIT_SECONDS) -> None:
        """Until so many were refused in all."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._refused >= count, seconds)

    def mails_to(self, to: str, subject: str = "") -> list[EmailMessage]:
        """What has come so far."""
        mails = tuple(self.received)
        return [mail for mail in mails if mail["X-To"] == to and subject in mail["Subject"]]

    @staticmethod
    def links(mail: EmailMessage) -> list[str]:
        """The links of its plain text, in order."""
        return LINK.findall(text_of(mail))

    def link(self, mail: EmailMessage, path: str) -> str:
        """The one link to this path."""
        (found,) = (link for link in self.links(mail) if path in link)
        return found

    async def handle_MAIL(  # noqa: N802
        self, _server: Any, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if refusal := self._refusal("MAIL"):
            return refusal
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if refusal := self._refusal("RCPT"):
            return refusal
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, _server: Any, _session: Session, envelope: Envelope
    ) -> str:
        if refusal := self._refusal("DATA"):
            return refusal
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        message["X-To"] = ", ".join(envelope.rcpt_tos)
        with self._changed:
            self.received.append(message)
            self._changed.notify_all()
        for tell in tuple(self.listeners):
            tell()
        await asyncio.to_thread(self._answering.wait)
        return "250 OK"

    def _refusal(self, command: str) -> str | None:
        code = self._refusals.get(command)
        if code is None:
            return None
        with self._changed:
            self._refused += 1
            self._changed.notify_all()
        return f"{code} not {command}"


def text_of(mail: EmailMessage) -> str:
    """Its plain text."""
    return _part(mail, "plain")


def html_of(mail: EmailMessage) -> str:
    return _part(mail, "html")


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    text: str = part.get_content()
    return text.replace("\r\n", "\n")


@contextlib.contextmanager
def mail_server(
    *,
    tls: Path | None = None,
    from_the_start: bool = False,
    login: tuple[str, str] | None = None,
    utf8: bool = True,
) -> Iterator[MailServer]:
    """Receive mails until the block ends."""
    options: dict[str, Any] = {"enable_SMTPUTF8": utf8}
    if tls is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(tls)
        options["ssl_context" if from_the_start else "tls_context"] = context
    if login is not None:
        options |= {"auth_required": True, "authenticator": _only(*login)}
    server = MailServer(options)
    server.start()
    try:
        yield server
    finally:
        server.release()
        server.stop()


def _only(user: str, password: str) -> Any:
    wanted = LoginPassword(user.encode(), password.encode())

    def authenticate(_s: Any, _session: Any, _e: Any, _mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data == wanted, handled=False)

    return authenticate
