"""What mail programs make of a text, taken back: one kind of blank, dash and digit, no markup."""

import html
import re
import unicodedata
from typing import Final

MASK: Final = "\x00"
"""Stands where something was that holds digits and is no code."""

_SOFT_BREAK: Final = re.compile(r"=[ \t]*\r?\n")
_QUOTED_PRINTABLE: Final = re.compile(
    r"=(?:C2=A[0D]|E2=8[01]=[89AB][0-9A-F]|EF=BB=BF)", re.IGNORECASE
)
"""Blanks, dashes and invisible signs in UTF-8 (RFC 2045, section 6.7)."""
_INLINE_TAG: Final = re.compile(
    r"</?(?:a|b|big|code|em|font|i|mark|nobr|o:p|small|span|strong|tt|u|wbr)(?:\s[^<>]{0,500})?/?>",
    re.IGNORECASE,
)
_OTHER_TAG: Final = re.compile(r"</?[a-z][a-z0-9]{0,10}(?:\s[^<>]{0,500})?/?>", re.IGNORECASE)
_QUOTE_MARK: Final = re.compile(r"^[ ]*(?:[>|] ?)+", re.MULTILINE)
_EMPHASIS: Final = re.compile(r"(?<=\d)[*_`~]{1,3}|[*_`~]{1,3}(?=\d)")
_NEWLINES: Final = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_SIGNS: Final = {"\u2044": "/", "\u2215": "/", "\u2022": ".", "\u2219": ".", "\u00b7": "."}
_INVISIBLE: Final = frozenset({"Cf", "Mn", "Me"})
_BLANK_LETTERS: Final = frozenset("\u2800\u3164\uffa0")

_MONTH: Final = (
    r"(?:jan(?:uar|uary)?|feb(?:ruar|ruary)?|m(?:ä|a|ae)r(?:z|ch)?|apr(?:il)?|ma[iy]|jun[ie]?"
    r"|jul[iy]?|aug(?:ust)?|sept?(?:ember)?|o[kc]t(?:ober)?|nov(?:ember)?|de[zc](?:ember)?)\b\.?"
)
_DAY: Final = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH_NUMBER: Final = r"(?:0?[1-9]|1[0-2])"
_YEAR: Final = r"(?:19|20)\d\d"
_HOUR: Final = r"(?:[01]?\d|2[0-4])"
_NOT_CODE: Final = re.compile(
    "|".join(
        (
            r"[a-z][a-z0-9+.-]{1,20}:/{0,2}[^\s<>]*[a-z@/][^\s<>]*",  # links
            r"(?:www\.|[\w.+-]{1,64}@)[^\s<>]+",
            rf"(?<!\d){_DAY}\. ?{_MONTH_NUMBER}\. ?(?:{_YEAR}|\d\d)?(?![.-]?\d)",
            rf"(?<!\d){_YEAR}([-/. ]){_MONTH_NUMBER}\1{_DAY}(?![-/. ]?\d)",
            rf"(?<!\d){_DAY}([-/]){_DAY}\2(?:{_YEAR}|\d\d)(?![-/]?\d)",
            rf"(?<!\d){_DAY} {_DAY} {_YEAR}(?! ?\d)",
            (
                rf"(?:\b\d{{1,2}}(?:\.|st|nd|rd|th)? ?)?\b{_MONTH} ?"
                rf"(?:\d{{1,2}}(?:st|nd|rd|th)?,? )?{_YEAR}(?!\d)"
            ),
            rf"(?<!\d){_HOUR}[.:][0-5]\d ?(?:uhr|h)?\.? ?(?:-|bis|to) ?{_HOUR}[.:][0-5]\d(?!\d)",
            rf"(?<!\d){_HOUR}:[0-5]\d(?::[0-5]\d)?(?!\d)",
            rf"(?<![\d./-]){_HOUR}\.[0-5]\d ?(?:uhr|h)\b",
            r"(?<![\d-])\d{5} (?=[^\W\d_]{3})(?!code|ist\b|is\b|als\b)",  # postal code
            r"(?<![\d.])\d[\d.]{0,20}(?:,(?:\d\d?|-)|\.\d\d)? ?(?:€|\$|%|eur\b|euro\b)",
        )
    ),
    re.IGNORECASE,
)


def plain_text(text: str) -> str:
    """The text with line feeds, simple blanks, ASCII digits, `-`, `.` and `/`; no quoting."""
    text = _QUOTED_PRINTABLE.sub(_decoded, _SOFT_BREAK.sub("", text))
    text = _OTHER_TAG.sub("\n", _INLINE_TAG.sub("", text))
    text = _NEWLINES.sub("\n", html.unescape(text))
    text = "".join(map(_plain, text))
    return _EMPHASIS.sub("", _QUOTE_MARK.sub("", text))


def unwrapped(text: str) -> str:
    """The text without soft line breaks, quoting and invisible signs; all else as it stands."""
    text = _NEWLINES.sub("\n", _SOFT_BREAK.sub("", text))
    text = text.replace("=3D", "=").replace("&amp;", "&")
    visible = "".join(char for char in text if unicodedata.category(char) not in _INVISIBLE)
    return _QUOTE_MARK.sub("", visible)


def masked(plain: str) -> str:
    """Dates, times, amounts, links, addresses and postal codes replaced by `MASK`."""
    return _NOT_CODE.sub(lambda found: MASK * len(found[0]), plain)


def _decoded(found: re.Match[str]) -> str:
    return bytes.fromhex(found[0].replace("=", "")).decode(errors="replace")


def _plain(char: str) -> str:
    if char.isascii():
        return char
    kind = unicodedata.category(char)
    if kind in _INVISIBLE:
        return ""
    if kind == "Zs" or char in _BLANK_LETTERS:
        return " "
    if kind == "Pd" or char == "\u2212":
        return "-"
    if kind == "No":  # a raised 2 behind a code is no digit of it
        return char
    digit = unicodedata.decimal(char, None)
    return _SIGNS.get(char, unicodedata.normalize("NFKC", char)) if digit is None else str(digit)
