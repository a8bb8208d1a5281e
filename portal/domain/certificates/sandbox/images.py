"""Checks images."""

import io
import itertools
import re
import struct
import warnings
from collections.abc import Iterator
from typing import Final

from PIL import Image, ImageFile, JpegImagePlugin, PngImagePlugin

from portal.domain.certificates.file_types import (
    MOST_JPEG_PIXELS,
    MOST_PIXELS,
    FileKind,
    Reason,
    Refused,
)
from portal.domain.certificates.sandbox.detection import refuse_archive, refuse_code

LONGEST_EDGE: Final = 1800
"""Of a preview, in pixels: an A4 page at some 150 dots per inch."""
_MOST_FRAMES: Final = 50
_MOST_BITS: Final = MOST_PIXELS * 32
"""Of all frames together, once they are decoded: a scan of 36 grey pages at 300 dots per inch."""
_MOST_FRAME_BYTES: Final = MOST_PIXELS * 4
"""Of one frame in memory: 80 million pixels in colour, 320 million in grey."""
_WIDEST: Final = 4
_MOST_COEFFICIENT_BYTES: Final = 650_000_000
"""Of a JPEG that comes in several scans, all of which its reader keeps (libjpeg)."""
_LONGEST_TEXT: Final = 10_000_000
"""Of a PNG's remark, unpacked: some programs keep a history there."""
_WIDE_MODES: Final = {"1": 1, "I": 32, "F": 32, "I;16": 16}
"""Bits of a pixel where they are not eight for each band."""
_FORMATS: Final = {
    FileKind.HEIC: "HEIF",
    FileKind.JPEG: "JPEG",
    FileKind.GIF: "GIF",
    FileKind.TIFF: "TIFF",
    FileKind.PNG: "PNG",
}
_PDF: Final = re.compile(rb"%PDF-[12]\.\d")
_SCAN: Final = b"\xff\xda"
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
    refuse_code(data)
    refuse_archive(data)
    if _PDF.search(data) or _is_script(data, kind):
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
    _prepare(kind)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if kind is FileKind.JPEG:
            yield _photograph(data)
            return
        image = Image.open(io.BytesIO(data), formats=[_FORMATS[kind]])
        bits = 0
        for number in itertools.count():
            bits += _bits(image)
            if _frame_bytes(image) > _MOST_FRAME_BYTES or bits > _MOST_BITS:
                raise Refused(Reason.HUGE)
            yield image
            if not _goes_on(image, number + 1):
                return
            if number + 1 == _MOST_FRAMES:
                raise Refused(Reason.HUGE)


def _prepare(kind: FileKind) -> None:
    if kind is FileKind.HEIC:
        import pillow_heif

        pillow_heif.register_heif_opener()
    # Ours are by memory, and finer.
    Image.MAX_IMAGE_PIXELS = None
    PngImagePlugin.MAX_TEXT_CHUNK = _LONGEST_TEXT
    # WeasyPrint, once it is loaded, lets Pillow make up what is missing.
    ImageFile.LOAD_TRUNCATED_IMAGES = False


def _photograph(data: bytes) -> Image.Image:
    """The first picture of a JPEG; behind it there may be others, of depth or brightness (MPO).

    It will have at least the edge of a preview, but not many times more.

    Raises:
        Refused: too large.
    """
    image = JpegImagePlugin.JpegImageFile(io.BytesIO(data))
    pixels = image.width * image.height
    if pixels > MOST_JPEG_PIXELS:
        raise Refused(Reason.HUGE)
    if data.count(_SCAN) > 1 and _coefficient_bytes(image) > _MOST_COEFFICIENT_BYTES:
        raise Refused(Reason.HUGE)
    image.draft(None, (LONGEST_EDGE, LONGEST_EDGE))
    return image


def _coefficient_bytes(image: JpegImagePlugin.JpegImageFile) -> float:
    """Two for each of each component, of which colours often have fewer (ITU-T T.81, A.1.1)."""
    areas = [across * down for _, across, down, _ in image.layer]
    return 2 * image.width * image.height * sum(areas) / max(areas)


def _frame_bytes(image: Image.Image) -> int:
    """In Pillow's memory: one for each pixel of one band, and four for those of several."""
    one_band = len(image.getbands()) == 1
    each = max(8, _WIDE_MODES.get(image.mode, 8)) // 8 if one_band else _WIDEST
    return image.width * image.height * each


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
