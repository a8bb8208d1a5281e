"""QR codes as part of a page."""

from typing import Final

import qrcode
from markupsafe import Markup
from qrcode.image.svg import SvgPathFillImage

_BORDER: Final = 4  # modules, ISO/IEC 18004


def qr_svg(text: str) -> Markup:
    """An `svg` element without any style, dark on light in both colour schemes."""
    image = qrcode.make(text, image_factory=SvgPathFillImage, border=_BORDER)
    return Markup(image.to_string(encoding="unicode"))  # noqa: S704  made of modules, not of text
