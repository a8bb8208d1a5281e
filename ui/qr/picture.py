"""A QR code on the screen: dark on light in every theme, with its quiet zone."""

from typing import Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import em

_QUIET: Final = 4
"""Modules of white on each side (ISO/IEC 18004)."""


def qr_modules(text: str) -> list[list[bool]]:
    """The code's modules, row by row, without a quiet zone; True is dark."""
    from qrcode.constants import ERROR_CORRECT_M
    from qrcode.main import QRCode

    code: QRCode = QRCode(error_correction=ERROR_CORRECT_M, border=0)  # type: ignore[type-arg]
    code.add_data(text)
    return code.get_matrix()


class QrPicture(QWidget):
    """Nothing is drawn, and no space taken, while there is no text."""

    def __init__(self, name: str, description: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(description)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._modules: list[list[bool]] = []
        self.hide()

    def show_text(self, text: str) -> None:
        """Draw `text`; the widget keeps its modules only."""
        self._modules = qr_modules(text) if text else []
        self.setVisible(bool(text))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        side = self._count * max(3, round(em() * 0.22))
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @property
    def _count(self) -> int:
        return len(self._modules) + 2 * _QUIET

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        # Whole pixels of the device, or the lines between modules would show.
        ratio = self.devicePixelRatioF()
        painter.scale(1 / ratio, 1 / ratio)
        side = round(min(self.width(), self.height()) * ratio)
        module = side // self._count
        margin = (side - module * len(self._modules)) // 2
        for y, row in enumerate(self._modules):
            for x, dark in enumerate(row):
                if dark:
                    square = QRect(margin + x * module, margin + y * module, module, module)
                    painter.fillRect(square, Qt.GlobalColor.black)
        painter.end()
