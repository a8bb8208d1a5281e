"""Office documents: archives of XML (ECMA-376)."""

import io
import posixpath
import zipfile
import zlib
from typing import Final
from xml.parsers import expat

from portal.domain.certificates.file_types import FileKind, ForeignFormat, Reason, Refused
from portal.domain.certificates.sandbox.detection import foreign_archive
from portal.domain.certificates.sandbox.office_active import (
    Attributes,
    XmlReader,
    check_relation,
    may_act,
    refuse_commands,
)

_MOST_ENTRIES: Final = 2000
_MOST_UNPACKED: Final = 150_000_000
_MOST_RELATIONS_BYTES: Final = 4_000_000
_MOST_RELATIONS: Final = 20_000
_MOST_CONTENT_BYTES: Final = 60_000_000
_MOST_CONTENT: Final = 800_000
"""Elements of the parts with fields and formulas: three seconds of processor."""
_COMPRESSIONS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Those of ECMA-376, part 2, annex C; the others take much longer to unpack."""
_END: Final = b"PK\x05\x06"
_END_BYTES: Final = 22
_END_64: Final = b"PK\x06\x06"
_BLANKS: Final = b"\0 \t\r\n\x1a"
_TYPES: Final = "[content_types].xml"
_RELATIONS: Final = "_rels/.rels"
_MAIN_RELATION: Final = "/officeDocument"
_MAIN_TYPES: Final = {
    "wordprocessingml.document.main+xml": FileKind.WORD,
    "spreadsheetml.sheet.main+xml": FileKind.EXCEL,
    "presentationml.presentation.main+xml": FileKind.POWERPOINT,
}
_OTHER_TYPES: Final = ("template.main+xml", "slideshow.main+xml")
_ACTIVE_PARTS: Final = ("vbaproject", "vbadata", "/activex/")
_EMBEDDED: Final = "/embeddings/"
_PACKAGE: Final = b"PK\x03\x04"
_PROGRAMS: Final = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"MZ")
"""How objects of other programs begin ([MS-CFB]), and programs themselves."""
_FAILURES: Final = (
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    UnicodeError,
    ValueError,
    expat.ExpatError,
    zipfile.BadZipFile,
    zlib.error,
)


def check_office(data: bytes) -> FileKind:
    """Which of the three it is.

    Raises:
        Refused: none of them, broken, too large once unpacked, or with something that acts.
    """
    return _Document(_Budget()).check(data, may_embed=True)


class _Budget:
    """What a document and those that lie in it may have together."""

    def __init__(self) -> None:
        self.relations = XmlReader(_MOST_RELATIONS_BYTES, _MOST_RELATIONS)
        self.content = XmlReader(_MOST_CONTENT_BYTES, _MOST_CONTENT)
        self.unpacked_left = _MOST_UNPACKED


class _Document:
    """One archive, looked at from its directory to its last part."""

    def __init__(self, budget: _Budget) -> None:
        self._budget = budget
        self._types: dict[str, str] = {}
        """Content types of parts ("/name") and of endings ("name"), all in lower case."""
        self._main = ""

    def check(self, data: bytes, *, may_embed: bool) -> FileKind:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                names = {name.lower(): name for name in archive.namelist()}
                if _TYPES not in names:
                    raise Refused(Reason.KIND, _foreign(archive))
                _check_shape(archive, data)
                self._read_types(archive, names)
                self._check_parts(archive, may_embed=may_embed)
                return self._kind(names)
        except _FAILURES as error:
            raise Refused(Reason.BROKEN) from error

    def _read_types(self, archive: zipfile.ZipFile, names: dict[str, str]) -> None:
        """Which kind each part is, and which of them is the main one (ECMA-376, part 2, 9)."""

        def type_(_name: str, found: Attributes) -> None:
            content = found.get("ContentType", "").lower()
            # Macros, and sheets that are macros.
            if "macro" in content:
                raise Refused(Reason.ACTIVE)
            key = found.get("PartName") or found.get("Extension", "")
            self._types.setdefault(key.lower(), content)

        def relation(_name: str, found: Attributes) -> None:
            if found.get("Type", "").endswith(_MAIN_RELATION):
                target = posixpath.join("/", found.get("Target", ""))
                self._main = self._main or posixpath.normpath(target).lower()

        self._budget.relations.read(self._unpacked(archive, names[_TYPES]), type_)
        if _RELATIONS in names:
            self._budget.relations.read(self._unpacked(archive, names[_RELATIONS]), relation)

    def _type(self, part: str) -> str:
        """The content type of a part, whose name begins with a slash."""
        ending = part.rpartition("/")[2].rpartition(".")[2]
        return self._types.get(part) or self._types.get(ending, "")

    def _may_be_xml(self, part: str) -> bool:
        content = self._type(part)
        return not content or content.endswith("xml")

    def _kind(self, names: dict[str, str]) -> FileKind:
        content = self._type(self._main)
        for ending, kind in _MAIN_TYPES.items():
            if content.endswith(ending) and self._main[1:] in names:
                return kind
        template = content.endswith(_OTHER_TYPES)
        raise Refused(Reason.KIND, ForeignFormat.OFFICE_TEMPLATE if template else None)

    def _check_parts(self, archive: zipfile.ZipFile, *, may_embed: bool) -> None:
        for entry in archive.infolist():
            name = f"/{entry.filename.lower()}"
            if any(active in name for active in _ACTIVE_PARTS):
                raise Refused(Reason.ACTIVE)
            part = self._unpacked(archive, entry)
            if part.startswith(_PACKAGE):
                self._check_embedded(part, may_embed=may_embed)
            elif part.startswith(_PROGRAMS) or (_EMBEDDED in name and part):
                raise Refused(Reason.ACTIVE)
            elif name.endswith(".rels"):
                self._budget.relations.read(part, lambda _, found: check_relation(found))
            elif self._may_be_xml(name) and may_act(part):
                refuse_commands(part, self._budget.content)

    def _check_embedded(self, part: bytes, *, may_embed: bool) -> None:
        """The workbook behind a chart, say: itself a document, in which there is no other."""
        if not may_embed:
            raise Refused(Reason.ACTIVE)
        try:
            _Document(self._budget).check(part, may_embed=False)
        except Refused as refused:
            kind = refused.reason is Reason.KIND
            raise Refused(Reason.ACTIVE if kind else refused.reason) from refused

    def _unpacked(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo | str) -> bytes:
        """The directory's sizes may lie, and only unpacking shows whether the sums are right."""
        with archive.open(entry) as part:
            made = part.read(self._budget.unpacked_left + 1)
            # The sum is compared at the end, and only whoever reads on gets there.
            part.read(1)
        self._budget.unpacked_left -= len(made)
        if self._budget.unpacked_left < 0:
            raise Refused(Reason.HUGE)
        return made


def _foreign(archive: zipfile.ZipFile) -> ForeignFormat:
    names = set(archive.namelist())
    mimetype = b""
    if "mimetype" in names:
        with archive.open("mimetype") as part:
            mimetype = part.read(100)
    return foreign_archive(names, mimetype)


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
    _check_end(archive, data)
    if min((one.header_offset for one in entries), default=0) != 0:
        raise Refused(Reason.HIDDEN)
    if any(one.flag_bits & 1 for one in entries):
        raise Refused(Reason.PASSWORD)
    if any(one.compress_type not in _COMPRESSIONS for one in entries):
        raise Refused(Reason.BROKEN)


def _check_end(archive: zipfile.ZipFile, data: bytes) -> None:
    """The directory is followed by its end, which .NET may write in 64 bits too, and blanks."""
    end = data.rfind(_END)
    directory = archive.start_dir + int.from_bytes(data[end + 12 : end + 16], "little")
    between = data[directory:end]
    if data[end + _END_BYTES :].strip(_BLANKS) or (between and not between.startswith(_END_64)):
        raise Refused(Reason.HIDDEN)


def _leads_out(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")
