"""Checks images, and renders pages and images as PNG previews."""

import io
import itertools
import struct
import warnings
from collections.abc import Iterator
from typing import Final

from PIL import Image, ImageFile, ImageOps

from portal.domain.certificates.file_types import (
    IMAGES,
    MOST_PAGES,
    MOST_PIXELS,
    FileKind,
    Reason,
    Refused,
)
from portal.domain.certificates.sandbox.polyglots import refuse_archive, refuse_code_in_image

_MOST_FRAMES: Final = 50
_MOST_BITS: Final = MOST_PIXELS * 32
"""Of all frames together, once they are decoded: a scan of 36 grey pages at 300 dots per inch."""
_WIDE_MODES: Final = {"1": 1, "I": 32, "F": 32, "I;16": 16}
"""Bits of a pixel where they are not eight for each band."""
_FORMATS: Final = {
    FileKind.HEIC: "HEIF",
    FileKind.JPEG: "JPEG",
    FileKind.GIF: "GIF",
    FileKind.TIFF: "TIFF",
    FileKind.PNG: "PNG",
}
_PDF: Final = b"%PDF-"
_READABLE: Final = range(0x20, 0x7F)
_FAILURES: Final = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
)


def check_image(data: bytes, kind: FileKind) -> None:
    """
    Raises:
        Refused: broken, too large, or something else besides.
    """
    refuse_code_in_image(data)
    refuse_archive(data)
    if _PDF in data or _is_script(data, kind):
        raise Refused(Reason.HIDDEN)
    try:
        for frame in frames(data, kind):
            frame.load()
    except _FAILURES as error:
        raise Refused(Reason.BROKEN) from error


def frames(data: bytes, kind: FileKind) -> Iterator[Image.Image]:
    """The frames one after the other, none of them decoded yet.

    Raises:
        Refused: too many, or too large.
    """
    if kind is FileKind.HEIC:
        import pillow_heif

        pillow_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    # WeasyPrint, once it is loaded, lets Pillow make up what is missing.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            image = Image.open(io.BytesIO(data), formats=[_FORMATS[kind]])
            bits = 0
            for number in itertools.count():
                bits += _bits(image)
                if image.width * image.height > MOST_PIXELS or bits > _MOST_BITS:
                    raise Refused(Reason.HUGE)
                yield image
                if not _goes_on(image, number + 1):
                    return
                if number + 1 == _MOST_FRAMES:
                    raise Refused(Reason.HUGE)
        except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
            raise Refused(Reason.HUGE) from error


def _bits(image: Image.Image) -> int:
    of_a_pixel = _WIDE_MODES.get(image.mode, 8 * len(image.getbands()))
    return image.width * image.height * of_a_pixel


def _goes_on(image: Image.Image, number: int) -> bool:
    """Whether there is this frame, which is the current one then.

    `n_frames` would go through all of the file, however many they are.
    """
    try:
        image.seek(number)
    except EOFError:
        return False
    return True


def _is_script(data: bytes, kind: FileKind) -> bool:
    """A GIF whose width reads as the beginning of a comment or an assignment: 8000 pixels and
    more, which nobody scans as GIF.
    """
    return kind is FileKind.GIF and all(byte in _READABLE for byte in data[6:8])


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
