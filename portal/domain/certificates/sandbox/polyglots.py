"""Files that are something else too, to another reader."""

import io
import re
import zipfile
from typing import Final

from portal.domain.certificates.file_types import Reason, Refused

# What makes browsers, shells and servers run a file, wherever in it it stands.
_MARKS: Final = rb"<script|<html|<!doctype|<svg|<iframe|<\?php|javascript:|<hta:|\{\\rtf"
_CODE: Final = re.compile(_MARKS, re.IGNORECASE)
_CODE_AS_TEXT: Final = re.compile(rb"(?:" + _MARKS + rb")[\t\n\r -~]{8}", re.IGNORECASE)
_EDGE: Final = 2048


def refuse_code(data: bytes) -> None:
    """
    Raises:
        Refused: there is markup or a script in it.
    """
    if _CODE.search(data):
        raise Refused(Reason.HIDDEN)


def refuse_code_in_image(data: bytes) -> None:
    """Between beginning and end, code counts only with eight more characters of text behind it.

    Compressed pixels are like random bytes: the four of `<svg` come up in one photograph of 10 MB
    in fifty, in one letter case or another.

    Raises:
        Refused: there is markup or a script in it.
    """
    refuse_code(data[:_EDGE])
    refuse_code(data[-_EDGE:])
    if _CODE_AS_TEXT.search(data):
        raise Refused(Reason.HIDDEN)


def refuse_archive(data: bytes) -> None:
    """
    Raises:
        Refused: an unpacker would find an archive in it.
    """
    if zipfile.is_zipfile(io.BytesIO(data)):
        raise Refused(Reason.HIDDEN)
