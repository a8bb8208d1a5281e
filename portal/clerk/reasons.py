"""What a clerk writes to a user."""

import unicodedata
from typing import Final

from portal.web.language import translated

_ = translated

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
