"""Dresses the application: follows light, dark, high contrast, font and font size of the system."""

from typing import ClassVar

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QFont, QFontInfo, QGuiApplication
from PySide6.QtWidgets import QApplication

from authenticator.branding import Branding
from ui.colours import Colours, from_branding, from_system, to_palette
from ui.style_sheet import style_sheet

_BODY_SCALE = 1.15
"""The body text against the system's font, which many systems set small."""


class Theme(QObject):
    """One for the application; applies itself again whenever the system changes its look."""

    current: ClassVar[Colours]

    def __init__(self, app: QApplication, branding: Branding) -> None:
        super().__init__(app)
        self._app = app
        self._branding = branding
        app.setStyle("Fusion")
        self._system_palette = app.palette()
        app.setFont(_scaled(app.font(), _BODY_SCALE))
        hints = app.styleHints()
        hints.colorSchemeChanged.connect(self.apply)
        hints.accessibility().contrastPreferenceChanged.connect(self.apply)
        self.apply()

    def apply(self) -> None:
        """Choose the colours anew and put them on every widget."""
        Theme.current = self._choice()
        self._app.setPalette(to_palette(Theme.current))
        self._app.setStyleSheet(style_sheet(Theme.current, em()))

    def _choice(self) -> Colours:
        hints = self._app.styleHints()
        if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
            return from_system(self._system_palette)
        dark = hints.colorScheme() == Qt.ColorScheme.Dark
        both = self._branding.colours
        return from_branding(both.dark if dark else both.light)


def colours() -> Colours:
    """The colours that hold now."""
    return Theme.current


def em() -> int:
    """Height of the body text in pixels; all lengths are multiples of it."""
    return QFontInfo(QGuiApplication.font()).pixelSize()


def _scaled(font: QFont, factor: float) -> QFont:
    scaled = QFont(font)
    if font.pointSizeF() > 0:
        scaled.setPointSizeF(font.pointSizeF() * factor)
    else:
        scaled.setPixelSize(round(font.pixelSize() * factor))
    return scaled
