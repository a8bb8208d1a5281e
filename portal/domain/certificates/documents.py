"""What clerks see of an office document: its texts, tables and pictures in order. Imported by the
sandbox, so it imports next to nothing.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

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
