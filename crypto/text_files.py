"""Text files that people write by hand, whatever their editor saves.

UTF-8 with or without a mark at its beginning, UTF-16 with one (Notepad's "Unicode"), and where it
is none of these the code page of western Windows.
"""

import codecs
from typing import Final

from crypto.errors import Malformed

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CODINGS: Final = ("utf-8", "cp1252")
_END_OF_FILE: Final = "\x1a"
"""Ctrl-Z, which old programs write behind the last line."""


def decode_text(data: bytes) -> str:
    """The text of a file, without its mark; line ends as they are.

    Raises:
        Malformed: it is no text.
    """
    for mark, coding in _MARKS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], (coding,))
    return _decoded(data, _CODINGS)


def _decoded(data: bytes, codings: tuple[str, ...]) -> str:
    for coding in codings:
        try:
            text = data.decode(coding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.rstrip(_END_OF_FILE)
    raise Malformed("no text")
