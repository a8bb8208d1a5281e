"""The kinds of file that are taken (requirement P7), and how their names may end."""

from enum import StrEnum
from typing import Final

MOST_PAGES: Final = 200
"""Of a PDF."""


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
    """What stands behind the last point, in small letters; "" without one."""
    return name.rpartition(".")[2].lower() if "." in name else ""
