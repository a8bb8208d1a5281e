"""Files that are something else too, to another reader."""

import io
import re
import zipfile
from typing import Final

from portal.domain.certificates.file_types import Reason, Refused

_CODE: Final = re.compile(
    rb"(?:<script|<html|<!doctype\s+(?:html|svg)|<svg[\s/>]|<iframe|<\?php|javascript:|<hta:"
    rb"|\{\\rtf)[\t\n\r -~]{8}",
    re.IGNORECASE,
)
"""What makes browsers, shells and servers run a file, with eight more characters of text behind
it: compressed pixels are like random bytes, and the four of `<svg` come up in one photograph of
3 MB in two hundred, in one letter case or another. Metadata may well have another document type.
"""
_DIRECTORY: Final = b"PK\x01\x02"


def refuse_code(data: bytes) -> None:
    """
    Raises:
        Refused: there is markup or a script in it.
    """
    if _CODE.search(data):
        raise Refused(Reason.HIDDEN)


def refuse_archive(data: bytes) -> None:
    """The four bytes at the end of an archive alone are chance: an entry has four others.

    Raises:
        Refused: an unpacker would find an archive in it.
    """
    if _DIRECTORY in data and zipfile.is_zipfile(io.BytesIO(data)):
        raise Refused(Reason.HIDDEN)
