"""Renders an e-mail: headers, links, plain text and HTML."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime
from typing import Any, Final

from jinja2 import TemplateError

from crypto.errors import Malformed
from crypto.protocol import RESET_PATH
from portal.domain.email.deliveries import Due
from portal.domain.email.outbox import Email, EmailKind
from portal.domain.registration.links import Links
from portal.jobs.email.templating import as_line, as_seen, environment
from portal.platform.branding import Branding
from portal.platform.language import GERMAN, LANGUAGES
from portal.platform.smtp import header_address, is_address


@dataclass(frozen=True)
class EmailLinks:
    """Addresses that letters name; made here, so that none lies in the database."""

    links: Links
    letter: Email

    @property
    def confirm(self) -> str:
        return self.links.confirm(self._registration, self.letter.to)

    @property
    def status(self) -> str:
        return self.links.status(self._registration, self.letter.to)

    @property
    def reset(self) -> str:
        return self.links.reset(self._registration)

    @property
    def home(self) -> str:
        return f"{self.links.public_url}/"

    @property
    def login(self) -> str:
        return f"{self.links.public_url}/login"

    @property
    def register(self) -> str:
        return f"{self.links.public_url}/registration/new"

    @property
    def lost(self) -> str:
        """Where somebody begins whose device is lost."""
        return self.links.public_url + RESET_PATH

    @property
    def desk(self) -> str:
        return f"{self.links.public_url}/desk"

    @property
    def _registration(self) -> str:
        if self.letter.registration_id is None:
            raise ValueError("the letter names no registration")
        return self.letter.registration_id


# Any mail server passes it on, and lines of any length.
_ENCODING: Final = "quoted-printable"


class CannotRender(Exception):
    """A letter that no mail can be made of: its address is none, or something is missing."""


class EmailRenderer:
    """Writes the mails of one portal."""

    def __init__(self, branding: Branding, links: Links, sender: str, sender_name: str) -> None:
        self._branding = branding
        self._links = links
        self._from = header_address(sender, sender_name or branding.portal)
        self._environments = {
            "txt": environment(branding, escaping=False),
            "html": environment(branding, escaping=True),
        }

    def write(self, due: Due, now: int) -> EmailMessage:
        """The mail of a letter.

        Raises:
            Unwritable: it cannot be written, now or later.
        """
        try:
            message = self._headed(due, now)
            message["Subject"], text = self._rendered("txt", due.letter)
            message.set_content(text, cte=_ENCODING)
            _, html = self._rendered("html", due.letter)
            message.add_alternative(html, subtype="html", cte=_ENCODING)
        except (TemplateError, Malformed, ValueError) as error:
            raise CannotRender(type(error).__name__) from error
        return message

    def _headed(self, due: Due, now: int) -> EmailMessage:
        letter = due.letter
        message = EmailMessage(SMTP if letter.to.isascii() else SMTPUTF8)
        message["From"] = self._from
        message["To"] = header_address(letter.to)
        reply_to = letter.facts.get("reply_to", "")
        if letter.kind is EmailKind.BARRIER and reply_to.isascii() and is_address(reply_to):
            message["Reply-To"] = header_address(reply_to)
        message["Date"] = format_datetime(datetime.fromtimestamp(now, UTC))
        # The same at each try: whoever gets the mail twice can tell.
        message["Message-ID"] = f"<{due.id}@{self._from.domain}>"
        # RFC 3834: no automatic answers, please. The second is what Exchange understands.
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
        return message

    def _rendered(self, form: str, letter: Email) -> tuple[str, str]:
        language = letter.language if letter.language in LANGUAGES else GERMAN
        template = self._environments[form].get_template(f"{language}/{letter.kind}.txt")
        values: dict[str, Any] = {
            "frame": f"frame.{form}",
            "parts": f"parts.{form}",
            "language": language,
            "links": EmailLinks(self._links, letter),
            "facts": {name: as_seen(text) for name, text in letter.facts.items()},
        }
        subject = "".join(template.blocks["subject"](template.new_context(values)))
        return as_line(subject), template.render(values)
