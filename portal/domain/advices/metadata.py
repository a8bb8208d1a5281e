"""What an AOK says of its payment advices beside their documents, checked field by field: XML
after `advices.xsd`, or CSV with a line of headings.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final
from xml.parsers import expat

from portal.domain.institutions.directory import is_ik, normalised
from portal.platform.text_files import UnreadableFile, read_text_file

FIELDS: Final = (
    *("ik", "reference", "sender", "issued", "from", "to"),
    *("amount", "currency", "invoices", "file", "size"),
)
"""Names of all that must be said of an advice, in XML and CSV alike."""
OPTIONAL: Final = ("sha256",)
MOST_ADVICES: Final = 10_000
"""In one file of metadata."""
LARGEST_DOCUMENT: Final = 20_000_000
"""In bytes."""

_REFERENCE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./_-]{0,39}")
_AMOUNT: Final = re.compile(r"(-?)([0-9]{1,12})[.,]([0-9]{2})")
_NUMBER: Final = re.compile(r"[0-9]{1,9}")
_FILE: Final = re.compile(r"[^\x00-\x1f/\\:*?\"<>|]{1,200}", re.ASCII)
_SHA256: Final = re.compile(r"[0-9a-fA-F]{64}")
_CURRENCY: Final = "EUR"
_LONGEST_SENDER: Final = 80
_EARLIEST: Final = "2000-01-01"


class BadMetadata(Exception):
    """Says in one sentence why a file of metadata, or one advice in it, is not taken."""


@dataclass(frozen=True)
class Entry:
    """One advice as it was announced. Days in ISO 8601, amount in cents."""

    ik: str
    reference: str
    sender: str
    issued_on: str
    period_from: str
    period_to: str
    amount_cents: int
    currency: str
    invoices: int
    file: str
    """The document's name; it lies beside the metadata."""
    size: int
    """In bytes; a document is complete when it has as many."""
    sha256: str
    """Of the document, hexadecimal; "" where it was not said."""

    def __repr__(self) -> str:
        return f"Entry({self.file})"


@dataclass(frozen=True)
class BadEntry:
    """One advice in a file of metadata that is not taken."""

    line: int
    """In that file, from 1."""
    what: str
    file: str = ""
    """Its document, where its name is one."""


def read_entry(values: Mapping[str, str], line: int) -> Entry | BadEntry:
    """Check the fields of one advice."""
    name = values.get("file", "")
    try:
        return _read({key: text.strip() for key, text in values.items()})
    except BadMetadata as problem:
        return BadEntry(line, str(problem), name if is_plain_name(name) else "")


def is_plain_name(name: str) -> bool:
    """Whether this is the name of a PDF file, without any folder.

    A name from outside becomes part of a path nowhere unless this says yes.
    """
    return (
        bool(_FILE.fullmatch(name)) and not name.startswith(".") and name.lower().endswith(".pdf")
    )


def _read(values: Mapping[str, str]) -> Entry:
    missing = [name for name in FIELDS if not values.get(name)]
    if missing:
        raise BadMetadata(f"missing: {', '.join(missing)}")
    ik, reference, sender = normalised(values["ik"]), values["reference"], values["sender"]
    _check(is_ik(ik), "ik is no IK number (9 digits, the last one checks)")
    _check(
        bool(_REFERENCE.fullmatch(reference)),
        "reference must have up to 40 letters, digits and . / _ -",
    )
    _check(
        len(sender) <= _LONGEST_SENDER and sender.isprintable(),
        f"sender must have up to {_LONGEST_SENDER} characters in one line",
    )
    issued, first, last = (_day(values[name], name) for name in ("issued", "from", "to"))
    _check(first <= last, "from is later than to")
    _check(values["currency"] == _CURRENCY, f"currency must be {_CURRENCY}")
    _check(is_plain_name(values["file"]), "file must be the plain name of a .pdf file")
    size = _count(values["size"], "size")
    _check(0 < size <= LARGEST_DOCUMENT, f"size must be 1 to {LARGEST_DOCUMENT} bytes")
    sha256 = values.get("sha256", "")
    _check(not sha256 or bool(_SHA256.fullmatch(sha256)), "sha256 must have 64 hexadecimal digits")
    return Entry(
        ik,
        reference,
        sender,
        issued,
        first,
        last,
        _cents(values["amount"]),
        _CURRENCY,
        _count(values["invoices"], "invoices"),
        values["file"],
        size,
        sha256.lower(),
    )


def _check(holds: bool, sentence: str) -> None:
    if not holds:
        raise BadMetadata(sentence)


def _day(text: str, name: str) -> str:
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            day = datetime.strptime(text, form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
        # strptime takes 2026-1-5, too.
        if text in (day.isoformat(), f"{day:%d.%m.%Y}") and day.isoformat() >= _EARLIEST:
            return day.isoformat()
    raise BadMetadata(f"{name} must be a day as in {date(2026, 11, 28).isoformat()}")


def _cents(text: str) -> int:
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise BadMetadata("amount must be as in 12480.55 or 12480,55, without thousands separators")
    cents = int(found[2]) * 100 + int(found[3])
    return -cents if found[1] else cents


def _count(text: str, name: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise BadMetadata(f"{name} must be a whole number")
    return int(text)


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
