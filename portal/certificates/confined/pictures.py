"""Pictures of pages, for clerks to look at."""

import io
from typing import Final

from PIL import Image, ImageOps

from portal.certificates.confined.images import frames
from portal.certificates.kinds import IMAGES, MOST_PAGES, FileKind

_LONGEST_EDGE: Final = 1800
"""An A4 page at some 150 dots per inch."""


class NoPicture(Exception):
    """There is no such page."""


def page_count(data: bytes, kind: str) -> int:
    """How many pages have a picture; 0 for what is for downloading only."""
    if kind == FileKind.PDF:
        import pypdfium2

        with pypdfium2.PdfDocument(data) as pdf:
            return min(len(pdf), MOST_PAGES)
    return sum(1 for _ in frames(data, FileKind(kind))) if kind in IMAGES else 0


def page_picture(data: bytes, kind: str, page: int) -> bytes:
    """A page, counted from 0, as PNG.

    Raises:
        NoPicture: there is no such page.
    """
    image = _pdf_page(data, page) if kind == FileKind.PDF else _frame(data, FileKind(kind), page)
    made = io.BytesIO()
    image.save(made, "PNG")
    return made.getvalue()


def _pdf_page(data: bytes, number: int) -> Image.Image:
    import pypdfium2

    with pypdfium2.PdfDocument(data) as pdf:
        # Without this, what was typed into fields would not be seen.
        pdf.init_forms()
        if not 0 <= number < min(len(pdf), MOST_PAGES):
            raise NoPicture
        page = pdf[number]
        scale = _LONGEST_EDGE / max(page.get_size())
        image: Image.Image = page.render(scale=scale, may_draw_forms=True).to_pil()
        return image.convert("RGB")


def _frame(data: bytes, kind: FileKind, number: int) -> Image.Image:
    if kind in IMAGES:
        for at, frame in enumerate(frames(data, kind)):
            if at == number:
                frame.thumbnail((_LONGEST_EDGE, _LONGEST_EDGE))
                return ImageOps.exif_transpose(frame).convert("RGB")
    raise NoPicture
