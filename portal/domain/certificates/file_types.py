"""What sandbox and portal both know of files: the accepted types (requirement P7), the encodings
of texts, the parts of office documents, and the reasons to refuse a file.
"""

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

_MARKED: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DOS: Final = re.compile(rb"[\x81\x8d\x8f\x90\x9d]|[A-Za-z][\x84\x94][A-Za-z\xe1]")
"""Windows has no letter for the first five (cp1252), and for the others it has quotation marks,
which stand in no word; in DOS (cp850) they are ü, ì, Å, É, Ø, ä and ö.
"""
_LOOKED_AT: Final = 4096
_END: Final = re.compile(r"\x1a[\x1a\0]*\s*\Z")
"""What DOS puts behind a text: Ctrl-Z, and anything up to a full block."""


class NoText(Exception):
    """The bytes are none."""


def decoded(data: bytes, *, whole: bool = True) -> str:
    """The text, without a byte order mark and what ends it; `whole` is False for its beginning,
    which may end within a letter.

    Raises:
        NoText
    """
    try:
        encoding = _encoding(data, whole=whole)
        text = codecs.getincrementaldecoder(encoding)().decode(data, whole)
    except UnicodeDecodeError as error:
        raise NoText from error
    return _END.sub("", text)


def _encoding(data: bytes, *, whole: bool) -> str:
    for mark, encoding in _MARKED:
        if data.startswith(mark):
            return encoding
    if unmarked := _unmarked_utf_16(data[:_LOOKED_AT]):
        return unmarked
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data, whole)
    except UnicodeDecodeError:
        return "cp850" if _DOS.search(data) else "cp1252"
    return "utf-8"


def _unmarked_utf_16(beginning: bytes) -> str:
    """Which of the two it is, where most letters are Latin: one byte of them is zero."""
    even, odd = beginning[::2].count(0), beginning[1::2].count(0)
    most, fewest = len(beginning) / 4, len(beginning) / 20
    if odd > most and even < fewest:
        return "utf-16-le"
    return "utf-16-be" if even > most and odd < fewest else ""


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


_MOST_BLOCKS: Final = 2000
_MOST_CHARACTERS: Final = 200_000


class BlockKind(StrEnum):
    """What a part of a document is; `Block.text` and `number` depend on it."""

    HEADING = "heading"
    TEXT = "text"
    TABLE = "table"
    PICTURE = "picture"
    """`number` is that of its picture, from 1."""
    NOT_SHOWN = "not-shown"
    """A chart, drawing or picture that only the original shows."""
    HEADER = "header"
    FOOTER = "footer"
    NOTES = "notes"
    """Footnotes follow."""
    COMMENTS = "comments"
    SHEET = "sheet"
    """`text` is its name."""
    HIDDEN_SHEET = "hidden-sheet"
    HIDDEN_ROWS = "hidden-rows"
    """`number` of them are left out."""
    HIDDEN_COLUMNS = "hidden-columns"
    HIDDEN_TEXT = "hidden-text"
    SLIDE = "slide"
    HIDDEN_SLIDE = "hidden-slide"
    SPEAKER_NOTES = "speaker-notes"
    CUT = "cut"
    """There is more in the original."""


@dataclass(frozen=True)
class Block:
    """A part of a document, from top to bottom."""

    kind: BlockKind
    text: str = ""
    number: int = 0
    rows: list[list[str]] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Characters."""
        return len(self.text) + sum(len(cell) + 1 for row in self.rows for cell in row)


def written(blocks: Iterable[Block]) -> bytes:
    """As JSON, of a length that a page can show; a last block says that there is more."""
    return json.dumps([vars(block) for block in _limited(blocks)]).encode()


def read(data: bytes) -> list[Block]:
    """What `written` has made.

    Raises:
        ValueError, TypeError
    """
    return [_block(**each) for each in json.loads(data)]


def _block(kind: str, **rest: Any) -> Block:
    return Block(BlockKind(kind), **rest)


def _limited(blocks: Iterable[Block]) -> Iterator[Block]:
    left = _MOST_CHARACTERS
    for number, block in enumerate(blocks):
        left -= block.size
        if number == _MOST_BLOCKS or left < 0:
            yield Block(BlockKind.CUT)
            return
        yield block
