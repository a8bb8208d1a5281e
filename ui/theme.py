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
        # Kept: PySide6 takes the second for deleted once the Python object of the first is gone.
        self._hints = app.styleHints()
        self._accessibility = self._hints.accessibility()
        self._scheme = self._hints.colorScheme()
        self._contrast = self._accessibility.contrastPreference()
        self._hints.colorSchemeChanged.connect(self.show_scheme)
        self._accessibility.contrastPreferenceChanged.connect(self.show_contrast)
        self._apply()

    def show_scheme(self, scheme: Qt.ColorScheme) -> None:
        """Light or dark."""
        self._scheme = scheme
        self._apply()

    def show_contrast(self, contrast: Qt.ContrastPreference) -> None:
        """High contrast takes only the colours that the system gives."""
        self._contrast = contrast
        self._apply()

    def _apply(self) -> None:
        Theme.current = self._choice()
        self._app.setPalette(to_palette(Theme.current))
        self._app.setStyleSheet(style_sheet(Theme.current, em()))

    def _choice(self) -> Colours:
        if self._contrast == Qt.ContrastPreference.HighContrast:
            return from_system(self._system_palette)
        both = self._branding.colours
        dark = self._scheme == Qt.ColorScheme.Dark
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
