"""Prints the text sizes of kinds of widgets in real windows, in pixels of the screen, as JSON."""

import json
import sys

from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QTextBrowser,
)

from authenticator.branding import load_branding
from ui.sizes import text_sizes
from ui.system_look import SystemLook
from ui.theme import Theme, em


def main() -> None:
    """Show one widget of each kind with the app's theme."""
    app = QApplication([])
    SystemLook(app, Theme(app, load_branding()))
    sizes = {"body": em(), "value": text_sizes(em())["value"]}
    for kind in (QLabel, QPushButton, QCheckBox, QRadioButton, QLineEdit, QTextBrowser):
        widget = kind()
        widget.show()
        sizes[kind.__name__] = QFontInfo(widget.font()).pixelSize()
    small = QLabel()
    small.setProperty("role", "small")
    small.show()
    sizes["small"] = QFontInfo(small.font()).pixelSize()
    pixels = app.devicePixelRatio()
    json.dump({name: size * pixels for name, size in sizes.items()}, sys.stdout)


if __name__ == "__main__":
    main()
