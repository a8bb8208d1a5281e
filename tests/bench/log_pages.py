"""Which trees of an SQLite file each commit has written to: the pages of its write-ahead log."""

import sqlite3
import struct
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_HEADER: Final = struct.Struct(">8x I 20x")
"""Of the log (fileformat2, 4.1): the size of a page."""
_FRAME: Final = struct.Struct(">I I 16x")
"""Of a page in it: its number, and whether a commit ends with it."""


def trees_by_commit(database: Path, start: int) -> list[Counter[str]]:
    """Of each commit that is in the log behind the byte `start`: tables and indices with their
    pages, as the file has them by now.

    Raises:
        sqlite3.OperationalError: SQLite was built without the table dbstat.
    """
    with sqlite3.connect(database) as connection:
        trees = dict(connection.execute("SELECT pageno, name FROM dbstat"))
    commits = _commits(database.with_name(f"{database.name}-wal").read_bytes(), start)
    return [Counter(trees.get(page, "free") for page in pages) for pages in commits]


def _commits(log: bytes, start: int) -> Iterator[list[int]]:
    """The numbers of the pages of each."""
    (size,) = _HEADER.unpack_from(log)
    pages: list[int] = []
    for at in range(max(start, _HEADER.size), len(log), _FRAME.size + size):
        page, ends = _FRAME.unpack_from(log, at)
        pages.append(page)
        if ends:
            yield pages
            pages = []
