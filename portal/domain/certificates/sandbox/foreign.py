"""Tells formats that are not taken from their first bytes or their parts."""

from typing import Final

from portal.domain.certificates.file_types import ForeignFormat

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
