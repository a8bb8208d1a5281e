"""What people paste with a text and nobody sees, taken away before anything is read.

Portal and app read the same texts (user names, numbers), so they begin alike.
"""

import re
import unicodedata
from typing import Final

LEFT_TO_RIGHT_OVERRIDE: Final = "\u202d"
RIGHT_TO_LEFT_OVERRIDE: Final = "\u202e"

# Of Unicode's default ignorable code points those that carry no meaning in a name or number.
# Not among them: the overrides above, which show a text in another order than it has, joiners,
# and the selectors by which Mongolian and Japanese names choose the form of a letter.
# A pattern like this one is compiled when it is first needed: the app's first page is not to wait.
_UNSEEN: Final = (
    "[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202c\u2060-\u206f\u2800"
    "\u3164\ufe0e\ufe0f\ufeff\uffa0\U000e0001\U000e0020-\U000e007f]"
)
_JOINERS: Final = frozenset("\u200c\u200d")
_OTHER_WIDTHS: Final = ("<wide>", "<narrow>", "<small>")


def without_unseen(text: str) -> str:
    """The text without invisible characters; joiners stay where a script needs them.

    That is what RFC 5892, appendices A.1 and A.2, say: U+200C in Persian, both in Indic scripts.
    """
    seen = re.sub(_UNSEEN, "", text)
    if _JOINERS.isdisjoint(seen):
        return seen
    return "".join(sign for at, sign in enumerate(seen) if sign not in _JOINERS or _joins(seen, at))


def is_readable(text: str) -> bool:
    """Whether it has nothing but what is shown, and joiners, which `without_unseen` has checked."""
    return all(sign.isprintable() or sign in _JOINERS for sign in text)


def with_usual_width(text: str) -> str:
    """Full-width and small forms, as Asian keyboards type them, as their ASCII signs."""
    return "".join(
        unicodedata.normalize("NFKC", sign)
        if unicodedata.decomposition(sign).startswith(_OTHER_WIDTHS)
        else sign
        for sign in text
    )


def with_ascii_digits(text: str) -> str:
    """The decimal digits of all scripts as 0 to 9."""
    return "".join(
        sign if (digit := unicodedata.decimal(sign, None)) is None else str(digit) for sign in text
    )


def _joins(text: str, at: int) -> bool:
    from idna import valid_contextj  # its tables take time, and joiners are rare

    try:
        return valid_contextj(text, at)
    except ValueError:  # a control character beside it
        return False
