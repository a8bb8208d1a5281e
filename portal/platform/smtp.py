"""The mail server: its settings, e-mail addresses, and handing over one mail (RFC 5321)."""

import asyncio
import contextlib
import os
import re
import ssl
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from enum import StrEnum
from pathlib import Path
from typing import Final, Protocol

import aiosmtplib

from crypto.email_address import mail_form
from portal.platform.settings import LOOPBACK, PASSWORD_VARIABLE, Settings, SettingsProblem
from portal.platform.text_files import UnreadableFile, read_text_file

# RFC 5321, 4.1.2, without quoted local parts; with the letters of all languages (RFC 6531).
_ATOM: Final = r"[\w!#$%&'*+/=?^`{|}~-]+"
_LABEL: Final = r"[^\W_](?:[\w-]*[^\W_])?"
_ADDRESS: Final = re.compile(rf"({_ATOM}(?:\.{_ATOM})*)@({_LABEL}(?:\.{_LABEL})*)")
_LONGEST: Final = 254


def is_address(text: str) -> bool:
    """Whether a mail can go there: one address, without a name, quotes or control characters."""
    return len(text) <= _LONGEST and _ADDRESS.fullmatch(text) is not None


def header_address(text: str, name: str = "") -> Address:
    """As headers want it, with an ASCII domain: any mail server takes that.

    Raises:
        ValueError: `text` is no address.
    """
    found = _ADDRESS.fullmatch(mail_form(text))
    if found is None:
        raise ValueError("no e-mail address")
    return Address(name, found[1], found[2])


class Security(StrEnum):
    """How the way to the mail server is encrypted."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"
    """From the first byte (RFC 8314)."""


_PORTS: Final = {Security.NONE: 25, Security.STARTTLS: 587, Security.TLS: 465}


@dataclass(frozen=True)
class MailServer:
    """Checked and complete."""

    host: str
    port: int
    security: Security
    user: str
    password: str = field(repr=False)
    sender: str
    sender_name: str
    """"" where the portal's own name is to be shown."""


def mail_server(settings: Settings, environ: Mapping[str, str] = os.environ) -> MailServer | None:
    """What the settings say; None without `mail_host`.

    Raises:
        SettingsProblem: with a sentence for the operator.
    """
    if not settings.mail_host:
        return None
    if not is_address(settings.mail_from):
        raise SettingsProblem(
            "mail_from is no e-mail address: give the one that mails come from, "
            "as in portal@example.de."
        )
    if not settings.mail_from_name.isprintable():
        raise SettingsProblem("mail_from_name holds something else than letters: give a name.")
    security = _security(settings)
    if settings.mail_user and security is Security.NONE and settings.mail_host not in LOOPBACK:
        raise SettingsProblem(
            "mail_security is 'none', and the password of mail_user would be readable on the way: "
            "give starttls or tls."
        )
    return MailServer(
        host=settings.mail_host,
        port=settings.mail_port or _PORTS[security],
        security=security,
        user=settings.mail_user,
        password=_password(settings, environ) if settings.mail_user else "",
        sender=settings.mail_from,
        sender_name=settings.mail_from_name,
    )


def _security(settings: Settings) -> Security:
    if not settings.mail_security:
        return Security.NONE if settings.mail_host in LOOPBACK else Security.STARTTLS
    try:
        return Security(settings.mail_security)
    except ValueError as error:
        raise SettingsProblem(
            f"mail_security is {settings.mail_security!r}: give none, starttls or tls."
        ) from error


def _password(settings: Settings, environ: Mapping[str, str]) -> str:
    password = environ.get(PASSWORD_VARIABLE, "")
    if not password and settings.mail_password_file:
        path = Path(settings.mail_password_file)
        try:
            password = read_text_file(path).strip()
        except (FileNotFoundError, UnreadableFile) as error:
            raise SettingsProblem(
                f"mail_password_file {path} cannot be read: check its name, rights and content."
            ) from error
    if not password:
        raise SettingsProblem(
            "mail_user has no password: name a file that holds it in mail_password_file, "
            f"or set {PASSWORD_VARIABLE}."
        )
    return password


_ANSWER_SECONDS: Final = 30
_CONNECT_SECONDS: Final = 90
# Whoever gives up a mail that a slow server has taken sends it twice: RFC 5321 asks for minutes
# (4.5.3.2). Together less than the lease of an e-mail.
_TAKEN_SECONDS: Final = 300
_HANDOVER_SECONDS: Final = 480
_QUIT_SECONDS: Final = 0.5
_PERMANENT: Final = 500


class NotNow(Exception):
    """Not taken, but it may be later. Says what happened, without addresses."""


class ServerNotThere(NotNow):
    """Not this mail's fault: others will do no better now."""


class Never(Exception):
    """Refused for good. Says what happened, without addresses."""


class Connection(Protocol):
    """To a mail server that is there."""

    async def hand_over(self, message: EmailMessage, recipient: str) -> None:
        """Return once the mail server is responsible for the mail.

        Broken off in between, nobody knows whether it is.

        Raises:
            NotNow: try again later.
            Never: it will not be taken.
        """


class Sender(Protocol):
    """Where mails go."""

    def connected(self) -> contextlib.AbstractAsyncContextManager[Connection]:
        """A connection for one mail.

        Raises:
            NotNow: try again later; also for what goes wrong while the connection is used.
        """


@dataclass(frozen=True)
class SmtpSender:
    """One connection for one mail: they are few."""

    server: MailServer
    own_name: str
    """How the portal presents itself: its host name."""

    @contextlib.asynccontextmanager
    async def connected(self) -> AsyncIterator[Connection]:
        client = self._client()
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                await client.connect()
            yield _SmtpConnection(client, self.server.sender)
        except (aiosmtplib.SMTPException, OSError) as error:
            # Certificates that do not fit come as OSError too. A server's answer may repeat
            # addresses: its number is enough.
            code = f" {error.code}" if isinstance(error, aiosmtplib.SMTPResponseException) else ""
            raise ServerNotThere(f"{type(error).__name__}{code}") from error
        finally:
            await _part(client)

    def _client(self) -> aiosmtplib.SMTP:
        server = self.server
        return aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user or None,
            password=server.password or None,
            local_hostname=self.own_name,
            timeout=_ANSWER_SECONDS,
            use_tls=server.security is Security.TLS,
            start_tls=server.security is Security.STARTTLS,
            # The machine's own trust store; SSL_CERT_FILE names another.
            tls_context=ssl.create_default_context(),
        )


@dataclass(frozen=True)
class _SmtpConnection:
    client: aiosmtplib.SMTP
    sender: str

    async def hand_over(self, message: EmailMessage, recipient: str) -> None:
        try:
            async with asyncio.timeout(_HANDOVER_SECONDS):
                await self.client.send_message(
                    message,
                    sender=mail_form(self.sender),
                    recipients=[mail_form(recipient)],
                    timeout=_TAKEN_SECONDS,
                )
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise _refusal(error.recipients[0]) from error
        except aiosmtplib.SMTPDataError as error:
            raise _refusal(error) from error
        except aiosmtplib.SMTPNotSupported as error:
            raise Never("the mail server takes no international addresses") from error


def _refusal(error: aiosmtplib.SMTPResponseException) -> NotNow | Never:
    sentence = f"the mail server answered {error.code}"
    return Never(sentence) if error.code >= _PERMANENT else NotNow(sentence)


async def _part(client: aiosmtplib.SMTP) -> None:
    """Whatever the server says to QUIT, it has the mail or has not."""
    if client.is_connected:
        with contextlib.suppress(aiosmtplib.SMTPException, OSError):
            await client.quit(timeout=_QUIT_SECONDS)
    client.close()
