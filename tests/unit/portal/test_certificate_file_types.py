"""What files are by their content, and which of them are not taken."""

import gzip
import json
import random
from collections.abc import Callable

import pikepdf
import pytest
from hypothesis import settings
from hypothesis import strategies as st

from portal.domain.certificates.file_types import FileKind, ForeignFormat, Reason, Refused, named
from portal.domain.certificates.sandbox.detection import detect_type, detection_result
from tests.support.properties import given
from tests.support.uploads import office_files, samples
from tests.support.uploads.attacks import ATTACKS, OLE, PDF, RELATION, ZIP

pytestmark = pytest.mark.heavy


def reason(data: bytes) -> Reason:
    with pytest.raises(Refused) as refused:
        detect_type(data)
    return refused.value.reason


def foreign(data: bytes) -> ForeignFormat | None:
    with pytest.raises(Refused) as refused:
        detect_type(data)
    assert refused.value.reason is Reason.KIND
    return refused.value.foreign


def compound_file(stream: str) -> bytes:
    """One that has a stream of this name ([MS-CFB] 2.6.1)."""
    name = stream.encode("utf-16-le")
    entry = name.ljust(64, b"\0") + (len(name) + 2).to_bytes(2, "little") + bytes(62)
    return OLE.ljust(1536, b"\0") + entry


FOREIGN: dict[ForeignFormat, Callable[[], bytes]] = {
    ForeignFormat.AVIF: lambda: samples.image("AVIF"),
    ForeignFormat.BMP: lambda: samples.image("BMP"),
    ForeignFormat.JPEG_2000: lambda: samples.image("JPEG2000"),
    ForeignFormat.JPEG_XL: lambda: b"\xff\x0a\xfa\x1f\0" + bytes(50),
    ForeignFormat.PHOTOSHOP: lambda: b"8BPS\0\1" + bytes(50),
    ForeignFormat.WEBP: lambda: samples.image("WEBP"),
    ForeignFormat.VIDEO: lambda: b"\0\0\0\x18ftypmp42\0\0\0\0isommp42" + bytes(90),
    ForeignFormat.OLD_WORD: lambda: compound_file("WordDocument"),
    ForeignFormat.OLD_EXCEL: lambda: compound_file("Workbook"),
    ForeignFormat.OLD_POWERPOINT: lambda: compound_file("PowerPoint Document"),
    ForeignFormat.APPLE: lambda: samples.archive({"Index/Document.iwa": b"x"}),
    ForeignFormat.EBOOK: lambda: samples.archive({"mimetype": b"application/epub+zip"}),
    ForeignFormat.OFFICE_TEMPLATE: lambda: samples.office(
        "docx",
        content="application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    ),
    ForeignFormat.OPEN_DOCUMENT: lambda: samples.archive(
        {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}
    ),
    ForeignFormat.POSTSCRIPT: lambda: b"%!PS-Adobe-3.0\nshowpage",
    ForeignFormat.RICH_TEXT: lambda: b"{\\rtf1 Text}",
    ForeignFormat.XPS: lambda: samples.archive({"FixedDocumentSequence.fdseq": b"<x/>"}),
    ForeignFormat.MAIL: lambda: compound_file("__properties_version1.0"),
    ForeignFormat.GZIP: lambda: gzip.compress(b"x"),
    ForeignFormat.RAR: lambda: b"Rar!\x1a\x07\x01\0" + bytes(50),
    ForeignFormat.SEVEN_ZIP: lambda: b"7z\xbc\xaf\x27\x1c\0\4" + bytes(50),
    ForeignFormat.ZIP: lambda: ZIP,
}


@pytest.mark.parametrize("format_", ForeignFormat)
def test_a_format_that_is_not_taken_is_named(format_: ForeignFormat) -> None:
    assert foreign(FOREIGN[format_]()) is format_


@pytest.mark.parametrize("name", samples.GOOD)
def test_every_kind_of_the_manual_is_taken(name: str) -> None:
    assert named(name, detect_type(samples.GOOD[name]), 100) == name


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_is_not_taken(attack: str) -> None:
    make, expected = ATTACKS[attack]
    assert reason(make()) == expected


ELSEWHERE = (
    "http://evil.example/a.dotm",
    "https://firma.sharepoint.com/a.dotx",
    "file://evil.example/a/b.dotm",
    r"file:///\\evil.example\a\b.dotm",
    r"\\evil.example\a.dotm",
    r"\\evil@80\a.dotm",
    r"\\8.8.8.8\a.dotm",
    r"\\134744072\a.dotm",
    r"\\?\UNC\evil.example\a.dotm",
    "%5C%5Cevil.example/a.dotm",
    "file:///evil.example/a.dotm",
    "mhtml:http://evil.example/a!x",
    "ms-word:x",
)


@pytest.mark.parametrize("kind", ["attachedTemplate", "image", "externalLinkPath"])
@pytest.mark.parametrize("target", ELSEWHERE)
def test_nothing_is_fetched_from_elsewhere(kind: str, target: str) -> None:
    assert reason(office_files.related(kind, target)) == Reason.ACTIVE


@pytest.mark.parametrize("kind", ["oleObject", "frame", "subDocument", "mailMergeSource", "x"])
def test_what_else_lies_outside_is_not_taken_however_near_it_is(kind: str) -> None:
    assert reason(office_files.related(kind, "file:///C:/a.bin")) == Reason.ACTIVE


@pytest.mark.parametrize("kind", ["oleObject", "control", "vbaProject"])
def test_objects_are_not_taken_by_whatever_name(kind: str) -> None:
    part = samples.relation(kind, "media/a.png")
    assert reason(samples.office("docx", {"word/_rels/x.xml.rels": part})) == Reason.ACTIVE


def test_a_document_may_have_links_to_pages() -> None:
    data = samples.office(
        "docx", {"word/_rels/document.xml.rels": RELATION.format("hyperlink").encode()}
    )
    assert detect_type(data) is FileKind.WORD


def test_a_pdf_may_have_links_to_pages() -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://abc.de")
    assert detect_type(samples.pdf_with("/X", action)) is FileKind.PDF


def test_the_verdict_is_said_in_json() -> None:
    assert json.loads(detection_result(PDF)) == {"kind": "pdf"}
    assert json.loads(detection_result(b"")) == {"reason": "empty"}
    assert json.loads(detection_result(ZIP)) == {"reason": "kind", "format": "zip"}


@settings(max_examples=120)
@given(name=st.sampled_from(sorted(samples.GOOD)), seed=st.integers(0, 1 << 30))
def test_whatever_is_changed_in_a_file_it_is_taken_or_refused(name: str, seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(samples.GOOD[name])
    for _ in range(chance.randint(1, 20)):
        at = chance.randrange(len(data))
        match chance.randrange(3):
            case 0:
                data[at] = chance.randrange(256)
            case 1:
                del data[at : at + chance.randint(1, 40)]
            case _:
                data[at:at] = chance.randbytes(chance.randint(1, 40))
        data = data or bytearray(b"x")
    assert json.loads(detection_result(bytes(data))).keys() <= {"kind", "reason", "format"}


@settings(max_examples=150)
@given(head=st.sampled_from([one[:8] for one in samples.GOOD.values()]), tail=st.binary())
def test_whatever_follows_a_beginning_it_is_taken_or_refused(head: bytes, tail: bytes) -> None:
    assert json.loads(detection_result(head + tail)).keys() <= {"kind", "reason", "format"}
