"""The environment of e-mail templates: each is rendered as plain text and as HTML."""

import textwrap
import unicodedata
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from portal.platform.branding import Branding

_ZONE: Final = ZoneInfo("Europe/Berlin")
_MOMENTS: Final = {"de": "d. MMMM y 'um' H:mm 'Uhr'", "en": "d MMMM y 'at' H:mm"}
_DAYS: Final = {"de": "d. MMMM y", "en": "d MMMM y"}
# Control characters, those that turn the direction of writing, and what is no character.
_UNSEEN: Final = ("Cc", "Cf", "Cs", "Co", "Cn")
_WIDTH: Final = 74


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


def _formatted(context: Context, seconds: str, forms: dict[str, str]) -> str:
    language: str = context["language"]
    moment = datetime.fromtimestamp(int(seconds), _ZONE)
    return format_datetime(moment, forms[language], tzinfo=_ZONE, locale=language)
