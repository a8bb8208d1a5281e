"""Handing one mail to the mail server (RFC 5321)."""

import asyncio
import contextlib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Final, Protocol

import aiosmtplib

from portal.mail.server import MailServer, Security

_ANSWER_SECONDS: Final = 30
_ALL_SECONDS: Final = 120
_QUIT_SECONDS: Final = 0.5
_PERMANENT: Final = 500


class NotNow(Exception):
    """Not taken, but it may be later. Says what happened, without addresses."""


class ServerNotThere(NotNow):
    """Not this mail's fault: others will do no better now."""


class Never(Exception):
    """Refused for good. Says what happened, without addresses."""


class Sender(Protocol):
    """Where mails go."""

    async def send(self, message: EmailMessage, recipient: str) -> None:
        """Return once the mail server is responsible for the mail.

        Raises:
            NotNow: try again later.
            Never: it will not be taken.
        """


@dataclass(frozen=True)
class SmtpSender:
    """One connection for one mail: they are few."""

    server: MailServer
    own_name: str
    """How the portal presents itself: its host name."""

    async def send(self, message: EmailMessage, recipient: str) -> None:
        client = self._client()
        try:
            async with asyncio.timeout(_ALL_SECONDS):
                await client.connect()
                await self._hand_in(client, message, recipient)
        except (aiosmtplib.SMTPException, OSError) as error:
            # Certificates that do not fit come as OSError too. A server's answer may repeat
            # addresses: its number is enough.
            code = f" {error.code}" if isinstance(error, aiosmtplib.SMTPResponseException) else ""
            raise ServerNotThere(f"{type(error).__name__}{code}") from error
        finally:
            await _part(client)

    async def _hand_in(
        self, client: aiosmtplib.SMTP, message: EmailMessage, recipient: str
    ) -> None:
        try:
            await client.send_message(message, sender=self.server.sender, recipients=[recipient])
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise _refusal(error.recipients[0]) from error
        except aiosmtplib.SMTPDataError as error:
            raise _refusal(error) from error
        except aiosmtplib.SMTPNotSupported as error:
            raise Never("the mail server takes no international addresses") from error

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


def _refusal(error: aiosmtplib.SMTPResponseException) -> NotNow | Never:
    sentence = f"the mail server answered {error.code}"
    return Never(sentence) if error.code >= _PERMANENT else NotNow(sentence)


async def _part(client: aiosmtplib.SMTP) -> None:
    """Whatever the server says to QUIT, it has the mail or has not."""
    if client.is_connected:
        with contextlib.suppress(aiosmtplib.SMTPException, OSError):
            await client.quit(timeout=_QUIT_SECONDS)
    client.close()
