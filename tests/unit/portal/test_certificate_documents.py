"""What clerks read of office documents: in order, and said where something is missing."""

import contextlib
import io
import warnings
import zipfile
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

import docx
import openpyxl
import pptx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from pptx.util import Inches

from portal.domain.certificates.file_types import Block, BlockKind, read, written
from portal.domain.certificates.sandbox.excel import excel_blocks, shown
from portal.domain.certificates.sandbox.powerpoint import powerpoint_blocks
from portal.domain.certificates.sandbox.word import word_blocks
from tests.support.uploads import documents

pytestmark = pytest.mark.heavy

HEADING, TEXT = BlockKind.HEADING, BlockKind.TEXT
PICTURE: Final = Block(BlockKind.PICTURE)


def told(blocks: Any) -> list[Block]:
    """As the page gets them; places in the archive differ by the library's version."""
    return [
        PICTURE if block.kind is BlockKind.PICTURE else block for block in read(written(blocks))
    ]


def test_a_word_document_is_told_from_top_to_bottom() -> None:
    assert told(word_blocks(documents.word())) == [
        Block(BlockKind.HEADER),
        Block(TEXT, "Praxis am Markt"),
        Block(HEADING, "Bescheinigung"),
        Block(TEXT, "Wir bestätigen:\tŁukasz Şahin arbeitet bei uns."),
        Block(TEXT, "1. Anmeldung"),
        Block(TEXT, "2. Abrechnung"),
        Block(TEXT, "• mit Vollmacht"),
        Block(
            BlockKind.TABLE,
            rows=[["Einrichtung", "", "IK-Nummer"], ["Praxis\nam Markt", "München", "260326822"]],
        ),
        Block(TEXT, "Im Kasten"),
        Block(TEXT, "Vorhanden: ☑ ja ☐ nein, eingefügt"),
        PICTURE,
        Block(BlockKind.COMMENTS),
        Block(TEXT, "Praxisleitung: Seit 2019"),
        Block(BlockKind.FOOTER),
        Block(TEXT, "Telefon 089 1234567"),
        Block(BlockKind.HIDDEN_TEXT),
    ]


def test_footnotes_follow_the_text_under_the_numbers_in_it() -> None:
    data = with_part(
        body='<w:p><w:r><w:t>Frau Şahin</w:t><w:footnoteReference w:id="2"/></w:r></w:p>',
        name="footnotes",
        part='<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p>'
        '</w:footnote><w:footnote w:id="2"><w:p><w:r><w:t>Ärztin</w:t></w:r></w:p></w:footnote>',
    )
    assert told(word_blocks(data)) == [
        Block(TEXT, "Frau Şahin[1]"),
        Block(BlockKind.NOTES),
        Block(TEXT, "[1] Ärztin"),
    ]


def with_part(body: str, name: str, part: str) -> bytes:
    """A Word document with this body, and another part beside it."""
    document = docx.Document()
    for element in list(document.element.body):
        document.element.body.remove(element)
    document.element.body.append(parse_xml(body.replace("<w:p>", f"<w:p {nsdecls('w')}>", 1)))
    made = io.BytesIO()
    document.save(made)
    changed = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(changed, "w") as new:
        for entry in old.namelist():
            text = old.read(entry)
            if entry == "word/_rels/document.xml.rels":
                type_ = (
                    f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{name}"
                )
                relation = f'<Relationship Id="r99" Type="{type_}" Target="{name}.xml"/>'
                text = text.replace(b"</Relationships>", relation.encode() + b"</Relationships>")
            new.writestr(entry, text)
        new.writestr(f"word/{name}.xml", f"<w:{name} {nsdecls('w')}>{part}</w:{name}>")
    return changed.getvalue()


def word_with(*paragraphs: str) -> bytes:
    document = docx.Document()
    for one in paragraphs:
        document.element.body.insert(
            -1, parse_xml(one.replace("<w:p>", f"<w:p {nsdecls('w')}>", 1))
        )
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def box(inside: str) -> str:
    """A form's box to tick, before the word "ja"."""
    field = f"<w:ffData><w:checkBox>{inside}</w:checkBox></w:ffData>"
    return f"<w:p><w:r><w:fldChar>{field}</w:fldChar><w:t>ja</w:t></w:r></w:p>"


@pytest.mark.parametrize(
    ("paragraph", "text"),
    [
        ("<w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:noBreakHyphen/></w:r></w:p>", "a\nb\u2011"),
        (box("<w:default w:val='0'/><w:checked/>"), "☒ja"),
        (box("<w:default w:val='1'/><w:checked w:val='0'/>"), "☐ja"),
        (box("<w:default w:val='1'/>"), "☒ja"),
        (
            "<w:p><w:sdt><w:sdtContent><w:r><w:t>Feld</w:t></w:r></w:sdtContent></w:sdt></w:p>",
            "Feld",
        ),
        ("<w:p><w:hyperlink><w:r><w:t>Verweis</w:t></w:r></w:hyperlink></w:p>", "Verweis"),
        ("<w:p><w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>da</w:t></w:r></w:p>", "da"),
    ],
)
def test_what_word_writes_into_a_paragraph(paragraph: str, text: str) -> None:
    assert told(word_blocks(word_with(paragraph))) == [Block(TEXT, text)]


def test_tables_in_tables_and_merged_cells_lose_nothing() -> None:
    document = docx.Document()
    outer = document.add_table(1, 2)
    outer.cell(0, 0).text = "außen"
    inner = outer.cell(0, 1).add_table(1, 1)
    inner.cell(0, 0).text = "innen"
    made = io.BytesIO()
    document.save(made)
    (table,) = told(word_blocks(made.getvalue()))
    assert table.rows == [["außen", "innen"]]


def test_what_cannot_be_drawn_is_said() -> None:
    chart = (
        '<w:p><w:r><w:drawing><c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/'
        'chart"/></w:drawing></w:r></w:p>'
    )
    elsewhere = (
        '<w:p><w:r><w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/'
        'main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
        'r:embed="nowhere"/></w:drawing></w:r></w:p>'
    )
    assert told(word_blocks(word_with(chart, elsewhere))) == [Block(BlockKind.NOT_SHOWN)] * 2


def test_a_workbook_is_told_as_it_is_shown() -> None:
    assert told(excel_blocks(documents.excel())) == [
        Block(BlockKind.SHEET, "Beschäftigte"),
        Block(
            BlockKind.TABLE,
            rows=[
                ["Name", "Postleitzahl", "seit", "um", "Betrag", "Anteil"],
                ["Müller", "01067", "07.03.2025", "09:05", "1.234,50 €", "25,5%"],
                [""] * 6,
                ["=SUM(E2:E3)", *[""] * 5],
            ],
        ),
        Block(BlockKind.HIDDEN_ROWS, number=1),
        Block(BlockKind.HIDDEN_COLUMNS, number=1),
        Block(BlockKind.COMMENTS),
        Block(TEXT, "A2: mit Vollmacht"),
        Block(BlockKind.HIDDEN_SHEET, "Rohdaten"),
        PICTURE,
    ]


def test_a_long_sheet_is_cut_and_says_so() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for number in range(600):
        sheet.append([number])
    made = io.BytesIO()
    book.save(made)
    _, table, cut = told(excel_blocks(made.getvalue()))
    assert (len(table.rows), table.rows[-1]) == (500, ["499"])
    assert cut == Block(BlockKind.CUT)


MOMENT: Final = datetime(2025, 3, 7, 9, 5, 30)  # noqa: DTZ001  a sheet's times have no zone
MONEY: Final = '_-* #,##0.00\\ "€"_-;-* #,##0.00\\ "€"_-;_-* "-"??\\ "€"_-;_-@_-'


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1067, "00000", "01067"),
        (260326822, "000 000 000", "260 326 822"),
        (498912345678, "+00 000 000000", "+498 912 345678"),
        (3, "General", "3"),
        (3.0, "General", "3"),
        (0.1 + 0.2, "General", "0,3"),
        (1e20, "General", "1,00000E+20"),
        (1e20, "#,##0", "1,00000E+20"),
        (2.5, "0", "3"),
        (1.005, "0.00", "1,01"),
        (-0.4, "0", "0"),
        (1234567.891, "#,##0.0", "1.234.567,9"),
        (5, "0.##", "5"),
        (0, "#", ""),
        (0.256, "0.0%", "25,6%"),
        (1234.5, '#,##0.00\\ "€"', "1.234,50 €"),
        (1234.5, "#,##0.00\\ [$€-407]", "1.234,50 €"),
        (1234.5, MONEY, "1.234,50 €"),
        (-1234.5, MONEY, "-1.234,50 €"),
        (0, MONEY, "- €"),
        (-5.5, "0.00;[Red]-0.00", "-5,50"),
        (-5.5, "0.00;[Red](0.00)", "(5,50)"),
        (12345.678, "0.00E+00", "1,23E+04"),
        (1234567, '0.0,,"Mio"', "1,2Mio"),
        (2.5, "# ?/?", "2,5"),
        (True, "General", "WAHR"),
        ("=x", "@", "=x"),
        (None, "General", ""),
        (MOMENT, "mm-dd-yy", "07.03.2025"),
        (MOMENT, "m/d/yy h:mm", "07.03.2025 09:05"),
        (MOMENT, "yyyy-mm-dd hh:mm:ss", "2025-03-07 09:05:30"),
        (MOMENT, "[$-407]dddd, d. mmmm yyyy;@", "Freitag, 7. März 2025"),
        (MOMENT, 'd\\. mmm yy" um "h:mm "Uhr"', "7. Mär 25 um 9:05 Uhr"),
        (MOMENT, "h:mm AM/PM", "9:05 AM"),
        (MOMENT, "mm:ss", "05:30"),
        (date(2025, 1, 2), "General", "02.01.2025"),
        (time(8, 5), "hh:mm", "08:05"),
        (timedelta(hours=30, minutes=5), "[h]:mm", "30:05"),
    ],
)
def test_a_cell_shows_what_the_spreadsheet_shows(value: object, code: str, text: str) -> None:
    assert shown(value, code) == text


def test_slides_are_told_with_numbers_and_notes() -> None:
    assert told(powerpoint_blocks(documents.powerpoint())) == [
        Block(BlockKind.SLIDE, number=1),
        Block(HEADING, "Unsere Praxis"),
        Block(TEXT, "Wir stellen uns vor"),
        Block(BlockKind.TABLE, rows=[["Leitung", "Dr. Montag"]]),
        PICTURE,
        Block(BlockKind.SPEAKER_NOTES),
        Block(TEXT, "Langsam sprechen"),
        Block(BlockKind.HIDDEN_SLIDE, number=2),
    ]


def test_grouped_shapes_and_their_pictures_are_told() -> None:
    made = pptx.Presentation()
    group = made.slides.add_slide(made.slide_layouts[6]).shapes.add_group_shape()
    group.shapes.add_textbox(Inches(1), Inches(1), Inches(1), Inches(1)).text_frame.text = "innen"
    group.shapes.add_picture(io.BytesIO(documents.picture()), Inches(1), Inches(1))
    saved = io.BytesIO()
    made.save(saved)
    blocks = told(powerpoint_blocks(saved.getvalue()))
    assert blocks == [Block(BlockKind.SLIDE, number=1), Block(TEXT, "innen"), PICTURE]


def test_a_document_of_any_length_ends_on_the_page() -> None:
    short = [Block(TEXT, "a")] * 2000
    assert read(written(short)) == short
    assert read(written([*short, *short])) == [*short, Block(BlockKind.CUT)]
    wide = Block(BlockKind.TABLE, rows=[["x" * 1000] * 100])
    assert read(written([wide, wide])) == [wide, Block(BlockKind.CUT)]


def test_a_document_is_read_without_warnings_of_what_is_left_out() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        list(excel_blocks(documents.excel()))


def with_entities(data: bytes, part: str, outside: str) -> bytes:
    """The word "Praxis" of a part becomes entities: one that grows, one from another file."""
    grown = "".join(
        f'<!ENTITY e{number} "{f"&e{number - 1};" * 10}">' if number else '<!ENTITY e0 "lol">'
        for number in range(9)
    )
    declared = f'<!DOCTYPE r [{grown}<!ENTITY file SYSTEM "{outside}">]>'
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.namelist():
            text = old.read(entry).decode("utf-8", "surrogateescape")
            if entry == part:
                head = text.index("?>") + 2 if text.startswith("<?xml") else 0
                body = text[head:].replace("Praxis", "&e8;&file;")
                text = text[:head] + declared + body
            new.writestr(entry, text.encode("utf-8", "surrogateescape"))
    return made.getvalue()


@pytest.mark.parametrize(
    ("reader", "data", "part"),
    [
        (word_blocks, documents.word(), "word/document.xml"),
        (word_blocks, documents.word(), "word/header1.xml"),
        (excel_blocks, documents.excel(), "xl/sharedStrings.xml"),
        (excel_blocks, documents.excel(), "xl/comments/comment1.xml"),
        (powerpoint_blocks, documents.powerpoint(), "ppt/slides/slide1.xml"),
    ],
)
def test_entities_neither_grow_nor_bring_other_files(
    reader: Callable[[bytes], Iterable[Block]], data: bytes, part: str, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("geheim-" * 3)
    blocks: list[Block] = []
    with contextlib.suppress(Exception):
        blocks += reader(with_entities(data, part, secret.as_uri()))
    assert sum(block.size for block in blocks) < 1000
    assert "geheim-" not in "".join(block.text + str(block.rows) for block in blocks)
