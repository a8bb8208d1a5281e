"""Pages and images as PNG, for clerks: as whoever sent them sees them."""

import contextlib
import io
import math
from typing import Final

from PIL import Image, ImageCms, ImageOps, TiffImagePlugin

from portal.domain.certificates.file_types import IMAGES, MOST_PAGES, OFFICE, FileKind
from portal.domain.certificates.sandbox.images import LONGEST_EDGE, frames
from portal.domain.certificates.sandbox.office_pictures import OfficePictures

_MOST_PIXELS: Final = 1272 * LONGEST_EDGE
"""An A4 page at some 150 dots per inch."""
_LONGEST_STRIP: Final = 8000
_SQUARE: Final = 0.98
_NARROWEST: Final = 0.25
"""Pixels that are narrower than this are a mistake in the file."""
_DEEP: Final = ("I", "F", "I;16", "I;16L", "I;16B", "I;16N")
"""Modes with more than 256 steps of grey."""
_STEPS: Final = (1, 255, 4095, 65535)
"""Usual whites in them: of amounts, and of 8, 12 and 16 bits."""
_TRANSPARENCY: Final = "transparency"
_ORIENTATION: Final = 0x0112
_PHOTOMETRIC: Final = 262
_WHITE_IS_ZERO: Final = 0
_PROFILED: Final = {"RGB": "RGB ", "CMYK": "CMYK", "LAB": "Lab "}
"""Modes, and the colour space of a profile that fits."""
_NEARLY_WHITE: Final = 225
_DARK_GROUND: Final = (70, 70, 70)


class NoPicture(Exception):
    """There is no such page."""


def page_count(data: bytes, kind: str) -> int:
    """How many pages have a picture; of office documents no picture has a higher number."""
    if kind == FileKind.PDF:
        import pypdfium2

        with pypdfium2.PdfDocument(data) as pdf:
            return min(len(pdf), MOST_PAGES)
    if kind in OFFICE:
        return OfficePictures(data).most
    return sum(1 for _ in frames(data, FileKind(kind))) if kind in IMAGES else 0


def page_picture(data: bytes, kind: str, page: int) -> bytes:
    """A page, counted from 0, as PNG.

    Raises:
        NoPicture: there is no such page.
    """
    if kind == FileKind.PDF:
        image = _pdf_page(data, page)
    elif kind in OFFICE:
        image = _office_picture(data, page)
    else:
        image = _frame(data, FileKind(kind), page)
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
        scale = _scale(*page.get_size())
        image: Image.Image = page.render(scale=scale, may_draw_forms=True).to_pil()
        return image.convert("RGB")


def _office_picture(data: bytes, number: int) -> Image.Image:
    found = OfficePictures(data).picture(number + 1)
    if found is None:
        raise NoPicture
    return _frame(*found, 0)


def _frame(data: bytes, kind: FileKind, number: int) -> Image.Image:
    if kind in IMAGES:
        for at, frame in enumerate(frames(data, kind)):
            if at == number:
                return as_seen(frame)
    raise NoPicture


def as_seen(image: Image.Image) -> Image.Image:
    """In eight bits of red, green and blue, upright, as wide as it is meant, on a ground."""
    orientation = image.getexif().get(_ORIENTATION)
    frame = _resized(_with_colours(image), _stretch(image))
    if frame.mode in _DEEP:
        white_is_zero = _photometric(image) == _WHITE_IS_ZERO
        frame = ImageOps.invert(_in_grey(frame)) if white_is_zero else _in_grey(frame)
    frame = _on_ground(_in_usual_colours(frame, image.info.get("icc_profile")))
    if orientation and not isinstance(image, TiffImagePlugin.TiffImageFile):
        # Pillow turns a TIFF by itself.
        frame.getexif()[_ORIENTATION] = orientation
        return ImageOps.exif_transpose(frame)
    return frame


def _photometric(image: Image.Image) -> object:
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        return image.tag_v2.get(_PHOTOMETRIC)
    return None


def _with_colours(image: Image.Image) -> Image.Image:
    """In a mode that may be made smaller: neither of a palette nor of black and white alone."""
    is_open = _TRANSPARENCY in image.info
    if image.mode == "1":
        grey = image.convert("L")
        if not is_open:
            return grey
        solid = ImageOps.invert(grey) if image.info[_TRANSPARENCY] else grey
        return Image.merge("LA", (grey, solid)).convert("RGBA")
    if image.mode in ("PA", "LA", "La", "RGBa") or (is_open and image.mode in ("P", "L", "RGB")):
        return image.convert("RGBA")
    return image.convert("RGB") if image.mode in ("P", "HSV", "YCbCr", "RGBX") else image


def _scale(width: float, height: float) -> float:
    """From pixels or points to a picture that is neither large nor, if it is a strip, tiny."""
    return min(math.sqrt(_MOST_PIXELS / (width * height)), _LONGEST_STRIP / max(width, height))


def _resized(image: Image.Image, stretch: tuple[float, float]) -> Image.Image:
    width, height = image.width * stretch[0], image.height * stretch[1]
    scale = min(1, _scale(width, height))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return image if size == image.size else image.resize(size, reducing_gap=2)


def _stretch(image: Image.Image) -> tuple[float, float]:
    """How much wider and higher than squares its pixels are: those of a fax are twice as high."""
    found = (image.info.get(name) for name in ("dpi", "aspect", "resolution"))
    across, down = map(float, next((one for one in found if one), (1, 1)))
    if not (across > 0 and down > 0):
        return 1, 1
    narrowness = min(across, down) / max(across, down)
    if not _NARROWEST <= narrowness <= _SQUARE:
        return 1, 1
    return (1, 1 / narrowness) if across > down else (1 / narrowness, 1)


def _in_grey(image: Image.Image) -> Image.Image:
    """From black to the white that its lightest pixel is nearest to."""
    amounts = image.convert("F")
    darkest, lightest = _extremes(amounts)
    black, white = darkest, lightest
    if darkest >= 0:
        black, white = 0, next((one for one in _STEPS if lightest <= one), lightest)
    scale = 255 / (white - black or 1)
    return amounts.point(lambda amount: amount * scale - black * scale).convert("L")


def _extremes(image: Image.Image) -> tuple[float, float]:
    """Of an image with one band."""
    match image.getextrema():
        case (int() | float() as darkest, int() | float() as lightest):
            return darkest, lightest
    raise ValueError(image.mode)


def _in_usual_colours(image: Image.Image, profile: bytes | None) -> Image.Image:
    """By its colour profile, if that is in order; else as if it had none."""
    if image.mode == "RGBA":
        colours = _in_usual_colours(image.convert("RGB"), profile)
        colours.putalpha(image.getchannel("A"))
        return colours
    if image.mode in _PROFILED and (profile or image.mode == "LAB"):
        with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError):
            return _converted(image, profile)
    return image.convert("RGB")


def _converted(image: Image.Image, profile: bytes | None) -> Image.Image:
    own = ImageCms.ImageCmsProfile(
        io.BytesIO(profile) if profile else ImageCms.createProfile("LAB")
    )
    if own.profile.xcolor_space != _PROFILED[image.mode]:
        raise ValueError(own.profile.xcolor_space)
    made = ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
    return made or image.convert("RGB")


def _on_ground(image: Image.Image) -> Image.Image:
    """White, or dark where all that is visible is nearly white itself."""
    if image.mode != "RGBA":
        return image
    on_white = Image.new("RGB", image.size, "white")
    on_white.paste(image, mask=image.getchannel("A"))
    opaque = image.getchannel("A").getextrema() == (255, 255)
    if opaque or _extremes(on_white.convert("L"))[0] < _NEARLY_WHITE:
        return on_white
    on_dark = Image.new("RGB", image.size, _DARK_GROUND)
    on_dark.paste(image, mask=image.getchannel("A"))
    return on_dark
