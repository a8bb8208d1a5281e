"""Finds the activation code in a text that has other numbers too.

A number counts when it has eight digits in a usual grouping and nothing says that it is another:
neither its form (a date, a telephone number) nor the word before it. The one that is called a
code wins. Of two that are equally good none is chosen.
"""

import re
from collections.abc import Iterator
from typing import Final

from authenticator.code_search.labels import Label, code_label_in, is_only_a_label, label_in
from authenticator.code_search.numbers import Number, numbers_in
from authenticator.code_search.pasted_text import MASK, masked, plain_text
from authenticator.values import dataclass

_BETWEEN: Final = re.compile(r"[\s./*_-]")
_SCANNED: Final = re.compile(r"\s*(\d{4})[ \xa0-]?(\d{4})\s*", re.ASCII)
_ENUMERATION: Final = re.compile(r"\s*(?:[,;/&]|und|oder|and|or|bzw\.?)\s*", re.IGNORECASE)
_RIGHT_BEHIND: Final = re.compile(r"code\w{0,2}\W*(?:(?:ist|lautet|is|war)\W+)?\Z", re.IGNORECASE)
_ATTACHED: Final = re.compile(rf"(?:[^\W\d_]-?|{MASK}|\d[,:])\Z")
_GOES_ON: Final = re.compile(r"[,:]\d|(?<=\d{5})[^\W\d_]")
"""A decimal, a time, or letters without a blank: part of something longer."""
_FARTHEST: Final = 5
"""Lines, less the blank ones, from a word for a code to its number, both included."""


@dataclass(frozen=True)
class _Candidate:
    code: str
    label: Label
    is_usual: bool


def read_code(text: str) -> str | None:
    """The 8 digits of the activation code in `text`; None where none, or more than one, is best.

    Takes spaces, dashes, full-width and other decimal digits, and text around the code.
    """
    found = find_codes(text)
    return next(iter(found)) if len(found) == 1 else None


def find_codes(text: str) -> frozenset[str]:
    """All that are equally likely to be the activation code; empty where there is none."""
    found = list(_Search(masked(plain_text(text))).candidates())
    best = max(((each.label, each.is_usual) for each in found), default=None)
    return frozenset(each.code for each in found if (each.label, each.is_usual) == best)


def typed_digits(text: str) -> str | None:
    """The digits of a text that has only blanks and signs between them; None where it has more."""
    bare = _BETWEEN.sub("", plain_text(text))
    return bare if not bare or bare.isdecimal() else None


def scanned_code(text: str) -> str | None:
    """The code of a QR code that says nothing but it."""
    found = _SCANNED.fullmatch(text)
    return None if found is None else found[1] + found[2]


class _Search:
    """Goes through a text once and remembers a word for a code until its number comes."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._numbers = numbers_in(text)
        self._open, self._open_at = Label.NONE, 0
        """A word for a code whose number has not come yet."""
        self._remembered_to = 0
        """Words before this belong to the number before them."""

    def candidates(self) -> Iterator[_Candidate]:
        label = Label.NONE
        ends = [0, *(number.end for number in self._numbers)]
        for number, before in zip(self._numbers, ends, strict=False):
            between = self._text[before : number.start]
            label = self._label(number, between, label)
            if label is Label.NONE and number.can_be_code(called_code=True, right_behind=True):
                label = self._label_behind(number)
            if label > Label.OTHER and self._fits(number, between, label):
                if label > Label.NONE:
                    self._open = Label.NONE
                yield _Candidate(number.digits, label, number.is_usual)

    def _label(self, number: Number, between: str, before: Label) -> Label:
        """What the words before the number say, or those before an enumeration."""
        above, _, beside = between.rpartition("\n")
        self._remember(number.start - len(between), between)
        own = label_in(beside)
        if own is not Label.NONE:
            return own
        if _ENUMERATION.fullmatch(between):
            return before
        last = above.rstrip().rpartition("\n")[2]
        if not beside.strip() and is_only_a_label(last) and label_in(last) is Label.OTHER:
            return Label.OTHER
        if self._open is not Label.NONE:
            lines = self._text[self._open_at : number.start].splitlines()
            if sum(bool(line.strip()) for line in lines) > _FARTHEST:
                self._open = Label.NONE
        return self._open

    def _remember(self, start: int, text: str) -> None:
        """Keep the last line of `text` with a word for a code."""
        for line in text.splitlines(keepends=True):
            named = code_label_in(line)
            if named > Label.NONE and start >= self._remembered_to:
                self._open, self._open_at = named, start
            start += len(line)

    def _fits(self, number: Number, between: str, label: Label) -> bool:
        is_called_code = label > Label.NONE
        near = between.rpartition("\n")[2] or between.rstrip().rpartition("\n")[2]
        right_behind = is_called_code and _RIGHT_BEHIND.search(near) is not None
        attached = _ATTACHED.search(self._text[max(0, number.start - 2) : number.start])
        if attached and not right_behind:
            return False
        if _GOES_ON.match(self._text, number.end):
            return False
        return number.can_be_code(called_code=is_called_code, right_behind=right_behind)

    def _label_behind(self, number: Number) -> Label:
        """Of "1054 2963 is your activation code"; a colon says that another number comes."""
        line = self._text[number.end :].partition("\n")[0]
        end = number.end + len(line)
        is_followed = any(
            number.end <= each.start < end and each.can_be_code(called_code=True, right_behind=True)
            for each in self._numbers
        )
        if is_followed or line.rstrip().endswith(":"):
            return Label.NONE
        self._remembered_to = max(self._remembered_to, end)
        return code_label_in(line)
