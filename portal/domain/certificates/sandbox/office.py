"""Office documents: archives of XML (ECMA-376)."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree as ET

from portal.domain.certificates.file_types import FileKind, Reason, Refused

_MOST_ENTRIES: Final = 2000
_MOST_UNPACKED: Final = 150_000_000
_MOST_XML: Final = 4_000_000
_MOST_ELEMENTS: Final = 20_000
_COMPRESSIONS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Those of ECMA-376, part 2, annex C; the others take much longer to unpack."""
_END_BYTES: Final = 22
_CHUNK: Final = 1 << 20
_TYPES: Final = "[Content_Types].xml"
_MAIN_PARTS: Final = {
    "wordprocessingml.document.main+xml": (FileKind.WORD, "word/document.xml"),
    "spreadsheetml.sheet.main+xml": (FileKind.EXCEL, "xl/workbook.xml"),
    "presentationml.presentation.main+xml": (FileKind.POWERPOINT, "ppt/presentation.xml"),
}
_ACTIVE_PARTS: Final = ("vbaproject", "vbadata", "/activex/", "/embeddings/", "/externallinks/")
_HYPERLINK: Final = "/hyperlink"


def check_office(data: bytes) -> FileKind:
    """Which of the three it is.

    Raises:
        Refused: none of them, broken, too large once unpacked, or with something that acts.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_shape(archive, data)
            xml = _Xml(archive)
            _check_parts(archive, xml)
            return _kind(archive, xml)
    except (
        EOFError,
        NotImplementedError,
        OSError,
        OverflowError,
        RuntimeError,
        UnicodeError,
        ValueError,
        ET.ParseError,
        zipfile.BadZipFile,
        zlib.error,
    ) as error:
        raise Refused(Reason.BROKEN) from error


def _check_shape(archive: zipfile.ZipFile, data: bytes) -> None:
    """Nothing before, behind or between what the directory lists."""
    entries = archive.infolist()
    if len(entries) > _MOST_ENTRIES or sum(one.file_size for one in entries) > _MOST_UNPACKED:
        raise Refused(Reason.HUGE)
    if sum(one.compress_size for one in entries) > len(data):
        raise Refused(Reason.HUGE)
    names = [one.filename.lower() for one in entries]
    if len(names) != len(set(names)) or any(_leads_out(name) for name in names):
        raise Refused(Reason.HIDDEN)
    directory = int.from_bytes(data[-10:-6], "little")
    size = len(data) - _END_BYTES
    if data[size : size + 4] != b"PK\x05\x06" or archive.start_dir + directory != size:
        raise Refused(Reason.HIDDEN)
    if min((one.header_offset for one in entries), default=0) != 0:
        raise Refused(Reason.HIDDEN)
    if any(one.flag_bits & 1 for one in entries):
        raise Refused(Reason.PASSWORD)
    if any(one.compress_type not in _COMPRESSIONS for one in entries):
        raise Refused(Reason.BROKEN)


def _leads_out(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")


def _check_parts(archive: zipfile.ZipFile, xml: "_Xml") -> None:
    unpacked = 0
    for entry in archive.infolist():
        name = f"/{entry.filename.lower()}"
        if any(part in name for part in _ACTIVE_PARTS):
            raise Refused(Reason.ACTIVE)
        if name.endswith(".rels"):
            _check_relations(xml.elements(entry.filename))
        # The directory's sizes may lie, and only unpacking shows whether the sums are right.
        with archive.open(entry) as part:
            while chunk := part.read(_CHUNK):
                unpacked += len(chunk)
                if unpacked > _MOST_UNPACKED:
                    raise Refused(Reason.HUGE)


def _check_relations(elements: Iterator[ET.Element]) -> None:
    """No templates, pictures or objects from elsewhere: opening would fetch them."""
    for one in elements:
        outside = one.get("TargetMode", "").lower() == "external"
        if outside and not one.get("Type", "").endswith(_HYPERLINK):
            raise Refused(Reason.ACTIVE)


def _kind(archive: zipfile.ZipFile, xml: "_Xml") -> FileKind:
    names = set(archive.namelist())
    if _TYPES not in names:
        raise Refused(Reason.KIND)
    found = None
    for one in xml.elements(_TYPES):
        content = one.get("ContentType", "")
        if "macroenabled" in content.lower():
            raise Refused(Reason.ACTIVE)
        for ending, (kind, part) in _MAIN_PARTS.items():
            if content.endswith(ending) and one.get("PartName") == f"/{part}" and part in names:
                found = kind
    if found is None:
        raise Refused(Reason.KIND)
    return found


class _Xml:
    """Parses parts of an archive: together they have few bytes and elements, or it is refused."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._bytes_left = _MOST_XML
        self._elements_left = _MOST_ELEMENTS

    def elements(self, name: str) -> Iterator[ET.Element]:
        """Each of a part as it begins: its name and attributes are there already.

        Raises:
            Refused, ParseError
        """
        for _, one in ET.iterparse(io.BytesIO(self._text(name)), ("start",)):  # noqa: S314
            self._elements_left -= 1
            if self._elements_left < 0:
                raise Refused(Reason.HUGE)
            yield one

    def _text(self, name: str) -> bytes:
        with self._archive.open(name) as part:
            text = part.read(self._bytes_left + 1)
        self._bytes_left -= len(text)
        if self._bytes_left < 0:
            raise Refused(Reason.HUGE)
        # Without a document type there are no entities, and nothing grows or is fetched.
        if b"<!DOCTYPE" in text or b"\0" in text:
            raise Refused(Reason.HIDDEN)
        return text
