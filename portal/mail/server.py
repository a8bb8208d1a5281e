"""The mail server that takes the portal's mails, as the operator has named it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from portal.mail.addresses import is_address
from portal.settings import LOOPBACK, Settings, SettingsProblem

PASSWORD_VARIABLE: Final = "AOK_PORTAL_MAIL_PASSWORD"  # noqa: S105  the name, not the word


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
            password = path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsProblem(
                f"mail_password_file {path} cannot be read: check its name, rights and content."
            ) from error
    if not password:
        raise SettingsProblem(
            "mail_user has no password: name a file that holds it in mail_password_file, "
            f"or set {PASSWORD_VARIABLE}."
        )
    return password
