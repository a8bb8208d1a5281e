"""What files are by their content, and which of them are not taken."""

import io
import json
import random
import zipfile
from collections.abc import Callable

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.domain.certificates.file_types import FileKind, Reason, Refused, fits
from portal.domain.certificates.sandbox.detection import detect_type, detection_result
from tests.support.uploads import samples

pytestmark = pytest.mark.heavy

RELATION = (
    '<Relationships><Relationship Id="r" Type="http://x/relationships/{}" '
    'Target="http://evil.example/a" TargetMode="External"/></Relationships>'
)
HYPERLINK = RELATION.format("hyperlink").encode()
TEMPLATE = RELATION.format("attachedTemplate").encode()


def reason(data: bytes) -> Reason:
    with pytest.raises(Refused) as refused:
        detect_type(data)
    return refused.value.reason


def lying_archive() -> bytes:
    """A part of 100 bytes that says it has 10."""
    data = samples.office("docx", {"word/x.xml": b"x" * 100})
    return data.replace((100).to_bytes(4, "little"), (10).to_bytes(4, "little"))


def overlapping_archive() -> bytes:
    """Every entry of the directory points to the same packed zeros."""
    data = samples.office("docx", {"word/a.xml": bytes(1_000_000)})
    with zipfile.ZipFile(io.BytesIO(data)) as there:
        start, packed = there.start_dir, there.getinfo("word/a.xml")
    entry = data[data.rindex(b"PK\x01\x02") : -22]
    assert packed.filename.encode() in entry
    copies = [entry.replace(b"word/a.xml", b"word/%04d" % n + b"x") for n in range(1000)]
    copies = [one.replace(b"x", b".", 1) for one in copies]
    directory = data[start:-22] + b"".join(copies)
    count = (len(there.infolist()) + len(copies)).to_bytes(2, "little")
    end = b"PK\x05\x06" + bytes(4) + count * 2 + len(directory).to_bytes(4, "little")
    return data[:start] + directory + end + start.to_bytes(4, "little") + bytes(2)


def huge_picture() -> bytes:
    return samples.image("PNG", (20_000, 20_000), "1")


def nested(depth: int) -> pikepdf.Object:
    inner: pikepdf.Object = pikepdf.Array([])
    for _ in range(depth):
        inner = pikepdf.Array([inner])
    return inner


def locked_pdf() -> bytes:
    made = pikepdf.new()
    made.add_blank_page()
    return samples.saved(made, encryption=pikepdf.Encryption(owner="o", user="u"))


def locked_zip() -> bytes:
    data = bytearray(samples.office("docx"))
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


SCRIPT = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
LAUNCH = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
PDF, PNG, JPEG, GIF = (samples.GOOD[f"a.{one}"] for one in ("pdf", "png", "jpg", "gif"))
DOCX, ZIP = samples.GOOD["a.docx"], samples.archive({"a.txt": b"a"})

# Made when it is tested: some take long, and every run reads this file.
ATTACKS: dict[str, tuple[Callable[[], bytes], Reason]] = {
    "nothing at all": (lambda: b"", Reason.EMPTY),
    # programs and other kinds
    "a Windows program": (lambda: b"MZ\x90\0" + bytes(200), Reason.KIND),
    "a Linux program": (lambda: b"\x7fELF" + bytes(200), Reason.KIND),
    "an archive": (lambda: ZIP, Reason.KIND),
    "an archive of Java": (
        lambda: samples.archive({"META-INF/MANIFEST.MF": b"Main-Class: A"}),
        Reason.KIND,
    ),
    "a Word document of before 2007": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        Reason.KIND,
    ),
    "text with zeros": (lambda: b"text\0text", Reason.KIND),
    "a page": (lambda: b"<!DOCTYPE html><p>x", Reason.HIDDEN),
    "a picture that is a script": (lambda: b"<svg onload=alert(1)>", Reason.HIDDEN),
    "a script of a shell": (lambda: b"#!/bin/sh\nrm -rf ~\n", Reason.HIDDEN),
    "a script of a server": (lambda: b"hello <?php system($_GET[0]);", Reason.HIDDEN),
    "rich text": (lambda: b"{\\rtf1\\object}", Reason.HIDDEN),
    # broken
    "half a PDF": (lambda: PDF[: len(PDF) // 2], Reason.BROKEN),
    "half a PNG": (lambda: samples.image("PNG", (300, 300))[:-200], Reason.BROKEN),
    "half a JPEG": (lambda: JPEG[: len(JPEG) // 2], Reason.BROKEN),
    "half a document": (lambda: DOCX[:-30], Reason.BROKEN),
    "the beginning of a HEIC": (lambda: samples.GOOD["a.heic"][:60], Reason.BROKEN),
    "a PDF without pages": (lambda: samples.pdf(0), Reason.BROKEN),
    # passwords
    "a locked PDF": (locked_pdf, Reason.PASSWORD),
    "a locked document": (
        lambda: (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + bytes(600)
            + "EncryptedPackage".encode("utf-16-le")
        ),
        Reason.PASSWORD,
    ),
    "a locked archive": (locked_zip, Reason.PASSWORD),
    # bombs
    "a zip bomb": (lambda: samples.office("docx", {"word/a.xml": bytes(160_000_000)}), Reason.HUGE),
    "a zip bomb that lies": (lying_archive, Reason.BROKEN),
    "a zip bomb that overlaps": (overlapping_archive, Reason.HUGE),
    "very many parts": (
        lambda: samples.office("docx", {f"word/{n}.xml": b"" for n in range(2001)}),
        Reason.HUGE,
    ),
    "a picture bomb": (huge_picture, Reason.HUGE),
    "very many pages": (lambda: samples.pdf(201), Reason.HUGE),
    "entities that grow": (
        lambda: samples.archive(
            {"[Content_Types].xml": b'<!DOCTYPE a [<!ENTITY b "c">]><Types>&b;</Types>'}
        ),
        Reason.HIDDEN,
    ),
    # two at once
    "an archive behind a PDF": (lambda: PDF + ZIP, Reason.HIDDEN),
    "an archive within a PDF": (lambda: PDF[:-6] + ZIP + b"\n%%EOF\n", Reason.HIDDEN),
    "a page before a PDF": (lambda: b"<html><script>1</script>" + PDF, Reason.HIDDEN),
    "a page at the head of a PDF": (
        lambda: PDF[:9] + b"%<script>alert(1)</script>\n" + PDF[9:],
        Reason.HIDDEN,
    ),
    "an archive behind a PNG": (lambda: PNG + ZIP, Reason.HIDDEN),
    "a page behind a JPEG": (lambda: JPEG + b"<html><script>1</script>", Reason.HIDDEN),
    "a PDF behind a JPEG": (lambda: JPEG + PDF, Reason.HIDDEN),
    "a server's script in a GIF": (lambda: GIF + b"<?php system('id');?>", Reason.HIDDEN),
    "a GIF that is a script": (lambda: b"GIF89a/*" + GIF[8:] + b"*/=1;alert(1)", Reason.HIDDEN),
    "something before a document": (lambda: b"PK\x03\x04" + PNG + DOCX, Reason.HIDDEN),
    "something behind a document": (lambda: DOCX + PNG, Reason.HIDDEN),
    "a document with a path out": (lambda: samples.office("docx", {"../../a": b""}), Reason.HIDDEN),
    # what acts
    "a PDF with a script": (lambda: samples.pdf_with("/OpenAction", SCRIPT), Reason.ACTIVE),
    "a PDF that starts a program": (lambda: samples.pdf_with("/OpenAction", LAUNCH), Reason.ACTIVE),
    "a PDF with a form of XML": (
        lambda: samples.pdf_with("/AcroForm", pikepdf.Dictionary(XFA=pikepdf.Array([]))),
        Reason.ACTIVE,
    ),
    "a PDF with a file in it": (
        lambda: samples.pdf_with("/Names", pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary())),
        Reason.ACTIVE,
    ),
    "a PDF that hides deep down": (lambda: samples.pdf_with("/X", nested(45)), Reason.HIDDEN),
    "a document with macros": (
        lambda: samples.office("docx", {"word/vbaProject.bin": b"x"}),
        Reason.ACTIVE,
    ),
    "a macro document under another name": (
        lambda: samples.office(
            "docx", content="application/vnd.ms-word.document.macroEnabled.main+xml"
        ),
        Reason.ACTIVE,
    ),
    "a document with an object": (
        lambda: samples.office("xlsx", {"xl/embeddings/oleObject1.bin": b"x"}),
        Reason.ACTIVE,
    ),
    "a document that fetches its template": (
        lambda: samples.office("docx", {"word/_rels/settings.xml.rels": TEMPLATE}),
        Reason.ACTIVE,
    ),
}


@pytest.mark.parametrize("name", samples.GOOD)
def test_every_kind_of_the_manual_is_taken(name: str) -> None:
    assert fits(name, detect_type(samples.GOOD[name]))


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_is_not_taken(attack: str) -> None:
    make, expected = ATTACKS[attack]
    assert reason(make()) == expected


def test_a_name_is_not_believed() -> None:
    assert detect_type(PNG) is FileKind.PNG
    assert not fits("a.pdf", FileKind.PNG)
    assert not fits("a.pdf.exe", FileKind.PDF)
    assert not fits("pdf", FileKind.PDF)
    assert fits("A.PDF", FileKind.PDF)


def test_a_document_may_have_links_to_pages() -> None:
    data = samples.office("docx", {"word/_rels/document.xml.rels": HYPERLINK})
    assert detect_type(data) is FileKind.WORD


def test_a_pdf_may_have_links_to_pages() -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://abc.de")
    assert detect_type(samples.pdf_with("/X", action)) is FileKind.PDF


def test_the_verdict_is_said_in_json() -> None:
    assert json.loads(detection_result(PDF)) == {"kind": "pdf"}
    assert json.loads(detection_result(b"")) == {"reason": "empty"}


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
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
    assert json.loads(detection_result(bytes(data))).keys() <= {"kind", "reason"}


@settings(max_examples=150, deadline=None)
@given(head=st.sampled_from([one[:8] for one in samples.GOOD.values()]), tail=st.binary())
def test_whatever_follows_a_beginning_it_is_taken_or_refused(head: bytes, tail: bytes) -> None:
    assert json.loads(detection_result(head + tail)).keys() <= {"kind", "reason"}
