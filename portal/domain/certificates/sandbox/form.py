"""The certificate form as a tagged PDF with fields (requirement P7)."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pikepdf
from fontTools.ttLib import TTFont
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

_FOLDER: Final = Path(__file__).parent
_FONTS: Final = _FOLDER / "fonts"
_FONT_SCHEME: Final = "form:"
_FIELD_FONT: Final = _FONTS / "NotoSans-Regular.ttf"
_FIELD_FONT_NAME: Final = "/FormField"
_ROWS: Final = 12
_SIGNATURE: Final = "signature_"
_MULTILINE: Final = 1 << 12


class UnknownAddress(Exception):
    """The form asked for something else than its two fonts."""


class OwnFonts(URLFetcher):  # type: ignore[misc]  # not typed
    """Gives the form's two fonts away, and nothing else from anywhere."""

    def fetch(self, url: str, _headers: Any = None) -> URLFetcherResponse:
        name = url.removeprefix(_FONT_SCHEME)
        if url == name or name not in {path.name for path in _FONTS.glob("*.ttf")}:
            raise UnknownAddress
        return URLFetcherResponse(url, (_FONTS / name).read_bytes())


def form_pdf(values: bytes) -> bytes:
    """The form, filled with the texts of a JSON object (`form.FormValues`)."""
    environment = Environment(
        loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined
    )
    html = environment.get_template("form.html").render(rows=_ROWS, **json.loads(values))
    fonts, fetcher = FontConfiguration(), OwnFonts()
    style = CSS(_FOLDER / "form.css", font_config=fonts, url_fetcher=fetcher)
    made = HTML(string=html, url_fetcher=fetcher).write_pdf(
        stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1", pdf_forms=True
    )
    return _finished(made)


def _finished(made: bytes) -> bytes:
    """Fields that every reader can type into, in reading order, and two to sign in."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        form = pdf.Root.AcroForm
        form.DR = pikepdf.Dictionary(Font=pikepdf.Dictionary({_FIELD_FONT_NAME: _field_font(pdf)}))
        form.SigFlags = 0
        for page in pdf.pages:
            page.obj.Tabs = pikepdf.Name.S
        for field in _fields(pdf):
            _set_type(field)
        saved = io.BytesIO()
        pdf.save(saved, deterministic_id=True)
    return saved.getvalue()


def _fields(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    yield from pdf.Root.AcroForm.Fields


def _set_type(field: pikepdf.Object) -> None:
    if str(field.T).startswith(_SIGNATURE):
        field.FT = pikepdf.Name.Sig
        del field.V, field.DA
    elif str(field.FT) == "/Tx":
        size = 8 if int(field.get("/Ff", 0)) & _MULTILINE and len(str(field.V)) > 120 else 10
        field.DA = pikepdf.String(f"{_FIELD_FONT_NAME} {size} Tf 0.086 0.129 0.118 rg")


def _field_font(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """A simple font, for which readers write a byte a letter (ISO 32000-1, 12.7.3.3)."""
    font = TTFont(_FIELD_FONT)
    scale = 1000 / font["head"].unitsPerEm
    glyphs, cmap = font["hmtx"], font.getBestCmap()
    letters = [bytes([code]).decode("cp1252", "replace") for code in range(32, 256)]
    widths = [round(glyphs[cmap.get(ord(one), ".notdef")][0] * scale) for one in letters]
    head, line = font["head"], font["hhea"]
    file = pdf.make_stream(_FIELD_FONT.read_bytes())
    file.Length1 = _FIELD_FONT.stat().st_size
    descriptor = pikepdf.Dictionary(
        Type=pikepdf.Name.FontDescriptor,
        FontName=pikepdf.Name("/NotoSans"),
        Flags=32,
        FontBBox=[round(edge * scale) for edge in (head.xMin, head.yMin, head.xMax, head.yMax)],
        ItalicAngle=0,
        Ascent=round(line.ascent * scale),
        Descent=round(line.descent * scale),
        CapHeight=round(font["OS/2"].sCapHeight * scale),
        StemV=80,
        FontFile2=file,
    )
    return pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.TrueType,
            BaseFont=pikepdf.Name("/NotoSans"),
            FirstChar=32,
            LastChar=255,
            Widths=widths,
            Encoding=pikepdf.Name.WinAnsiEncoding,
            FontDescriptor=pdf.make_indirect(descriptor),
        )
    )
