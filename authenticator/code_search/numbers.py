"""Numbers of a text, as their writers grouped them, and whether one can be an activation code."""

import re
from collections.abc import Iterator
from typing import Final

from authenticator.values import dataclass
from crypto.protocol import CODE_DIGITS

_NUMBER: Final = re.compile(r"[(+]{0,2}\d+(?:[ \t()./-]{1,4}\d+)*")
_DIGITS: Final = re.compile(r"\d+")
_WIDE: Final = re.compile(r"[ \t]*(?:\t|  )[ \t]*")
_TWICE: Final = re.compile(r"(\d{4} ?\d{4})(?:[ (./-]{1,4}\1)+")
_THEN_TELEPHONE: Final = re.compile(r"(\d{4}[ .-]?\d{4})([ ./-]{1,4}\(?)0[\d ()./-]+")
_WRAPPED: Final = re.compile(r"[ \t]*\n(?:[ \t]*\n)?[ \t]*")

_USUAL: Final = frozenset(((8,), (4, 4)))
_POSSIBLE: Final = frozenset(((2, 2, 2, 2), (3, 3, 2), (2, 3, 3), (3, 2, 3), (1,) * 8))
_YEARS: Final = re.compile(r"(?:19|20)\d\d\s*[-/\t]\s*(?:19|20)\d\d")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_DATE: Final = re.compile(
    r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d"
)
_AREA_CODE: Final = re.compile(r"\(0\d*\)|0\d*[ ]?/")
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:\.\d{3})+")


@dataclass(frozen=True)
class Number:
    """Digits with blanks and signs between them, from `start` to `end` of the text."""

    start: int
    end: int
    text: str

    @property
    def digits(self) -> str:
        """The digits alone."""
        return "".join(_DIGITS.findall(self.text))

    @property
    def shape(self) -> tuple[int, ...]:
        """How many digits are in each group."""
        return tuple(map(len, _DIGITS.findall(self.text)))

    @property
    def is_usual(self) -> bool:
        """Grouped as the portal shows a code, or not at all."""
        return self.shape in _USUAL and "\n" not in self.text

    def can_be_code(self, *, called_code: bool, right_behind: bool) -> bool:
        """Whether its form allows it.

        Args:
            called_code: whether a word says that it is one: then a date without points may be.
            right_behind: whether that word is the one before it: then any grouping may be.
        """
        if len(self.digits) != CODE_DIGITS or self.text.startswith(("+", "(+")):
            return False
        if self.shape in _USUAL:
            other = any(form.match(self.text) for form in (_DATE, _AREA_CODE))
            return right_behind or not (_YEARS.match(self.text) or (other and not called_code))
        if self.digits.startswith("0") or _THOUSANDS.fullmatch(self.text):
            return called_code and self.shape in _POSSIBLE
        return right_behind or self.shape in _POSSIBLE


def numbers_in(text: str) -> list[Number]:
    """All numbers of a text, those put together that a line break has parted."""
    numbers: list[Number] = []
    for found in _NUMBER.finditer(text):
        numbers += _parts(found.start(), found[0])
    return list(_mended(numbers, text))


def _parts(start: int, text: str) -> list[Number]:
    """A number, or the several that only blanks part."""
    whole = Number(start, start + len(text), text)
    if len(whole.digits) <= CODE_DIGITS:
        return [whole]
    if twice := _TWICE.fullmatch(text):
        return [Number(start, whole.end, twice[1])]
    if found := _WIDE.search(text) or _THEN_TELEPHONE.fullmatch(text):
        first, rest = found.span() if found.re is _WIDE else found.span(2)
        return [*_parts(start, text[:first]), *_parts(start + rest, text[rest:])]
    return [whole]


def _mended(numbers: list[Number], text: str) -> Iterator[Number]:
    at = 0
    while at < len(numbers):
        parts = numbers[at : at + CODE_DIGITS]
        count = _wrapped(parts, text)
        start, end = parts[0].start, parts[count - 1].end
        yield parts[0] if count == 1 else Number(start, end, text[start:end])
        at += count


def _wrapped(numbers: list[Number], text: str) -> int:
    """How many of the first numbers are one that was wrapped; 1 where none was."""
    digits = 0
    for index, number in enumerate(numbers):
        follows = index == 0 or _WRAPPED.fullmatch(text[numbers[index - 1].end : number.start])
        digits += len(number.digits)
        if not follows or digits > CODE_DIGITS:
            return 1
        if digits == CODE_DIGITS:
            return index + 1 if _belong_together(numbers[: index + 1], text) else 1
    return 1


def _belong_together(parts: list[Number], text: str) -> bool:
    """Two groups of four as the portal shows them, or numbers with nothing else in their lines."""
    if [part.shape for part in parts] == [(4,), (4,)]:
        return not _YEAR.fullmatch(parts[0].text)
    return all(_line_of(part, text).strip() == part.text for part in parts)


def _line_of(number: Number, text: str) -> str:
    start = text.rfind("\n", 0, number.start) + 1
    end = text.find("\n", number.end)
    return text[start : len(text) if end < 0 else end]
