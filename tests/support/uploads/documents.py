"""Office documents with all that a preview shows, as python-docx, openpyxl and python-pptx write
them: each with a red picture.
"""

import io
from datetime import date, datetime
from typing import Final

import docx
import openpyxl
import pptx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image as SheetImage
from PIL import Image
from pptx.util import Inches

RED: Final = (200, 30, 30)
_BOX: Final = """
<w:r %s xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
  xmlns:v="urn:schemas-microsoft-com:vml">
  <mc:AlternateContent>
    <mc:Choice Requires="wps"><w:drawing><w:txbxContent>
      <w:p><w:r><w:t>Im Kasten</w:t></w:r></w:p>
    </w:txbxContent></w:drawing></mc:Choice>
    <mc:Fallback><w:pict><v:textbox><w:txbxContent>
      <w:p><w:r><w:t>Im Kasten</w:t></w:r></w:p>
    </w:txbxContent></v:textbox></w:pict></mc:Fallback>
  </mc:AlternateContent>
</w:r>"""
_MIXED: Final = """
<w:p %s>
  <w:r><w:t xml:space="preserve">Vorhanden: </w:t></w:r>
  <w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>
  <w:r><w:t xml:space="preserve"> ja </w:t></w:r>
  <w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>
  <w:r><w:t xml:space="preserve"> nein</w:t></w:r>
  <w:ins w:id="1"><w:r><w:t>, eingefügt</w:t></w:r></w:ins>
  <w:del w:id="2"><w:r><w:delText>gelöscht</w:delText></w:r></w:del>
  <w:r><w:rPr><w:vanish/></w:rPr><w:t>unsichtbar</w:t></w:r>
  <w:r><w:instrText>PAGE</w:instrText></w:r>
</w:p>"""


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (240, 80), RED).save(made, "PNG")
    return made.getvalue()


def word() -> bytes:
    """A certificate with headings, lists, a table, a text box, a picture and a comment."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Praxis am Markt"
    document.sections[0].footer.paragraphs[0].text = "Telefon 089 1234567"
    document.add_heading("Bescheinigung", 0)
    said = document.add_paragraph("Wir bestätigen:\tŁukasz Şahin arbeitet bei uns.")
    document.add_comment(said.runs[0], text="Seit 2019", author="Praxisleitung")
    document.add_paragraph("Anmeldung", style="List Number")
    document.add_paragraph("Abrechnung", style="List Number")
    document.add_paragraph("mit Vollmacht", style="List Bullet")
    _add_table(document)
    document.add_paragraph()._p.append(parse_xml(_BOX % nsdecls("w")))
    document.element.body.insert(-1, parse_xml(_MIXED % nsdecls("w")))
    document.add_picture(io.BytesIO(picture()))
    return _saved(document)


def _add_table(document: Document) -> None:
    table = document.add_table(2, 3, "Table Grid")
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Einrichtung"
    table.cell(0, 2).text = "IK-Nummer"
    for column, text in enumerate(("Praxis\nam Markt", "München", "260326822")):
        table.cell(1, column).text = text


def excel() -> bytes:
    """A list with formats, hidden rows, columns and sheet, a formula, a picture and a comment."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Beschäftigte"
    sheet.append(["Name", "Postleitzahl", "seit", "um", "Betrag", "Anteil", "geheim"])
    moment = datetime(2025, 3, 7, 9, 5)  # noqa: DTZ001  a sheet's times have no zone
    sheet.append(["Müller", 1067, date(2025, 3, 7), moment, 1234.5, 0.255, "x"])
    formats = ("00000", "dd.mm.yyyy", "hh:mm", '#,##0.00\\ "€"', "0.0%")
    for column, code in zip("BCDEF", formats, strict=True):
        sheet[f"{column}2"].number_format = code
    sheet["A2"].comment = Comment("mit Vollmacht", "Praxisleitung")
    sheet.append(["ausgeblendet"])
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["G"].hidden = True
    sheet["A5"] = "=SUM(E2:E3)"
    sheet.add_image(SheetImage(io.BytesIO(picture())), "A8")
    book.create_sheet("Rohdaten").sheet_state = "hidden"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def powerpoint() -> bytes:
    """A slide with title, box, table, picture and notes, and a hidden one."""
    made = pptx.Presentation()
    slide = made.slides.add_slide(made.slide_layouts[5])
    title = slide.shapes.title
    assert title is not None
    title.text = "Unsere Praxis"
    box = slide.shapes.add_textbox(Inches(1), Inches(2), Inches(3), Inches(1))
    box.text_frame.text = "Wir stellen uns vor"
    table = slide.shapes.add_table(1, 2, Inches(1), Inches(3), Inches(4), Inches(1)).table
    for column, text in enumerate(("Leitung", "Dr. Montag")):
        table.cell(0, column).text = text
    slide.shapes.add_picture(io.BytesIO(picture()), Inches(1), Inches(5))
    notes = slide.notes_slide.notes_text_frame
    assert notes is not None
    notes.text = "Langsam sprechen"
    made.slides.add_slide(made.slide_layouts[6]).element.set("show", "0")
    saved = io.BytesIO()
    made.save(saved)
    return saved.getvalue()


def _saved(document: Document) -> bytes:
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()
