"""Which letters the certificate form can be printed with (requirement P7)."""

from typing import Final

_PRINTABLE: Final = (
    (0x20, 0x7E),
    (0xA0, 0x3E1),
    (0x3F0, 0x5EA),
    (0x5F0, 0x61C),
    (0x61E, 0x6FF),
    (0x750, 0x77F),
    (0x8A0, 0x8B4),
    (0x8B6, 0x8BE),
    (0x8D3, 0x8FF),
    (0x10A0, 0x10FF),
    (0x1C90, 0x1CBF),
    (0x1E00, 0x1FFE),
    (0x200C, 0x2027),
    (0x2030, 0x203A),
    (0x20AC, 0x20AC),
    (0x2116, 0x2116),
    (0x2122, 0x2122),
    (0x2D00, 0x2D2D),
    (0x2DE0, 0x2DFF),
    (0xA640, 0xA69F),
)
"""What the form's fonts have, as a test makes sure: Latin, Greek, Cyrillic, Arabic, Hebrew,
Armenian and Georgian letters.
"""


def unprintable(text: str) -> str:
    """The letters that the form's fonts lack, each once, in their order; "" if there are none."""
    return "".join(dict.fromkeys(letter for letter in text if not _is_printable(letter)))


def _is_printable(letter: str) -> bool:
    return any(first <= ord(letter) <= last for first, last in _PRINTABLE)
