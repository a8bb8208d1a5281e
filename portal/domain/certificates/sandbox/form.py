"""The certificate form as a tagged PDF with fields (requirement P7), whose texts are set so that
every viewer draws the same letters.

Viewers that draw a field's text themselves do so letter by letter: without the joined forms of
Arabic, and without accents that are letters of their own.
"""

import io
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pikepdf
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import escape
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

_RIGHT_TO_LEFT: Final = ("R", "AL")
_LINE: Final = 1.25
_NO_MARGIN: Final = "body { margin: 0 }"
_STYLE: Final = """
@page {name} {{ size: {width}pt {height}pt; margin: {top}pt 0 0 }}
#{name} {{ page: {name}; font: {size}pt/{line}pt Form; color: #16211e; direction: {direction};
  margin: 0; text-align: left; overflow-wrap: anywhere }}
"""


@dataclass(frozen=True)
class FieldText:
    """A text and its box, in points; `wraps` if it may have several lines."""

    text: str
    width: float
    height: float
    wraps: bool = False

    def style(self, name: str, size: float) -> str:
        """On a page as large as the box."""
        return _STYLE.format(
            name=name,
            width=self.width,
            height=self.height,
            top=1 if self.wraps else 0,
            size=size,
            line=size * _LINE if self.wraps else self.height,
            direction="rtl" if self._is_right_to_left() else "ltr",
        )

    def _is_right_to_left(self) -> bool:
        """By the first letter that has a direction (Unicode UAX 9, P2)."""
        directions = map(unicodedata.bidirectional, self.text)
        return next((one for one in directions if one in ("L", *_RIGHT_TO_LEFT)), "L") != "L"


@dataclass(frozen=True)
class SetText:
    """A page of WeasyPrint's, as large as the box, and the size of its letters in points."""

    page: Any
    size: float


@dataclass(frozen=True)
class TextSetter:
    """Sets texts in the font "Form", which `faces` bring."""

    faces: CSS
    fonts: FontConfiguration
    fetcher: URLFetcher

    def set(self, texts: Mapping[str, FieldText], sizes: Iterable[float]) -> dict[str, SetText]:
        """Each at the first of these sizes at which all of it is inside its box.

        What fits at none of them is left out.
        """
        pending, done = dict(texts), dict[str, SetText]()
        for size in sizes:
            if not pending:
                break
            for name, pages in self._pages(pending, size).items():
                if len(pages) == 1:
                    done[name] = SetText(pages[0], size)
                    del pending[name]
        return done

    def pdf(self, texts: Mapping[str, SetText]) -> pikepdf.Pdf:
        """Their pages, in the same order."""
        document = self._rendered({}, 1)
        made = document.copy([one.page for one in texts.values()]).write_pdf()
        return pikepdf.open(io.BytesIO(made))

    def _pages(self, texts: Mapping[str, FieldText], size: float) -> dict[str, list[Any]]:
        """Those of each text: more than one where it does not fit."""
        found: dict[str, list[Any]] = {}
        for page in self._rendered(texts, size).pages:
            for name in page.anchors:
                found.setdefault(name, [])
            next(reversed(found.values())).append(page)
        return found

    def _rendered(self, texts: Mapping[str, FieldText], size: float) -> Any:
        sections = [f'<p id="{name}">{escape(one.text)}</p>' for name, one in texts.items()]
        html = HTML(string=f'<html lang="de">{"".join(sections)}', url_fetcher=self.fetcher)
        styles = [_NO_MARGIN, *(one.style(name, size) for name, one in texts.items())]
        own = CSS(string="".join(styles))
        return html.render(stylesheets=[self.faces, own], font_config=self.fonts)


_FOLDER: Final = Path(__file__).parent
_FONTS: Final = _FOLDER / "fonts"
_FONT_SCHEME: Final = "form:"
_ROWS: Final = 12
_SIGNATURE: Final = "signature_"
_MM: Final = 72 / 25.4
_ONE_LINE: Final = 7
_SEVERAL_LINES: Final = 13
_LINES: Final = {
    "ik": 41,
    "postal_code": 41,
    "city": 41,
    "street": 84,
    "name": 85,
    "function": 85,
    "email": 85,
    "phone": 85,
}
"""Widths, in millimetres as above, of fields that become higher when their text needs it."""
_INSTITUTION: Final = ("institution", 129, 15)
_LARGEST: Final = 10.0
_SMALLEST_OF_A_LINE: Final = 8.0
"""Points; several lines are better than smaller letters."""
_READ_ONLY: Final = 1
_COLOUR: Final = "0.086 0.129 0.118"
_FONT_NAME: Final = re.compile("/[A-Z]{6}")
_TICK_FONT: Final = "ZaDb"
_TICK_LETTER: Final = "4"
_TICK: Final = "0.1 0.52 m 0.4 0.12 l 0.92 0.86 l 0.42 0.38 l h f"
"""In a square of one point."""


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
    known = json.loads(values)
    environment = Environment(
        loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined
    )
    fonts, fetcher = FontConfiguration(), OwnFonts()
    faces = CSS(_FONTS / "fonts.css", font_config=fonts, url_fetcher=fetcher)
    setter = TextSetter(faces, fonts, fetcher)
    lines = setter.set(_lines(known), _sizes(_SMALLEST_OF_A_LINE))
    areas = setter.set(_areas(known, lines), _sizes())
    html = environment.get_template("form.html").render(rows=_ROWS, areas=areas.keys(), **known)
    made = HTML(string=html, url_fetcher=fetcher).write_pdf(
        stylesheets=[faces, CSS(_FOLDER / "form.css")],
        font_config=fonts,
        pdf_variant="pdf/ua-1",
        pdf_forms=True,
    )
    with setter.pdf(lines | areas) as texts:
        return _finished(made, texts, lines | areas)


def _lines(known: Mapping[str, str]) -> dict[str, FieldText]:
    return {
        name: _text(known[name], width, _ONE_LINE) for name, width in _LINES.items() if known[name]
    }


def _areas(known: Mapping[str, str], lines: Mapping[str, SetText]) -> dict[str, FieldText]:
    """What is to have several lines."""
    long = [(name, width, _SEVERAL_LINES) for name, width in _LINES.items() if name not in lines]
    return {
        name: _text(known[name], width, height, wraps=True)
        for name, width, height in (*long, _INSTITUTION)
        if known[name]
    }


def _text(text: str, width: float, height: float, *, wraps: bool = False) -> FieldText:
    """Inside border and padding (form.css)."""
    return FieldText(text, (width - 3) * _MM - 1.5, height * _MM - 1.5, wraps)


def _sizes(smallest: float = 0) -> Iterator[float]:
    size = _LARGEST
    while size >= smallest:
        yield round(size, 1)
        size *= 0.93


def _finished(made: bytes, texts: pikepdf.Pdf, sizes: Mapping[str, SetText]) -> bytes:
    """Fields in reading order, and in each what every viewer is to draw."""
    pages = dict(zip(sizes, texts.pages, strict=True))
    with pikepdf.open(io.BytesIO(made)) as pdf:
        form = pdf.Root.AcroForm
        form.SigFlags = 0
        # Viewers are to show what is there, and to draw anew only what is typed.
        del form.NeedAppearances
        for page in pdf.pages:
            page.obj.Tabs = pikepdf.Name.S
        fonts = pikepdf.Dictionary({f"/{_TICK_FONT}": _tick_font(pdf)})
        for field in form.Fields.as_list():
            name = str(field.T)
            if str(field.FT) == "/Btn":
                _set_tick(pdf, field)
            elif name.startswith(_SIGNATURE):
                field.FT = pikepdf.Name.Sig
                del field.V, field.DA
            else:
                size = sizes[name].size if name in sizes else _LARGEST
                font = _set_font(field, size)
                fonts[font] = form.DR.Font[font]
                _set_appearance(pdf, field, pages.get(name))
        form.DR = pikepdf.Dictionary(Font=fonts)
        saved = io.BytesIO()
        pdf.save(saved, deterministic_id=True)
    return saved.getvalue()


def _set_font(field: pikepdf.Object, size: float) -> str:
    """For readers that draw the field again: its name (ISO 32000-1, 12.7.3.3)."""
    name = next(word for word in str(field.DA).split() if _FONT_NAME.fullmatch(word))
    field.DA = pikepdf.String(f"{name} {size} Tf {_COLOUR} rg")
    if str(field.V).encode("cp1252", "ignore").decode("cp1252") != str(field.V):
        # PDFium takes these letters from fonts of the computer, which may lack them.
        field.Ff = int(field.get("/Ff", 0)) | _READ_ONLY
    return name


def _set_appearance(pdf: pikepdf.Pdf, field: pikepdf.Object, page: pikepdf.Page | None) -> None:
    """What readers draw until something else is typed (ISO 32000-1, 12.5.5)."""
    drawing = _new_drawing(pdf, field, b"/Tx BMC EMC")
    if page is not None:
        drawing.write(b"/Tx BMC q /Text Do Q EMC")
        drawing.Resources.XObject = pikepdf.Dictionary(
            Text=pdf.copy_foreign(page.as_form_xobject())
        )
    field.AP = pikepdf.Dictionary(N=drawing)


def _set_tick(pdf: pikepdf.Pdf, field: pikepdf.Object) -> None:
    width, height = _size(field)
    ticked = f"{_COLOUR} rg {width:.3f} 0 0 {height:.3f} 0 0 cm {_TICK}"
    field.DA = pikepdf.String(f"/{_TICK_FONT} 0 Tf {_COLOUR} rg")
    field.MK.CA = pikepdf.String(_TICK_LETTER)
    field.AP.N = pikepdf.Dictionary(
        on=_new_drawing(pdf, field, f"q {ticked} Q".encode()), Off=_new_drawing(pdf, field, b"")
    )


def _tick_font(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """One of the fonts that every reader has (ISO 32000-1, 9.6.2.2)."""
    name = pikepdf.Name.ZapfDingbats
    return pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=name)
    )


def _new_drawing(pdf: pikepdf.Pdf, field: pikepdf.Object, content: bytes) -> pikepdf.Stream:
    """As large as the field."""
    return pikepdf.Stream(
        pdf,
        content,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Form,
        BBox=[0, 0, *_size(field)],
        Resources=pikepdf.Dictionary(),
    )


def _size(field: pikepdf.Object) -> tuple[float, float]:
    """Width and height, in points."""
    left, top, right, bottom = map(float, field.Rect.as_list())
    return right - left, top - bottom
