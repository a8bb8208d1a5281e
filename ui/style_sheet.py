"""The one style sheet. Lengths are in pixels, worked out from the height of the body text."""

from string import Template

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.colours import Colours
from ui.sizes import CARD_RADIUS, MAIN_BUTTON, RADIUS, RING, button_height, text_sizes

_SHEET = Template("""
QLabel[role="title"] { font-size: ${title}px; font-weight: 700; }
QLabel[role="heading"] { font-size: ${heading}px; font-weight: 700; }
QLabel[role="code"] { font-size: ${code}px; font-weight: 700; }
QLabel[role="strong"] { font-weight: 700; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="lead"] { color: $muted; font-size: ${value}px; }
QLabel[role="fact"] { font-size: ${value}px; font-weight: 700; }
QLabel[role="chip"] { color: $primary; font-size: ${small}px; font-weight: 700; }
QLabel[role="question"] { color: $warning; font-weight: 700; }
QLabel[role="small"] { color: $muted; font-size: ${small}px; }

QLabel[tone="bad"], QLabel[tone="error"] { color: $error; }
QLabel[tone="good"], QLabel[tone="success"] { color: $primary; }
QLabel[tone="info"] { color: $muted; }
QLabel[tone="warning"] { color: $warning; }

QFrame[role="actions"] { background: $surface; border: none; border-top: 1px solid $border; }
QFrame[role="banner"] {
    background: $warning_surface; border: none; border-bottom: 1px solid $warning;
}
QFrame[role="card"] { background: $surface; border: 1px solid $border; border-radius: ${round}px; }
QFrame[role="line"] { background: $border; border: none; max-height: 1px; min-height: 1px; }
QFrame[role="notice"][tone="info"], QFrame[role="notice"][tone="success"] {
    background: $success_surface; border: 1px solid $good_line; border-radius: ${radius}px;
}
QFrame[role="notice"][tone="warning"] {
    background: $warning_surface; border: 1px solid $warning; border-radius: ${radius}px;
}
QFrame[role="notice"][tone="error"] {
    background: $error_surface; border: 1px solid $error; border-radius: ${radius}px;
}
QFrame[role="row"] { border: none; border-left: 4px solid $primary; border-radius: 0; }
QFrame[role="row"][tone="info"], QFrame[role="row"][tone="success"] {
    background: $success_surface;
}
QFrame[role="row"][tone="warning"] {
    background: $warning_surface; border-left-color: $warning;
}
QFrame[role="row"][tone="error"] { background: $error_surface; border-left-color: $error; }

QFrame[role="card"], QFrame[role="notice"] { margin: 0 ${ring}px; }

QScrollArea, QWidget[role="column"] { background: transparent; border: none; }
QGroupBox {
    background: $surface; border: 1px solid $border; border-radius: ${round}px;
    margin: 0 ${ring}px; padding: 0;
}

QLineEdit {
    background: $surface; color: $text; border: 1px solid $field_border;
    border-radius: ${radius}px; margin: ${ring}px; padding: 0 ${pad_wide}px;
    font-size: ${value}px;
    selection-background-color: $primary; selection-color: $on_primary;
}
QLineEdit:focus, QLineEdit[role="refused"] { border-width: 2px; padding: 0 ${pad_focus}px; }
QLineEdit:focus { border-color: $focus; }
QLineEdit[role="refused"] { border-color: $error; }
QLineEdit:disabled { color: $muted; background: $background; }
QLineEdit[role="field"] { min-height: ${field}px; }
QLineEdit[role="digits"] { font-size: ${heading}px; }
QLineEdit[role="code"] { font-size: ${digits}px; font-weight: 700; }
QTextBrowser {
    background: $surface; border: 1px solid $border; border-radius: ${round}px;
    margin: ${ring}px; padding: ${pad}px;
}
QTextBrowser:focus { border-color: $focus; }

QScrollBar:vertical { background: transparent; width: ${bar}px; margin: 0; }
QScrollBar::handle:vertical {
    background: $field_border; border-radius: 4px; min-height: 32px; margin: 2px;
}
QScrollBar::add-line, QScrollBar::sub-line { height: 0; width: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
""")


def style_sheet(colours: Colours, em: int, bar: int) -> str:
    """The sheet for these colours, this height of the body text and this width of scroll bars."""
    return _SHEET.substitute(
        vars(colours),
        good_line=colours.success_surface if colours.has_grounds else colours.border,
        **text_sizes(em),
        radius=RADIUS,
        round=CARD_RADIUS,
        pad=round(em * 0.57),
        pad_wide=em,
        pad_focus=em - 1,
        field=button_height(MAIN_BUTTON) - 4,
        ring=RING,
        bar=bar,
    )


def style_anew(widget: QWidget) -> None:
    """Apply the sheet by a property of the widget that has changed."""
    # One that was not shown yet is styled when it is.
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        style = widget.style()
        style.unpolish(widget)
        style.polish(widget)
