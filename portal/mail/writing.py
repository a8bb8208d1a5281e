"""From a letter to a mail: its headers, plain text and HTML."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime
from typing import Any, Final

from jinja2 import TemplateError

from crypto.errors import Malformed
from portal.mail.addresses import header_address, is_address
from portal.mail.deliveries import Due
from portal.mail.letter_links import LetterLinks
from portal.mail.letters import Letter, LetterKind
from portal.mail.templating import as_line, as_seen, environment
from portal.registration.links import Links
from portal.web.branding import Branding
from portal.web.language import GERMAN, LANGUAGES

# Any mail server passes it on, and lines of any length.
_ENCODING: Final = "quoted-printable"


class Unwritable(Exception):
    """A letter that no mail can be made of: its address is none, or something is missing."""


class Writer:
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
            raise Unwritable(type(error).__name__) from error
        return message

    def _headed(self, due: Due, now: int) -> EmailMessage:
        letter = due.letter
        message = EmailMessage(SMTP if letter.to.isascii() else SMTPUTF8)
        message["From"] = self._from
        message["To"] = header_address(letter.to)
        reply_to = letter.facts.get("reply_to", "")
        if letter.kind is LetterKind.BARRIER and reply_to.isascii() and is_address(reply_to):
            message["Reply-To"] = header_address(reply_to)
        message["Date"] = format_datetime(datetime.fromtimestamp(now, UTC))
        # The same at each try: whoever gets the mail twice can tell.
        message["Message-ID"] = f"<{due.id}@{self._from.domain}>"
        # RFC 3834: no automatic answers, please. The second is what Exchange understands.
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
        return message

    def _rendered(self, form: str, letter: Letter) -> tuple[str, str]:
        language = letter.language if letter.language in LANGUAGES else GERMAN
        template = self._environments[form].get_template(f"{language}/{letter.kind}.txt")
        values: dict[str, Any] = {
            "frame": f"frame.{form}",
            "parts": f"parts.{form}",
            "language": language,
            "links": LetterLinks(self._links, letter),
            "facts": {name: as_seen(text) for name, text in letter.facts.items()},
        }
        subject = "".join(template.blocks["subject"](template.new_context(values)))
        return as_line(subject), template.render(values)
