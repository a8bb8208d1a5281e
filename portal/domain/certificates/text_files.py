"""What encoding a text has, without anybody saying so. Imported by the sandbox, too."""

import codecs
import re
from typing import Final

_MARKED: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DOS: Final = re.compile(rb"[\x81\x8d\x8f\x90\x9d]|[A-Za-z][\x84\x94][A-Za-z\xe1]")
"""Windows has no letter for the first five (cp1252), and for the others it has quotation marks,
which stand in no word; in DOS (cp850) they are ü, ì, Å, É, Ø, ä and ö.
"""
_LOOKED_AT: Final = 4096
_END: Final = re.compile(r"\x1a[\x1a\0]*\s*\Z")
"""What DOS puts behind a text: Ctrl-Z, and anything up to a full block."""


class NoText(Exception):
    """The bytes are none."""


def decoded(data: bytes, *, whole: bool = True) -> str:
    """The text, without a byte order mark and what ends it; `whole` is False for its beginning,
    which may end within a letter.

    Raises:
        NoText
    """
    try:
        encoding = _encoding(data, whole=whole)
        text = codecs.getincrementaldecoder(encoding)().decode(data, whole)
    except UnicodeDecodeError as error:
        raise NoText from error
    return _END.sub("", text)


def _encoding(data: bytes, *, whole: bool) -> str:
    for mark, encoding in _MARKED:
        if data.startswith(mark):
            return encoding
    if unmarked := _unmarked_utf_16(data[:_LOOKED_AT]):
        return unmarked
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data, whole)
    except UnicodeDecodeError:
        return "cp850" if _DOS.search(data) else "cp1252"
    return "utf-8"


def _unmarked_utf_16(beginning: bytes) -> str:
    """Which of the two it is, where most letters are Latin: one byte of them is zero."""
    even, odd = beginning[::2].count(0), beginning[1::2].count(0)
    most, fewest = len(beginning) / 4, len(beginning) / 20
    if odd > most and even < fewest:
        return "utf-16-le"
    return "utf-16-be" if even > most and odd < fewest else ""
