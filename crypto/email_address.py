"""E-mail addresses as people type and paste them, and the one form in which they are compared.

An address is the user name (requirement P2), so portal and app must read it alike: local part in
small letters and NFC, domain in its Unicode form by IDNA 2008 with the mapping of UTS 46, not
transitional: "ß" and "ss" are two domains. Syntax alone is looked at (RFC 5321, 4.1.2, without
quoted local parts and address literals).
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from typing import Final

from crypto.protocol import LONGEST_LOGIN
from crypto.typed_text import (
    LEFT_TO_RIGHT_OVERRIDE,
    RIGHT_TO_LEFT_OVERRIDE,
    with_usual_width,
    without_unseen,
)


class AddressFault(Enum):
    """Why a text is no address."""

    EMPTY = "empty"
    NO_AT = "no-at"
    NO_NAME = "no-name"
    """Nothing stands before the @."""
    SEVERAL = "several"
    """More than one address."""
    SIGN = "sign"
    """A character that no address has."""
    LETTER = "letter"
    """A letter outside ASCII before the @ (RFC 6531), which few mail servers take."""
    DOTS = "dots"
    """At the beginning or the end of a part, or two in a row."""
    ENDING = "ending"
    """The domain has no dot, or a last label that no top-level domain has."""
    DOMAIN = "domain"
    TOO_LONG = "too-long"


@dataclass(frozen=True)
class BadAddress:
    """A text that is no address, and the part of it that shows why."""

    fault: AddressFault
    part: str = ""


_MOST_TYPED: Final = 512
_LONGEST_LOCAL: Final = 64  # bytes: RFC 5321, 4.5.3.1.1
_LONGEST_LABEL: Final = 63  # RFC 1035, 2.3.4
_LONGEST_DOMAIN: Final = 253

# Compiled when first needed: the app's first page is not to wait for it.
_MAILTO: Final = r"(?i)\s*mailto:([^?]*)"
_LABELLED: Final = (
    r"(?i)\s*(?:benutzername|user ?name)?[ /]*"
    r"(?:(?:e[-\u2011]?)?mail(?:[ \u2011-]?(?:adresse|address))?)?\s*:"
)
_PERCENT: Final = rb"%([0-9A-Fa-f]{2})"
_NAMED: Final = r"[^<>@]*<([^<>]*)>[\s,;.]*"
_IN_BRACKETS: Final = r"[^<>@()]*\(([^<>@()]*@[^<>@()]*)\)[\s,;.]*"
_COMMENTED: Final = r"([^@()]*@[^@()]*)\([^@()]*\)[\s,;.]*"
_BEFORE: Final = ' \t\r\n"„“”«»\u2039\u203a<(,;:'
_BEHIND: Final = ' \t\r\n"„“”«»\u2039\u203a>),;:.'
_PAIRS: Final = ("[]", "**", "__", "''", "‘’", "‚‘", "’’", "``")
_AROUND_AT: Final = r"\s*@\s*"
_EACH: Final = r"[^\s<>,;:()\"„“”«»@]+@[^\s<>,;:()\"„“”«»@]+"

_ASCII_LOCAL: Final = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~."
)
_DOTS: Final = "[\u3002\uff0e\uff61]"  # UTS 46, 4, step 2
_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_ENDING: Final = r"(?!\d+$).{2,}"
_ADDRESS_LITERAL: Final = r"\[.*\]?|[0-9.]+"
_SIGN: Final = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]"
_USUAL: Final = (
    rf"(?=.{{1,{_LONGEST_LOCAL}}}@)(?!.*xn--){_SIGN}+(?:\.{_SIGN}+)*@"
    rf"(?:[a-z0-9](?:[a-z0-9-]{{0,{_LONGEST_LABEL - 2}}}[a-z0-9])?\.)+[a-z]{{2,{_LONGEST_LABEL}}}"
)
"""Most addresses; each is its own normal form."""


def read_address(text: str, *, any_letters: bool = False) -> str | BadAddress:
    """The normal form of the one address in a text, at most 254 bytes; or why there is none.

    Leaves out what is certainly not part of it: invisible characters, `mailto:`, a name before an
    address in angle brackets, quotation marks and punctuation around it.

    Args:
        any_letters: take letters outside ASCII before the @, too.
    """
    if len(text) <= LONGEST_LOGIN and re.fullmatch(_USUAL, text):
        return text
    return _address_in(text, any_letters=any_letters)


def _address_in(text: str, *, any_letters: bool) -> str | BadAddress:
    if len(text) > _MOST_TYPED:
        return BadAddress(AddressFault.TOO_LONG)
    plain = without_unseen(text).replace(LEFT_TO_RIGHT_OVERRIDE, "")
    if RIGHT_TO_LEFT_OVERRIDE in plain:
        return BadAddress(AddressFault.SIGN, RIGHT_TO_LEFT_OVERRIDE)
    address = _unwrapped(re.sub(_DOTS, ".", with_usual_width(plain)))
    if address.count("@") > 1:
        return _only_one(address, any_letters=any_letters)
    return _read(address, any_letters=any_letters)


def mail_form(address: str) -> str:
    """A normal form as every mail server takes it: the domain in ASCII (RFC 5890, A-labels)."""
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{_ascii_domain(domain) or domain}"


def _unwrapped(text: str) -> str:
    if mailto := re.match(_MAILTO, text):
        text = _unquoted(mailto[1])
    text = re.sub(_LABELLED, "", text, count=1) if re.match(_LABELLED, text) else text
    forms = (_NAMED, _IN_BRACKETS, _COMMENTED)
    found = next((found for form in forms if (found := re.fullmatch(form, text))), None)
    text = (found[1] if found else text).lstrip(_BEFORE).rstrip(_BEHIND)
    if len(text) > 1 and text[0] + text[-1] in _PAIRS:
        text = text[1:-1]
    return re.sub(_AROUND_AT, "@", text.strip())


def _unquoted(text: str) -> str:
    data = re.sub(
        _PERCENT,
        lambda found: bytes.fromhex(found[1].decode()),
        text.encode(errors="surrogatepass"),
    )
    return data.decode(errors="replace")


def _only_one(text: str, *, any_letters: bool) -> str | BadAddress:
    """The address that a text names several times: `max@abc.de <max@abc.de>`."""
    read = [_read(each, any_letters=any_letters) for each in re.findall(_EACH, text)]
    if not read or len(set(read)) > 1 or text.count("@") != len(read):
        return BadAddress(AddressFault.SEVERAL)
    return read[0]


def _read(address: str, *, any_letters: bool) -> str | BadAddress:
    local, at, domain = address.partition("@")
    if not address:
        return BadAddress(AddressFault.EMPTY)
    if not at:
        return BadAddress(AddressFault.NO_AT)
    if not local:
        return BadAddress(AddressFault.NO_NAME)
    if bad := _local_fault(local, any_letters=any_letters) or _domain_fault(domain):
        return bad
    ascii_domain = _ascii_domain(domain)
    if ascii_domain is None:
        return BadAddress(AddressFault.DOMAIN, domain)
    ending = ascii_domain.rpartition(".")[2]
    if "." not in ascii_domain or not re.fullmatch(_ENDING, ending):
        return BadAddress(AddressFault.ENDING, ending if "." in ascii_domain else "")
    return _normal_form(local, ascii_domain)


def _normal_form(local: str, ascii_domain: str) -> str | BadAddress:
    name = unicodedata.normalize("NFC", local).casefold()
    address = f"{name}@{_unicode_domain(ascii_domain)}"
    longest = max(address, f"{name}@{ascii_domain}", key=lambda form: len(form.encode()))
    if len(longest.encode()) > LONGEST_LOGIN or len(name.encode()) > _LONGEST_LOCAL:
        return BadAddress(AddressFault.TOO_LONG)
    return address


def _local_fault(local: str, *, any_letters: bool) -> BadAddress | None:
    for sign in local:
        if sign not in _ASCII_LOCAL and not _is_letter(sign):
            return BadAddress(AddressFault.SIGN, sign)
        if not sign.isascii() and not any_letters:
            return BadAddress(AddressFault.LETTER, sign)
    return _dots_fault(local)


def _domain_fault(domain: str) -> BadAddress | None:
    if re.fullmatch(_ADDRESS_LITERAL, domain):
        return BadAddress(AddressFault.DOMAIN, domain)
    for sign in domain:
        if sign not in "-.\u200c\u200d\u00b7\u30fb" and not _is_letter(sign):
            return BadAddress(AddressFault.SIGN, sign)
    return _dots_fault(domain)


def _dots_fault(part: str) -> BadAddress | None:
    wrong = part.startswith(".") or part.endswith(".") or ".." in part
    return BadAddress(AddressFault.DOTS) if wrong else None


def _is_letter(sign: str) -> bool:
    return sign.isalnum() or unicodedata.category(sign) in ("Mn", "Mc")


def _ascii_domain(domain: str) -> str | None:
    small = domain.lower()
    if small.isascii() and "xn--" not in small:
        # IDNA alone would refuse "ab--cd.de", which has hyphens where "xn--" has them.
        labels = small.split(".")
        fits = all(len(each) <= _LONGEST_LABEL and re.fullmatch(_LABEL, each) for each in labels)
        return small if fits and len(small) <= _LONGEST_DOMAIN else None
    import idna  # its tables take time, and few addresses need them

    try:
        return idna.encode(domain, uts46=True, std3_rules=True).decode()
    except UnicodeError:
        return None


def _unicode_domain(ascii_domain: str) -> str:
    if "xn--" not in ascii_domain:
        return ascii_domain
    import idna

    return idna.decode(ascii_domain)
