"""A file that somebody uploads, and what should become of it."""

from collections.abc import Callable
from dataclasses import dataclass

from portal.domain.certificates.file_types import FileKind

Make = Callable[[], bytes]


@dataclass(frozen=True)
class Sent:
    """A file as it is sent; `stored` is its name afterwards, where that changes."""

    name: str
    make: Make
    kind: FileKind
    stored: str = ""
