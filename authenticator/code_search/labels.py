"""Which word before a number says what it is."""

import re
from enum import IntEnum
from typing import Final


class Label(IntEnum):
    """What a number is called; the greater, the surer it is the activation code."""

    OTHER = 0
    """A telephone number, a customer's number …"""
    NONE = 1
    CODE = 2
    ACTIVATION_CODE = 3


_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_IN_BRACKETS: Final = re.compile(r"\([^()\n]*\)|\[[^\[\]\n]*\]")
_OTHER_CODE: Final = re.compile(
    r"(?:\w+-)*(?:pin|post|postal|zip|support|fehler|error|rabatt|gutschein|promo|voucher|discount|area"
    r"|country|vorwahl|pass|kenn|security|sicherheits|source|quell|tan|sms)-?codes?"
)
_NO_CODE: Final = re.compile(r"(?:qr|bar|de|en|un|g)-?codes?")
_SURE: Final = re.compile(r"(?:aktivierungs?|activation|freischalt(?:ungs?)?)-?codes?(?:-\w+)?")
_CODE: Final = re.compile(r"(?:\w+-)*\w*codes?(?:-\w+)?|(?:aktivierung|activation)\w*")
_TELEPHONE: Final = re.compile(
    r"(?:tele)?(?:fon|fax|phone|faks)(?:-?(?:nummern?|nr|no|number))?|tel|mobil\w*|mobile|cell"
    r"|handy(?:-?nummer)?|(?:\w+-)?(?:service)?hotline|helpline|durchwahl|zentrale|vermittlung"
    r"|rufnummern?|notruf|rückruf|festnetz|erreich(?:en|bar|t)|reach|whatsapp|anrufen|rufen|call|dial|dw"
)
_OTHER: Final = re.compile(
    r"(?:\w+-)*\w*(?:nummern?|numbers?)|(?:\w+-)*(?:\w*nr|no|num|ids?|iks?|tan)|\w*-id"
    r"|[nz]?bsnr|[lz]anr|blz|bic|swift|konto|kto|iban|ust\w*|vat|steuer\w*|hr[ab]|az|aktenzeichen"
    r"|ref|referenz|reference|ticket|fall|case|vorgang|rechnung|invoice|bestellung|order|auftrag"
    r"|beleg|vertrag|kunden?|customer|mitglied|versicherter?|plz|postfach|datum|date|geb|geboren"
    r"|born|pin|betrag|passwort|kennwort|password|zimmer|raum|ip|wlan|wifi|eur|euro|usd|seite|page"
    r"|version|build|isbn|ean|gtin|pzn|serial"
    r"|institutionskennzeichen|zip|po|box|artikel|t|f|m|p"
)
_NUMBER: Final = frozenset(("nr", "no", "nummer", "number", "num"))
_FILLERS: Final = frozenset(
    """
    and at bei bitte das der die direkt for für ihr ihre immer is ist lauten lautet meine my of our
    per please sie the under und uns unsere unter us vom von war was you your
    """.split()  # noqa: SIM905  a list would be four times as long
)
_BY_THE_WAY: Final = frozenset(("am", "per", "via", "vom", "over", "by"))


def label_in(text: str) -> Label:
    """What the end of `text` says of a number that follows it.

    A word for a telephone counts wherever it stands, other words right before the number only.
    """
    words = _words(text)
    is_near = True
    for index in range(len(words) - 1, -1, -1):
        word, before = words[index], words[index - 1] if index else ""
        label = _label_of(word, before)
        if label > Label.NONE:
            return label
        if _TELEPHONE.fullmatch(word) and (is_near or before not in _BY_THE_WAY):
            return Label.OTHER
        if is_near and label is Label.OTHER:
            return label
        if is_near and _OTHER.fullmatch(word):
            is_code = word in _NUMBER and _label_of(before) > Label.NONE
            return _label_of(before) if is_code else Label.OTHER
        is_near = is_near and word in _FILLERS
    return Label.NONE


def code_label_in(text: str) -> Label:
    """The surest word for a code anywhere in `text`, else NONE."""
    words = _words(text)
    labels = map(_label_of, words, ["", *words])
    return max(labels, default=Label.NONE)


def is_only_a_label(text: str) -> bool:
    """Whether this line is a label for the next one, as in "Telefon:"."""
    return 0 < len(_words(text)) <= 3


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(_IN_BRACKETS.sub(" ", text))]


def _label_of(word: str, before: str = "") -> Label:
    """Of a word, or of two as in "activation code"."""
    if word.startswith("code") and before:
        if _SURE.fullmatch(f"{before}-code"):
            return Label.ACTIVATION_CODE
        if _OTHER_CODE.fullmatch(f"{before}-code"):
            return Label.OTHER
    if _SURE.fullmatch(word):
        return Label.ACTIVATION_CODE
    if _OTHER_CODE.fullmatch(word):
        return Label.OTHER
    return Label.CODE if _CODE.fullmatch(word) and not _NO_CODE.fullmatch(word) else Label.NONE
