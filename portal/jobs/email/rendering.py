"""Renders an e-mail: headers, links, plain text and HTML, in the reader's language."""

import textwrap
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime as email_date
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from jinja2 import Environment, PackageLoader, StrictUndefined, TemplateError, pass_context
from jinja2.runtime import Context

from crypto.email_address import mail_form
from crypto.errors import Malformed
from crypto.protocol import RESET_PATH
from portal.domain.email.deliveries import Due
from portal.domain.email.outbox import Email, EmailKind
from portal.domain.registration.links import Links
from portal.platform.branding import Branding
from portal.platform.language import GERMAN, LANGUAGES
from portal.platform.smtp import header_address, is_address

_ZONE: Final = ZoneInfo("Europe/Berlin")
_MOMENTS: Final = {"de": "d. MMMM y 'um' H:mm 'Uhr'", "en": "d MMMM y 'at' H:mm"}
_DAYS: Final = {"de": "d. MMMM y", "en": "d MMMM y"}
# Control characters, those that turn the direction of writing, and what is no character.
_UNSEEN: Final = ("Cc", "Cf", "Cs", "Co", "Cn")
_WIDTH: Final = 74
# Plain text and subjects are searched, copied and read in old mail programs.
_PLAIN: Final = str.maketrans({"\N{NON-BREAKING HYPHEN}": "-"})


def environment(branding: Branding, *, escaping: bool) -> Environment:
    """With `escaping` for HTML, without for plain text."""
    made = Environment(
        loader=PackageLoader("portal.jobs.email"),
        autoescape=escaping,  # noqa: S701  plain text has nothing to be escaped
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {"line": as_line, "quoted": _quoted, "moment": _moment, "day": _day}
    made.filters["iso_day"] = _iso_day
    made.globals["brand"] = branding
    return made


def as_line(text: str) -> str:
    """On one line, whatever it was."""
    return " ".join(text.split())


def as_seen(text: str) -> str:
    """What people wrote, without what could pretend to be something else."""
    lines = ("".join(filter(_is_seen, line)) for line in text.splitlines())
    return "\n".join(lines)


def _is_seen(letter: str) -> bool:
    return letter == "\t" or unicodedata.category(letter) not in _UNSEEN


def _quoted(text: str) -> str:
    """Marked line by line, so that nothing in it is taken for the portal's own text."""
    lines = (part for line in text.splitlines() for part in textwrap.wrap(line, _WIDTH) or [""])
    return "\n".join(f"> {line}".rstrip() for line in lines)


@pass_context
def _moment(context: Context, seconds: str) -> str:
    """Seconds since 1970, as people in Germany read them."""
    return _formatted(context, seconds, _MOMENTS)


@pass_context
def _day(context: Context, seconds: str) -> str:
    """The same without the time of day."""
    return _formatted(context, seconds, _DAYS)


@pass_context
def _iso_day(context: Context, day: str) -> str:
    """The same of a day in ISO 8601."""
    language: str = context["language"]
    return format_date(date.fromisoformat(day), _DAYS[language], locale=language)


def _formatted(context: Context, seconds: str, forms: dict[str, str]) -> str:
    language: str = context["language"]
    moment = datetime.fromtimestamp(int(seconds), _ZONE)
    return format_datetime(moment, forms[language], tzinfo=_ZONE, locale=language)


@dataclass(frozen=True)
class EmailLinks:
    """Addresses that e-mails name; made here, so that none lies in the database."""

    links: Links
    email: Email

    @property
    def confirm(self) -> str:
        return self.links.confirm(self._registration, self.email.to)

    @property
    def invitation(self) -> str:
        return self.links.invitation(self._registration, self.email.to)

    @property
    def status(self) -> str:
        return self.links.status(self._registration, self.email.to)

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
        if self.email.registration_id is None:
            raise ValueError("the e-mail names no registration")
        return self.email.registration_id


# Any mail server passes it on, and lines of any length.
_ENCODING: Final = "quoted-printable"


class CannotRender(Exception):
    """An e-mail of which no message can be made: its address is none, or something is missing."""


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

    def render(self, due: Due, now: int) -> EmailMessage:
        """The message to be sent.

        Raises:
            CannotRender: it cannot be made, now or later.
        """
        try:
            message = self._headed(due, now)
            subject, text = self._rendered("txt", due.email)
            message["Subject"] = subject.translate(_PLAIN)
            message.set_content(text.translate(_PLAIN), cte=_ENCODING)
            _, html = self._rendered("html", due.email)
            message.add_alternative(html, subtype="html", cte=_ENCODING)
        except (TemplateError, Malformed, ValueError) as error:
            raise CannotRender(type(error).__name__) from error
        return message

    def _headed(self, due: Due, now: int) -> EmailMessage:
        email = due.email
        to = header_address(email.to)
        message = EmailMessage(SMTP if to.addr_spec.isascii() else SMTPUTF8)
        message["From"] = self._from
        message["To"] = to
        reply_to = mail_form(email.facts.get("reply_to", ""))
        if email.kind is EmailKind.BARRIER and reply_to.isascii() and is_address(reply_to):
            message["Reply-To"] = header_address(reply_to)
        message["Date"] = email_date(datetime.fromtimestamp(now, UTC))
        # The same at each try: whoever gets the mail twice can recognise it.
        message["Message-ID"] = f"<{due.id}@{self._from.domain}>"
        # RFC 3834: no automatic answers, please. The second is what Exchange understands.
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
        return message

    def _rendered(self, form: str, email: Email) -> tuple[str, str]:
        language = email.language if email.language in LANGUAGES else GERMAN
        template = self._environments[form].get_template(f"{language}/{email.kind}.txt")
        values: dict[str, Any] = {
            "frame": f"frame.{form}",
            "parts": f"parts.{form}",
            "language": language,
            "links": EmailLinks(self._links, email),
            "facts": {name: as_seen(text) for name, text in email.facts.items()},
        }
        subject = "".join(template.blocks["subject"](template.new_context(values)))
        return as_line(subject), template.render(values)
