"""Detects a file's type from its content alone; tells formats that are not taken, and files that
are something else too, to another reader.
"""

import io
import json
import re
import zipfile
from typing import Final

from portal.domain.certificates.file_types import (
    FileKind,
    ForeignFormat,
    NoText,
    Reason,
    Refused,
    decoded,
)

_BEGINNINGS: Final = (
    (b"BM", ForeignFormat.BMP),
    (b"8BPS", ForeignFormat.PHOTOSHOP),
    (b"\0\0\0\x0cjP  ", ForeignFormat.JPEG_2000),
    (b"\xff\x4f\xff\x51", ForeignFormat.JPEG_2000),
    (b"\0\0\0\x0cJXL ", ForeignFormat.JPEG_XL),
    (b"\xff\x0a", ForeignFormat.JPEG_XL),
    (b"\x1aE\xdf\xa3", ForeignFormat.VIDEO),
    (b"{\\rtf", ForeignFormat.RICH_TEXT),
    (b"%!PS", ForeignFormat.POSTSCRIPT),
    (b"\xc5\xd0\xd3\xc6", ForeignFormat.POSTSCRIPT),
    (b"\x1f\x8b", ForeignFormat.GZIP),
    (b"Rar!\x1a\x07", ForeignFormat.RAR),
    (b"7z\xbc\xaf\x27\x1c", ForeignFormat.SEVEN_ZIP),
)
_AVIF: Final = frozenset({b"avif", b"avis"})
_VIDEO: Final = (b"iso", b"mp4", b"qt  ", b"M4", b"3g", b"avc1", b"dash")
_HEIF: Final = (b"he", b"mif", b"msf")
_BRANDS: Final = slice(8, 64)
_NAMES_OF_STREAMS: Final = {
    "WordDocument": ForeignFormat.OLD_WORD,
    "Workbook": ForeignFormat.OLD_EXCEL,
    "Book": ForeignFormat.OLD_EXCEL,
    "PowerPoint Document": ForeignFormat.OLD_POWERPOINT,
    "__properties_version1.0": ForeignFormat.MAIL,
}
_ENTRY_BYTES: Final = 128
_NAME_BYTES: Final = 64
_TEXT_BEGINNINGS: Final = 1 << 10


def foreign_beginning(data: bytes) -> ForeignFormat | None:
    """The format by the file's first bytes, if it is known."""
    for beginning, foreign in _BEGINNINGS:
        # These two letters may begin a text as well, which has no zeros.
        if data.startswith(beginning) and (len(beginning) > 2 or b"\0" in data[:_TEXT_BEGINNINGS]):
            return foreign
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return ForeignFormat.WEBP
    return None


def foreign_boxes(data: bytes) -> ForeignFormat | None:
    """Of a file of boxes (ISO/IEC 14496-12), None where it may be a HEIF picture of HEVC."""
    brands = {data[at : at + 4] for at in range(_BRANDS.start, _BRANDS.stop, 4)}
    if brands & _AVIF:
        return ForeignFormat.AVIF
    if any(brand.startswith(_HEIF) for brand in brands):
        return None
    return ForeignFormat.VIDEO if data[8:12].startswith(_VIDEO) else None


def foreign_compound_file(data: bytes) -> ForeignFormat | None:
    """By the names of its streams ([MS-CFB] 2.6): Office wrote such files before 2007."""
    for name, foreign in _NAMES_OF_STREAMS.items():
        entry = name.encode("utf-16-le")
        size = (len(entry) + 2).to_bytes(2, "little")
        at = -1
        while (at := data.find(entry, at + 1)) >= 0:
            named = data[at + _NAME_BYTES : at + _NAME_BYTES + 2] == size
            if at % _ENTRY_BYTES == 0 and named:
                return foreign
    return None


def foreign_archive(names: set[str], mimetype: bytes) -> ForeignFormat:
    """Of a ZIP archive that is no Office document; `mimetype` is its part of that name."""
    if mimetype.startswith(b"application/vnd.oasis.opendocument"):
        return ForeignFormat.OPEN_DOCUMENT
    if mimetype.startswith(b"application/epub"):
        return ForeignFormat.EBOOK
    if any(name.lower().endswith(".fdseq") for name in names):
        return ForeignFormat.XPS
    apple = any(name.endswith((".iwa", "Index.zip")) for name in names)
    return ForeignFormat.APPLE if apple else ForeignFormat.ZIP


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
