"""Reads files of metadata: XML after `advices.xsd`, or CSV with a line of headings."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.parsers import expat

from portal.domain.advices.metadata import (
    FIELDS,
    MOST_ADVICES,
    OPTIONAL,
    BadEntry,
    BadMetadata,
    Entry,
    read_entry,
)
from portal.platform.text_files import UnreadableFile, read_text_file

SCHEMA: Final = Path(__file__).with_name("advices.xsd")
NAMESPACE: Final = "urn:gesundheitspartnerservice:zahlungsavise:1"
ENDINGS: Final = (".xml", ".csv")
_MOST_BYTES: Final = 10_000_000
_SEPARATORS: Final = (";", ",", "\t")
# By the schema: which attributes an element has, and whether it has a text.
_TEXTS: Final = ("ik", "reference", "sender", "issued", "amount", "invoices")
_ATTRIBUTES: Final = {
    "advices": (),
    "advice": (),
    **dict.fromkeys(_TEXTS, ()),
    "period": ("from", "to"),
    "amount": ("currency",),
    "document": ("file", "size", "sha256"),
}
_DEEPEST: Final = 3

Read = Entry | BadEntry


def read_metadata(path: Path) -> list[Read]:
    """All advices of a file, good and bad.

    Raises:
        BadMetadata: it is no such file as a whole.
        OSError: it cannot be read.
    """
    if path.stat().st_size > _MOST_BYTES:
        raise BadMetadata(f"the file is larger than {_MOST_BYTES} bytes")
    entries = _read_xml(path) if path.suffix.lower() == ".xml" else list(_read_csv(path))
    if not entries:
        raise BadMetadata("the file names no advice")
    if len(entries) > MOST_ADVICES:
        raise BadMetadata(f"the file names more than {MOST_ADVICES} advices")
    return entries


def _read_xml(path: Path) -> list[Read]:
    reader = _XmlReader()
    try:
        reader.parser.Parse(path.read_bytes(), True)
    except expat.ExpatError as error:
        raise BadMetadata(f"the XML is not well-formed: {error}") from error
    return reader.entries


class _XmlReader:
    """Takes the elements of the schema and refuses everything else.

    A document type is refused, and with it every entity that a file could define, so that nothing
    is fetched, read or multiplied.
    """

    def __init__(self) -> None:
        self.entries: list[Read] = []
        self._path: list[str] = []
        self._values: dict[str, str] = {}
        self._line = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._add_text

    def _refuse_doctype(self, *_declared: object) -> None:
        raise BadMetadata("the XML has a document type (DOCTYPE), which is not taken")

    def _begin(self, qualified: str, attributes: dict[str, str]) -> None:
        space, _, name = qualified.rpartition(" ")
        allowed = _ATTRIBUTES.get(name)
        if space != NAMESPACE or allowed is None or len(self._path) != _depth_of(name):
            raise BadMetadata(f"line {self._here}: the element {name} is not expected there")
        if unknown := attributes.keys() - set(allowed):
            raise BadMetadata(f"line {self._here}: {name} has no attribute {min(unknown)}")
        if name == "advice":
            self._values, self._line = {}, self._here
        elif name in self._values or attributes.keys() & self._values.keys():
            raise BadMetadata(f"line {self._here}: {name} is there twice")
        self._values |= attributes
        if name in _TEXTS:
            self._values[name] = ""
        self._path.append(name)

    def _end(self, _qualified: str) -> None:
        if self._path.pop() == "advice":
            self.entries.append(read_entry(self._values, self._line))

    def _add_text(self, text: str) -> None:
        name = self._path[-1]
        if name in _TEXTS:
            self._values[name] += text
        elif text.strip():
            raise BadMetadata(f"line {self._here}: {name} has a text, which is not expected")

    @property
    def _here(self) -> int:
        return self.parser.CurrentLineNumber


def _depth_of(name: str) -> int:
    return {"advices": 0, "advice": 1}.get(name, _DEEPEST - 1)


def _read_csv(path: Path) -> Iterator[Read]:
    try:
        lines = read_text_file(path).splitlines()
    except UnreadableFile as error:
        raise BadMetadata("the file is no text: save it as CSV in UTF-8") from error
    separator = max(_SEPARATORS, key=lines[0].count) if lines else ";"
    headings = [name.strip().lower() for name in _cells(lines[0], separator)] if lines else []
    missing = [name for name in FIELDS if name not in headings]
    unknown = [name for name in headings if name not in (*FIELDS, *OPTIONAL)]
    if missing or unknown or len(set(headings)) != len(headings):
        raise BadMetadata(f"the first line must be {separator.join((*FIELDS, *OPTIONAL))}")
    for number, line in enumerate(lines[1:], 2):
        if not line.strip(separator + " "):
            continue
        cells = _cells(line, separator)
        if len(cells) != len(headings):
            yield BadEntry(number, f"{len(cells)} fields instead of {len(headings)}")
        else:
            yield read_entry(dict(zip(headings, cells, strict=True)), number)


def _cells(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator, strict=True), [])
    except csv.Error:
        # One cell: the number of fields is then wrong, and says so for this line alone.
        return [line]
