"""Detects a file's type from its content alone."""

import json
import re
from typing import Final

from portal.domain.certificates.file_types import FileKind, Reason, Refused
from portal.domain.certificates.sandbox.polyglots import refuse_archive, refuse_code

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


# Of these every kind has its own reader, which has the last word.
_PDF: Final = b"%PDF-"
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOXES: Final = b"ftyp"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_IMAGES: Final = (
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"GIF87a", FileKind.GIF),
    (b"GIF89a", FileKind.GIF),
    (b"II*\0", FileKind.TIFF),
    (b"MM\0*", FileKind.TIFF),
)


def detection_result(data: bytes) -> bytes:
    """`{"kind": …}` or `{"reason": …}`."""
    try:
        result = {"kind": detect_type(data).value}
    except Refused as refused:
        result = {"reason": refused.reason.value}
    except MemoryError:
        result = {"reason": Reason.HUGE.value}
    return json.dumps(result).encode()


def detect_type(data: bytes) -> FileKind:
    """The kind of a whole file.

    Raises:
        Refused: nothing else than this.
    """
    if not data:
        raise Refused(Reason.EMPTY)
    if data.startswith(_PDF):
        return _pdf(data)
    if data.startswith(_ZIP):
        return _office(data)
    if data.startswith(_OLE):
        # So Office keeps what has a password; otherwise it is a format of before 2007.
        raise Refused(Reason.PASSWORD if _ENCRYPTED in data else Reason.KIND)
    for beginning, kind in _IMAGES:
        if data.startswith(beginning):
            return _image(data, kind)
    return _image(data, FileKind.HEIC) if data[4:8] == _BOXES else _text(data)


# The readers are slow to load, and a file needs one of them.


def _pdf(data: bytes) -> FileKind:
    from portal.domain.certificates.sandbox.pdf import check_pdf

    check_pdf(data)
    return FileKind.PDF


def _office(data: bytes) -> FileKind:
    from portal.domain.certificates.sandbox.office import check_office

    return check_office(data)


def _image(data: bytes, kind: FileKind) -> FileKind:
    from portal.domain.certificates.sandbox.images import check_image

    check_image(data, kind)
    return kind


def _text(data: bytes) -> FileKind:

    check_text(data)
    return FileKind.TEXT
