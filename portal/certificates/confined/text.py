"""Plain text."""

import re
from typing import Final

from portal.certificates.confined.polyglots import refuse_archive, refuse_code
from portal.certificates.reasons import Reason, Refused

_CONTROLS: Final = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_RUN_BY_SHELLS: Final = (b"#!", b"<?xml", b"@echo")


def check_text(data: bytes) -> None:
    """
    Raises:
        Refused: it is no text, or one that some program would run.
    """
    decoded(data)
    refuse_code(data)
    refuse_archive(data)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_RUN_BY_SHELLS):
        raise Refused(Reason.HIDDEN)


def decoded(data: bytes) -> str:
    """As UTF-8, else as Windows writes Latin letters.

    Raises:
        Refused: it is no text.
    """
    if _CONTROLS.search(data):
        raise Refused(Reason.KIND)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise Refused(Reason.KIND) from error
