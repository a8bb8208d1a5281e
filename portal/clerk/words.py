"""What the desk says in words of its own making."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from portal.web.language import catalogue, marked, translated, translated_many

_ = translated

_ZONE: Final = ZoneInfo("Europe/Berlin")
_NO_STAMP: Final = marked(
    "Auf der Arbeitgeberbescheinigung fehlt der Stempel Ihrer Einrichtung. "
    "Gibt es keinen, genügen Name und Anschrift."
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
            _("IK passt nicht"),
            say(
                marked(
                    "Das IK auf der Arbeitgeberbescheinigung stimmt nicht mit dem IK "
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
