"""Texts of the clerk area, and the texts that a clerk writes to a user."""

import unicodedata
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from portal.platform.language import catalogue, marked, translated, translated_many

_ = translated

_ZONE: Final = ZoneInfo("Europe/Berlin")
_NO_STAMP: Final = marked(
    "Auf der Arbeitgeberbescheinigung fehlt der Stempel Ihrer Einrichtung. "
    "Wenn es keinen gibt, genügen Name und Anschrift."
)


def age(at: int, now: int) -> str:
    """As in "seit 3 Tagen", by days of the calendar."""
    dates = [datetime.fromtimestamp(seconds, _ZONE).date() for seconds in (at, now)]
    days = (dates[1] - dates[0]).days
    if days <= 0:
        return _("seit heute")
    if days == 1:
        return _("seit gestern")
    return translated_many("seit %(num)d Tag", "seit %(num)d Tagen", days) % {"num": days}


def reasons(language: str) -> dict[str, tuple[str, str]]:
    """Ready-made questions: what the clerk reads, and the sentence in the user's language."""
    say = catalogue(language).gettext
    return {
        "signature": (
            _("Unterschrift fehlt"),
            say(marked("Auf der Arbeitgeberbescheinigung fehlt die Unterschrift.")),
        ),
        "stamp": (
            _("Stempel oder Anschrift fehlt"),
            say(_NO_STAMP),
        ),
        "ik": (
            _("IK‑Nummer passt nicht"),
            say(
                marked(
                    "Die IK‑Nummer auf der Arbeitgeberbescheinigung stimmt nicht mit der "
                    "Ihrer Registrierung überein."
                )
            ),
        ),
        "unreadable": (
            _("Nicht lesbar"),
            say(
                marked(
                    "Die Arbeitgeberbescheinigung ist nicht lesbar. Bitte laden Sie einen "
                    "besseren Scan oder ein schärferes Foto hoch."
                )
            ),
        ),
        "incomplete": (
            _("Seite fehlt"),
            say(
                marked(
                    "Es fehlt eine Seite der Arbeitgeberbescheinigung. Bitte laden Sie "
                    "beide Seiten hoch."
                )
            ),
        ),
    }


SHORTEST: Final = 10
LONGEST: Final = 1000


def normalised(text: str) -> str:
    """With line breaks of one kind, and nothing that cannot be seen."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = ("".join(filter(str.isprintable, line.replace("\t", " "))) for line in lines)
    return "\n".join(line.rstrip() for line in kept).strip()


def fault(reason: str) -> str | None:
    """One sentence on what is wrong with a normalised reason; None if nothing is."""
    if not reason:
        return _("Bitte schreiben Sie, worum es geht. Die Person liest diesen Text.")
    if len(reason) < SHORTEST:
        return _("Der Text ist zu kurz. Bitte schreiben Sie mindestens 10 Zeichen.")
    if len(reason) > LONGEST:
        return _("Der Text ist zu lang. Bitte kürzen Sie ihn auf höchstens 1.000 Zeichen.")
    return None
