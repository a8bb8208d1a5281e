"""Sets the texts of the form's fields, so that every viewer draws the same letters.

Viewers that draw a field's text themselves do so letter by letter: without the joined forms of
Arabic, and without accents that are letters of their own.
"""

import io
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pikepdf
from markupsafe import escape
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

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
