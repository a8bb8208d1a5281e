"""Pictures and drawings in office documents (ECMA-376, part 1, 20)."""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import Any, Final

from docx.oxml import parse_xml

from portal.domain.certificates.file_types import Block, BlockKind, FileKind

_BEGINNINGS: Final = (
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"GIF8", FileKind.GIF),
    (b"II*\0", FileKind.TIFF),
    (b"MM\0*", FileKind.TIFF),
)
_MOST_BYTES: Final = 20_000_000
_DRAWN: Final = frozenset({"chart", "relIds"})


def local(element: Any) -> str:
    """A name without its namespace: documents of the strict kind have others."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: Any, name: str) -> str:
    """The value of an attribute of any namespace; "" without it."""
    found = (value for key, value in element.attrib.items() if key.rpartition("}")[2] == name)
    return str(next(found, ""))


class OfficePictures:
    """Numbers from 1, which stay the same for a file: places in its archive."""

    def __init__(self, data: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._entries = self._archive.infolist()
        self._numbers = {one.filename.lower(): at for at, one in enumerate(self._entries, 1)}

    @property
    def most(self) -> int:
        """No number is larger."""
        return len(self._entries)

    def picture(self, number: int) -> tuple[bytes, FileKind] | None:
        """The file of a number, unless it is of another kind: a drawing, or no picture at all."""
        entry = self._entries[number - 1]
        if entry.file_size > _MOST_BYTES:
            return None
        data = self._archive.read(entry)
        kinds = (kind for beginning, kind in _BEGINNINGS if data.startswith(beginning))
        kind = next(kinds, None)
        return None if kind is None else (data, kind)

    def block(self, part: str) -> Block:
        """What stands in the place of a picture that lies in this part; "" if it is elsewhere."""
        number = self._numbers.get(part.lower().lstrip("/"))
        if number is None or self.picture(number) is None:
            return Block(BlockKind.NOT_SHOWN)
        return Block(BlockKind.PICTURE, number=number)

    def parts(self, name: re.Pattern[str]) -> list[str]:
        return [one.filename for one in self._entries if name.fullmatch(one.filename)]

    def drawing(self, part: str) -> Iterator[Block]:
        """The texts and pictures on a sheet."""
        relations = self._relations(part)
        for one in parse_xml(self._archive.read(part)).iter():
            match local(one):
                case "p":
                    text = "".join(each.text or "" for each in one.iter() if local(each) == "t")
                    if text.strip():
                        yield Block(BlockKind.TEXT, text)
                case "blip":
                    yield self.block(relations.get(attribute(one, "embed"), ""))
                case name if name in _DRAWN:
                    yield Block(BlockKind.NOT_SHOWN)

    def _relations(self, part: str) -> dict[str, str]:
        folder, _, name = part.rpartition("/")
        number = self._numbers.get(f"{folder}/_rels/{name}.rels".lower())
        if number is None:
            return {}
        root = parse_xml(self._archive.read(self._entries[number - 1]))
        return {
            attribute(one, "Id"): posixpath.normpath(
                posixpath.join(folder, attribute(one, "Target"))
            )
            for one in root
        }
