"""The accepted file types (requirement P7), and the reasons to refuse a file. Imported by the
sandbox, so it imports next to nothing.
"""

from enum import StrEnum
from typing import Final

MOST_PAGES: Final = 200
"""Of a PDF."""
MOST_PIXELS: Final = 80_000_000
"""Of an image: an A4 page at 900 dots per inch."""


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


def fits(name: str, kind: FileKind) -> bool:
    """Whether a file of this name may have this content."""
    return ending(name) in _ENDINGS[kind]


def ending(name: str) -> str:
    """The part behind the last point, in lower case; "" without one."""
    return name.rpartition(".")[2].lower() if "." in name else ""


class Reason(StrEnum):
    EMPTY = "empty"
    TOO_BIG = "too-big"
    TOO_MANY = "too-many"
    KIND = "kind"
    """Of none of the kinds that are taken."""
    NAME = "name"
    """The name's ending does not fit the content."""
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
    """A file is not taken."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
