"""The contrast themes that Windows 11 comes with, as Qt hands them on."""

from typing import Final

from PySide6.QtGui import QColor, QPalette

_COLOURS: Final = {
    "aquatic": ("#202020", "#FFFFFF", "#8EE3F0", "#263B50"),
    "desert": ("#FFFAEF", "#3D3D3D", "#903909", "#FFF5E3"),
    "dusk": ("#2D3236", "#FFFFFF", "#A1BFDE", "#212D3B"),
    "night sky": ("#000000", "#FFFFFF", "#D6B4FD", "#2B2B2B"),
}
"""Ground, text, ground of what is selected, and text there."""


def _palette(ground: str, text: str, selected: str, selected_text: str) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for roles, colour in (
        ((role.Window, role.Base), ground),
        ((role.WindowText, role.Text), text),
        ((role.Highlight,), selected),
        ((role.HighlightedText,), selected_text),
    ):
        for each in roles:
            palette.setColor(each, QColor(colour))
    return palette


CONTRAST_THEMES: Final = {name: _palette(*colours) for name, colours in _COLOURS.items()}
