"""Files that are something else too, to another reader."""

import io
import re
import zipfile
from typing import Final

from portal.domain.certificates.file_types import Reason, Refused

# What makes browsers, shells and servers run a file, wherever in it it stands.
_CODE: Final = re.compile(
    rb"<script|<html|<!doctype|<svg|<iframe|<\?php|javascript:|<hta:|\{\\rtf", re.IGNORECASE
)


def refuse_code(data: bytes) -> None:
    """
    Raises:
        Refused: there is markup or a script in it.
    """
    if _CODE.search(data):
        raise Refused(Reason.HIDDEN)


def refuse_archive(data: bytes) -> None:
    """
    Raises:
        Refused: an unpacker would find an archive in it.
    """
    if zipfile.is_zipfile(io.BytesIO(data)):
        raise Refused(Reason.HIDDEN)
