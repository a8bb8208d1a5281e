"""The colours and sizes that hold now; `system_look` chooses them by what the system wants."""

import sys
from collections.abc import Callable
from typing import ClassVar, Final

from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QFont, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from authenticator.branding import Branding
from authenticator.desktop.text_size import text_scale
from ui.colours import Colours, from_branding, to_palette

_SMALL = QSize(33, 36)
"""In heights of the body text."""
_LEAST = 14
"""Pixels of the body text before `scale`; Windows' font has 12, GNOME's 15."""
_MOST = 1.17
"""A font that is smaller than the systems' own was wanted small."""

_WITHOUT_SERIFS: Final = ("Segoe UI", "Arial", "Noto Sans", "DejaVu Sans")


class Theme(QObject):
    """One for the application: gives it palette and font."""

    current: ClassVar[Colours]

    def __init__(
        self, app: QApplication, branding: Branding, scale: Callable[[], float] = text_scale
    ) -> None:
        """`scale`: by what the user wants text larger than the system's font."""
        super().__init__(app)
        self._app = app
        self.branding = branding
        font = present_font(app.font())
        app.setFont(_scaled(font, _enlarged(font) * scale()))
        both = branding.colours
        self.show_colours(from_branding(both.dark if _is_dark(app.palette()) else both.light))

    def show_colours(self, colours: Colours) -> None:
        """Put these on every widget."""
        Theme.current = colours
        self._app.setPalette(to_palette(colours))


def colours() -> Colours:
    """The colours that hold now."""
    return Theme.current


def em() -> int:
    """Height of the body text in pixels; all lengths are multiples of it."""
    return QFontInfo(QGuiApplication.font()).pixelSize()


def present_font(font: QFont) -> QFont:
    """The font, or one without serifs where Windows names one that is not there: in its place Qt
    takes the first of all by name there."""
    present = QFont(font)
    if sys.platform == "win32" and not QFontInfo(font).exactMatch():
        present.setFamilies([*font.families(), *_WITHOUT_SERIFS])
    return present


def is_small(window: QSize) -> bool:
    """Whether a window of this size has no space for more than what has to be read and pressed."""
    return _SMALL.boundedTo(window / em()) != _SMALL


def bar_width() -> int:
    """Width of a scroll bar in pixels."""
    return round(em() * 0.8)


def _is_dark(palette: QPalette) -> bool:
    return palette.color(QPalette.ColorRole.Window).lightness() < 128


def _enlarged(font: QFont) -> float:
    """By what the system's font is enlarged to be read at arm's length."""
    dots = QGuiApplication.primaryScreen().logicalDotsPerInch()
    points = font.pointSizeF()
    pixels = points * dots / 72 if points > 0 else font.pixelSize()
    return min(max(_LEAST / pixels, 1), _MOST)


def _scaled(font: QFont, factor: float) -> QFont:
    scaled = QFont(font)
    if font.pointSizeF() > 0:
        scaled.setPointSizeF(font.pointSizeF() * factor)
    else:
        scaled.setPixelSize(round(font.pixelSize() * factor))
    return scaled
