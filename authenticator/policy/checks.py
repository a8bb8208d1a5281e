"""What a value of the policy must be like, where its type does not say it."""

import re
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Final

from authenticator.portal_address import portal_address
from crypto.typed_settings import path_text

_ROOT_THUMBPRINT: Final = re.compile(r"[0-9a-f]{64}")
_HTTPS_PAGE: Final = re.compile(r"https://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[!-~]*)?")
_BETWEEN: Final = re.compile(r"[\s:]")
THUMBPRINT: Final = "give 64 hexadecimal characters"
WHOLE_PATH: Final = "give the whole path, from the drive or / on"
ONE_PROXY: Final = "give only one of proxy and proxy_pac"
MINUTES: Final = "give 1, 5, 15 or 0"
HTTPS_PAGE: Final = "give the address of a page that begins with https://, without blanks"
LONGEST_CONTACT: Final = 200
"""Characters: two lines in the window."""
CONTACT: Final = f"give one line of at most {LONGEST_CONTACT} characters"


def portal_of_policy(text: str) -> str:
    """As `portal_address`; an empty text leaves it to command line and branding."""
    return portal_address(text) if text else ""


def root_thumbprint(text: str) -> bytes:
    """The 32 bytes of a thumbprint, as people copy it.

    Raises:
        ValueError: with what to give instead.
    """
    digits = _BETWEEN.sub("", text).lower()
    if not _ROOT_THUMBPRINT.fullmatch(digits):
        raise ValueError(THUMBPRINT)
    return bytes.fromhex(digits)


def optional_path(text: str) -> Path | None:
    """A whole path; None for an empty text. "~" is the user's folder.

    Raises:
        ValueError: with what to give instead.
    """
    path = Path(path_text(text)).expanduser()
    if text and not path.is_absolute():
        raise ValueError(WHOLE_PATH)
    return path if text else None


def https_page(text: str) -> str:
    """The address of a page; empty for none.

    Raises:
        ValueError: with what to give instead.
    """
    if text and not _HTTPS_PAGE.fullmatch(text):
        raise ValueError(HTTPS_PAGE)
    return text


def contact_sentence(text: str) -> str:
    """A line for users to read.

    Raises:
        ValueError: with what to give instead.
    """
    line = text.strip()
    if len(line) > LONGEST_CONTACT or not line.isprintable():
        raise ValueError(CONTACT)
    return line


def one_of(allowed: Collection[int], remedy: str) -> Callable[[int], int]:
    """A check of a number that raises ValueError with `remedy` for any other."""

    def check(value: int) -> int:
        if value not in allowed:
            raise ValueError(remedy)
        return value

    return check
