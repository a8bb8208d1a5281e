"""Follows the system: light or dark, high contrast."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from ui.app_icon import app_icon
from ui.colours import Colours, from_branding, from_system
from ui.style_sheet import style_sheet
from ui.theme import Theme, bar_width, em


class SystemLook(QObject):
    """Gives the theme its colours, and chooses anew whenever the system changes its look."""

    def __init__(self, app: QApplication, theme: Theme) -> None:
        super().__init__(app)
        self._app = app
        self._theme = theme
        self.system_palette: Callable[[], QPalette] = partial(_present_palette, app)
        """What the system gives now; in high contrast its user may change it while the app runs."""
        # Kept: PySide6 takes the second for deleted once the Python object of the first is gone.
        self._hints = app.styleHints()
        self._accessibility = self._hints.accessibility()
        self._scheme = self._hints.colorScheme()
        self._contrast = self._accessibility.contrastPreference()
        self._hints.colorSchemeChanged.connect(self.show_scheme)
        self._accessibility.contrastPreferenceChanged.connect(self.show_contrast)
        app.setWindowIcon(app_icon(theme.branding.colours.light))
        self.apply()

    def show_scheme(self, scheme: Qt.ColorScheme) -> None:
        """Light or dark."""
        self._scheme = scheme
        self.apply()

    def show_contrast(self, contrast: Qt.ContrastPreference) -> None:
        """High contrast takes only the colours that the system gives."""
        self._contrast = contrast
        self.apply()

    def apply(self) -> None:
        """Set colours and sizes."""
        colours = self._choice()
        self._theme.show_colours(colours)
        self._app.setStyleSheet(style_sheet(colours, em(), bar_width()))
        # A style sheet brings the desktop's fonts for kinds of widgets back (GNOME, Xfce).
        self._app.setFont(self._app.font())

    def _choice(self) -> Colours:
        if self._contrast == Qt.ContrastPreference.HighContrast:
            return from_system(self.system_palette())
        both = self._theme.branding.colours
        dark = self._scheme == Qt.ColorScheme.Dark
        return from_branding(both.dark if dark else both.light)


def _present_palette(app: QApplication) -> QPalette:
    # An empty one takes back what the app has set: then the system's is there again.
    app.setPalette(QPalette())
    return app.palette()
