"""Names of uploaded files: shown, and given to downloads, but never used as a path."""

import re
import unicodedata
from typing import Final

LONGEST: Final = 100
_NAMELESS: Final = "Datei"
_LONGEST_ENDING: Final = 8
_FORBIDDEN: Final = re.compile(r'[<>:"|?*]')


def cleaned(name: str) -> str:
    """A name without folders, invisible and text-turning characters; never empty.

    Characters that turn the direction of writing would let "exe" be read as the beginning
    of a name (Unicode TR 36, 3.3).
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    spaced = re.sub(r"\s+", " ", last)
    visible = "".join(one for one in spaced if unicodedata.category(one)[0] != "C")
    plain = _FORBIDDEN.sub("_", visible).strip(" .")
    return _shortened(plain) or _NAMELESS


def _shortened(name: str) -> str:
    if len(name) <= LONGEST:
        return name
    stem, point, ending = name.rpartition(".")
    if not point or len(ending) > _LONGEST_ENDING:
        return name[:LONGEST]
    return f"{stem[: LONGEST - len(ending) - 1]}.{ending}"
