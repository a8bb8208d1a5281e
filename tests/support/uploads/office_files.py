"""Office documents as programs really write them, and what they are made of."""

import struct

from portal.domain.certificates.file_types import FileKind
from tests.support.uploads import samples
from tests.support.uploads.sent import Sent

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def typed_by_ending(main: str = "word/document.xml") -> bytes:
    """As .NET programs write it: the type of all XML is the main part's."""
    types = f'<Types><Default Extension="xml" ContentType="{WORD}.document.main+xml"/></Types>'
    parts = {
        "[Content_Types].xml": types.encode(),
        "_rels/.rels": samples.relation("officeDocument", f"/{main}"),
        main: b"<document/>",
    }
    return samples.archive(parts)


def related(kind: str, target: str, ending: str = "docx") -> bytes:
    """A document that is related to something outside."""
    folder = {"docx": "word", "xlsx": "xl", "pptx": "ppt"}[ending]
    part = samples.relation(kind, target, "External")
    return samples.office(ending, {f"{folder}/_rels/x.xml.rels": part})


def with_chart(ending: str, embedded: bytes) -> bytes:
    """A chart, behind which there is the workbook of its numbers."""
    folder = {"docx": "word", "pptx": "ppt"}[ending]
    book = "embeddings/Microsoft_Excel_Sheet1.xlsx"
    parts = {
        f"{folder}/{book}": embedded,
        f"{folder}/charts/chart1.xml": b"<chartSpace/>",
        f"{folder}/charts/_rels/chart1.xml.rels": samples.relation("package", f"../{book}"),
    }
    return samples.office(ending, parts)


def with_field(*pieces: str) -> bytes:
    """A Word document with one field, whose code comes in pieces."""
    codes = "".join(f"<w:r><w:instrText>{one}</w:instrText></w:r>" for one in pieces)
    return with_body(f"{mark('begin')}{codes}{mark('separate')}<w:t>1</w:t>{mark('end')}")


def mark(kind: str) -> str:
    return f'<w:fldChar w:fldCharType="{kind}"/>'


def with_body(body: str) -> bytes:
    document = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    return samples.office("docx", {"word/document.xml": document.encode()})


def with_formula(formula: str) -> bytes:
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<f>{formula}</f></worksheet>"
    )
    types = (
        '<Types><Default Extension="xml" ContentType="application/xml"/><Override '
        'PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.sheet.main+xml"/></Types>'
    )
    parts = {"[Content_Types].xml": types.encode(), "xl/worksheets/a.xml": sheet.encode()}
    return samples.office("xlsx", parts)


def with_64_bits(data: bytes) -> bytes:
    """The same archive, whose end is written in 64 bits too (APPNOTE 6.3.10, 4.3.14)."""
    end = data.rindex(b"PK\x05\x06")
    count, size, start = struct.unpack("<HII", data[end + 10 : end + 20])
    record = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, start)
    return data[:end] + record + struct.pack("<4sIQI", b"PK\x06\x07", 0, end, 1) + data[end:]


DOCX = samples.office("docx")
OFFICE = {
    ".NET": Sent("a.docx", typed_by_ending, FileKind.WORD),
    "another main part": Sent("a.docx", lambda: typed_by_ending("word/main.xml"), FileKind.WORD),
    "template on a disk": Sent(
        "a.docx",
        lambda: related("attachedTemplate", r"file:///C:\Vorlagen\Brief%20Praxis.dotx"),
        FileKind.WORD,
    ),
    "template of a company": Sent(
        "a.docx",
        lambda: related("attachedTemplate", r"file:///\\dc01\Vorlagen\Brief.dotm"),
        FileKind.WORD,
    ),
    "template of a domain": Sent(
        "a.docx", lambda: related("attachedTemplate", r"\\praxis.local\v\b.dotx"), FileKind.WORD
    ),
    "template of a device": Sent(
        "a.docx", lambda: related("attachedTemplate", r"\\192.168.1.5\v\b.dotx"), FileKind.WORD
    ),
    "template of a Mac": Sent(
        "a.docx", lambda: related("attachedTemplate", "/Users/x/Normal.dotm"), FileKind.WORD
    ),
    "picture nearby": Sent(
        "a.docx", lambda: related("image", "file:///C:/logo.png"), FileKind.WORD
    ),
    "other workbook": Sent(
        "a.xlsx", lambda: related("externalLinkPath", "Umsatz%202024.xlsx", "xlsx"), FileKind.EXCEL
    ),
    "chart": Sent(
        "a.pptx", lambda: with_chart("pptx", samples.office("xlsx")), FileKind.POWERPOINT
    ),
    "chart in a text": Sent(
        "a.docx", lambda: with_chart("docx", samples.office("xlsx")), FileKind.WORD
    ),
    "fields": Sent("a.docx", lambda: with_field(" PAGE ", r"\* MERGEFORMAT"), FileKind.WORD),
    "field in a field": Sent(
        "a.docx",
        lambda: with_body(
            f"{mark('begin')}<w:instrText> = </w:instrText>{mark('begin')}"
            f"<w:instrText>PAGE</w:instrText>{mark('end')}{mark('end')}"
        ),
        FileKind.WORD,
    ),
    "text about it": Sent("a.docx", lambda: with_body("<w:t>DDEAUTO cmd</w:t>"), FileKind.WORD),
    "formula": Sent(
        "a.xlsx", lambda: with_formula("IF(A1=&quot;|&quot;,'a|b'!A1,1)"), FileKind.EXCEL
    ),
    "64 bits": Sent("a.docx", lambda: with_64_bits(DOCX), FileKind.WORD),
    "blanks behind it": Sent("a.docx", lambda: DOCX + bytes(40), FileKind.WORD),
    "no ending": Sent("Brief", lambda: DOCX, FileKind.WORD, "Brief.docx"),
}
