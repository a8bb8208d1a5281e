"""What QR codes in a picture say. Without zxing-cpp there is no reading, and no button for it."""

import importlib.util
from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QImageReader, QPainter

LARGEST_FILE: Final = 20_000_000
"""Bytes."""
_LARGEST_SIDE: Final = 12_000
"""Pixels; a photo of 108 megapixels has a side of 12,000."""
_READ_SIDE: Final = 4000
"""Pixels: larger pictures are made smaller while they are read, where their format allows it."""
_LARGEST_PICTURE: Final = 128
"""Mebibytes in memory."""
_FORMATS: Final = frozenset({b"png", b"jpeg", b"jpg", b"bmp"})


def can_read_qr() -> bool:
    """Whether the library is there."""
    return importlib.util.find_spec("zxingcpp") is not None


def read_qr(image: QImage) -> tuple[str, ...]:
    """The texts of all QR codes in `image`."""
    import zxingcpp

    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    for grey in _on_paper(image):
        if found := zxingcpp.read_barcodes(grey, formats=formats):
            return tuple(code.text for code in found)
    return ()


def _on_paper(image: QImage) -> Iterator[QImage]:
    """The picture in grey; a transparent one on white, and on black if that shows nothing."""
    grey = QImage.Format.Format_Grayscale8
    if not image.hasAlphaChannel():
        yield image.convertToFormat(grey)
        return
    for paper in (Qt.GlobalColor.white, Qt.GlobalColor.black):
        sheet = QImage(image.size(), QImage.Format.Format_RGB32)
        sheet.setDevicePixelRatio(image.devicePixelRatio())
        sheet.fill(paper)
        painter = QPainter(sheet)
        painter.drawImage(0, 0, image)
        painter.end()
        yield sheet.convertToFormat(grey)


def load_picture(path: str) -> QImage | None:
    """The picture in a file, PNG, JPEG or BMP by its content; None when it is none, or too large.

    A small file can claim to be a huge picture: size and memory are limited before it is read.
    """
    QImageReader.setAllocationLimit(_LARGEST_PICTURE)
    reader = QImageReader(path)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    size = reader.size()
    side = max(size.width(), size.height())
    is_picture = bytes(reader.format().data()) in _FORMATS and size.isValid()
    if not is_picture or side > _LARGEST_SIDE or reader.device().size() > LARGEST_FILE:
        return None
    if side > _READ_SIDE:
        reader.setScaledSize(size * (_READ_SIDE / side))
    image = reader.read()
    return None if image.isNull() else image
