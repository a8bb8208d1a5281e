"""Names of devices: their users choose them, so they may say anything."""

import unicodedata
from typing import Final

LONGEST: Final = 64

_QUOTES: Final = str.maketrans(dict.fromkeys('„“”‟"«»', "'"))


def normalised_name(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def is_acceptable_name(name: str) -> bool:
    """Whether a normalised text can be the new name of a device."""
    return 0 < len(name) <= LONGEST and name.isprintable() and name == name.translate(_QUOTES)


def quotable(name: str) -> str:
    """A name that cannot leave the quotation marks of the sentence that it stands in."""
    plain = "".join(letter if letter.isprintable() else " " for letter in name)
    return normalised_name(plain).translate(_QUOTES)[:LONGEST] or "ohne Namen"
