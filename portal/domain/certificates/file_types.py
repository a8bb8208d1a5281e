"""The accepted file types (requirement P7), and the reasons to refuse a file. Imported by the
sandbox, so it imports next to nothing.
"""

from enum import StrEnum
from typing import Final

MOST_PAGES: Final = 200
"""Of a PDF."""
MOST_PIXELS: Final = 80_000_000
"""Of an image: an A4 page at 900 dots per inch."""
MOST_JPEG_PIXELS: Final = 250_000_000
"""Telephones take 200 million; a JPEG is made smaller while it is decoded, also within a PDF."""


class FileKind(StrEnum):
    PDF = "pdf"
    WORD = "docx"
    EXCEL = "xlsx"
    POWERPOINT = "pptx"
    HEIC = "heic"
    TEXT = "txt"
    JPEG = "jpg"
    GIF = "gif"
    TIFF = "tiff"
    PNG = "png"


OFFICE: Final = frozenset({FileKind.WORD, FileKind.EXCEL, FileKind.POWERPOINT})
IMAGES: Final = frozenset({FileKind.HEIC, FileKind.JPEG, FileKind.GIF, FileKind.TIFF, FileKind.PNG})

_ENDINGS: Final = {kind: (kind.value,) for kind in FileKind} | {
    FileKind.TEXT: ("txt", "text"),
    FileKind.JPEG: ("jpg", "jpeg"),
    FileKind.TIFF: ("tif", "tiff"),
}
ENDINGS: Final = tuple(ending for endings in _ENDINGS.values() for ending in endings)
_REPLACED: Final = frozenset(ENDINGS) | {"jfif", "jpe", "jif", "heif", "hif"}
"""Endings that say what a file is, so that nothing is lost when the right one takes their place."""


def named(name: str, kind: FileKind, longest: int) -> str:
    """The name with an ending of its kind: what it is decides which program opens it.

    An ending of another kind is replaced; to any other the right one is added, because what
    follows a point may be part of the name, as in "Dr. Kaya". At most `longest` characters.
    """
    stem, point, last = name.rpartition(".")
    if point and last.lower() in _ENDINGS[kind]:
        return name
    kept = stem if stem and last.lower() in _REPLACED else name
    return f"{kept[: longest - len(kind.value) - 1]}.{kind.value}"


class ForeignFormat(StrEnum):
    """What is recognised so that the user can be told what to do; none of it is taken."""

    AVIF = "avif"
    BMP = "bmp"
    JPEG_2000 = "jp2"
    JPEG_XL = "jxl"
    PHOTOSHOP = "psd"
    WEBP = "webp"
    VIDEO = "mp4"
    OLD_WORD = "doc"
    OLD_EXCEL = "xls"
    OLD_POWERPOINT = "ppt"
    APPLE = "pages"
    EBOOK = "epub"
    OFFICE_TEMPLATE = "dotx"
    OPEN_DOCUMENT = "odt"
    POSTSCRIPT = "ps"
    RICH_TEXT = "rtf"
    XPS = "xps"
    MAIL = "msg"
    GZIP = "gz"
    RAR = "rar"
    SEVEN_ZIP = "7z"
    ZIP = "zip"


class Reason(StrEnum):
    EMPTY = "empty"
    TOO_BIG = "too-big"
    TOO_MANY = "too-many"
    KIND = "kind"
    """Of none of the kinds that are taken."""
    BROKEN = "broken"
    PASSWORD = "password"  # noqa: S105  a reason, not a secret
    ACTIVE = "active"
    """It would do something when it is opened."""
    HIDDEN = "hidden"
    """It is two kinds of file at once."""
    HUGE = "huge"
    """Small on the disk, huge once it is opened."""
    TOO_LONG = "too-long"
    """The check has taken too long or too much memory."""
    VIRUS = "virus"
    UNCHECKED = "unchecked"
    """The check is not possible at the moment."""
    NOT_STORED = "not-stored"
    """The disk does not take it."""


class Refused(Exception):
    """A file is not taken; `foreign` is what it is instead, where that is known."""

    def __init__(self, reason: Reason, foreign: ForeignFormat | None = None) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.foreign = foreign
