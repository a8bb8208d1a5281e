"""Detects a file's type from its content alone."""

import json
import re
from typing import Final

from portal.domain.certificates.file_types import FileKind, ForeignFormat, Reason, Refused
from portal.domain.certificates.sandbox.foreign import (
    foreign_beginning,
    foreign_boxes,
    foreign_compound_file,
)
from portal.domain.certificates.sandbox.polyglots import refuse_archive
from portal.domain.certificates.text_files import NoText, decoded

_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_RUN_FROM_THE_BEGINNING: Final = re.compile(
    r"[\s\ufeff]*(?:#!|@echo\b|<(?:!--|!doctype|\?xml|hta:|(?:a|b|body|br|div|font|h1|head|html|iframe|p"
    r"|script|style|svg|table|title)[\s/>]))",
    re.IGNORECASE,
)
"""What browsers take for a page (WHATWG, MIME Sniffing, 7.1), and shells for a program: by the
beginning only. Further below it is text that mentions such a thing.
"""
_RUN_FROM_ANYWHERE: Final = re.compile(r"<\?php\s", re.IGNORECASE)


def check_text(data: bytes) -> None:
    """
    Raises:
        Refused: it is no text, or one that some program would run.
    """
    try:
        text = decoded(data)
    except NoText as error:
        raise Refused(Reason.KIND) from error
    if _CONTROLS.search(text):
        raise Refused(Reason.KIND)
    if text.lstrip().startswith("{\\rtf"):
        raise Refused(Reason.KIND, ForeignFormat.RICH_TEXT)
    if _RUN_FROM_THE_BEGINNING.match(text) or _RUN_FROM_ANYWHERE.search(text):
        raise Refused(Reason.HIDDEN)
    refuse_archive(data)


# Of these every kind has its own reader, which has the last word.
_PDF: Final = re.compile(rb"(?:\A|[\s\0\x1a\xbf\xff\xfe]|\x1b%-12345X)(%PDF-)\d")
_PDF_WITHIN: Final = 1024
"""Readers look for the beginning so far into a file: printers put lines before it."""
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
    # With offsets of 64 bits (BigTIFF).
    (b"II+\0", FileKind.TIFF),
    (b"MM\0+", FileKind.TIFF),
)


def detection_result(data: bytes) -> bytes:
    """`{"kind": …}`, or `{"reason": …}` and, where it is known, `"format"`."""
    try:
        result = {"kind": detect_type(data).value}
    except Refused as refused:
        result = {"reason": refused.reason.value}
        if refused.foreign is not None:
            result["format"] = refused.foreign.value
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
    if data.startswith(_ZIP):
        return _office(data)
    if data.startswith(_OLE):
        raise _old_office(data)
    for beginning, kind in _IMAGES:
        if data.startswith(beginning):
            return _image(data, kind)
    if data[4:8] == _BOXES:
        return _boxes(data)
    found = _PDF.search(data, 0, _PDF_WITHIN)
    # A text may mention it, but has no objects.
    if found and (found.start(1) == 0 or b" obj" in data):
        return _pdf(data, found.start(1))
    foreign = foreign_beginning(data)
    if foreign is not None:
        raise Refused(Reason.KIND, foreign)
    return _text(data)


def _old_office(data: bytes) -> Refused:
    foreign = foreign_compound_file(data)
    if foreign is None and _ENCRYPTED in data:
        # So Office keeps what has a password.
        return Refused(Reason.PASSWORD)
    return Refused(Reason.KIND, foreign)


# The readers are slow to load, and a file needs one of them.


def _pdf(data: bytes, start: int) -> FileKind:
    from portal.domain.certificates.sandbox.pdf import check_pdf

    check_pdf(data, start)
    return FileKind.PDF


def _office(data: bytes) -> FileKind:
    from portal.domain.certificates.sandbox.office import check_office

    return check_office(data)


def _boxes(data: bytes) -> FileKind:
    foreign = foreign_boxes(data)
    if foreign is not None:
        raise Refused(Reason.KIND, foreign)
    return _image(data, FileKind.HEIC)


def _image(data: bytes, kind: FileKind) -> FileKind:
    from portal.domain.certificates.sandbox.images import check_image

    check_image(data, kind)
    return kind


def _text(data: bytes) -> FileKind:
    check_text(data)
    return FileKind.TEXT
