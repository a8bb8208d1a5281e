"""User names: e-mail addresses, as people type them."""

import unicodedata
from typing import Final

LONGEST: Final = 254


def normalised(text: str) -> str:
    """The form in which user names are stored and compared."""
    return unicodedata.normalize("NFC", text).strip().casefold()


def is_acceptable(login: str) -> bool:
    """Whether a normalised text can be a user name at all."""
    return 0 < len(login) <= LONGEST and login.isprintable() and " " not in login


def masked(login: str) -> str:
    """Enough to recognise one's own: ma•••@abc.de."""
    local, at, domain = login.partition("@")
    return f"{local[:2]}•••{at}{domain}"
