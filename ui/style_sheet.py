"""The one style sheet. Lengths are in pixels, worked out from the height of the body text."""

from string import Template

from ui.colours import Colours

_SHEET = Template("""
QLabel[role="title"] { font-size: ${title}px; font-weight: 700; }
QLabel[role="heading"] { font-size: ${heading}px; font-weight: 600; }
QLabel[role="code"] { font-size: ${code}px; font-weight: 600; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="lead"] { color: $muted; font-size: ${fact}px; }
QLabel[role="fact"] { font-size: ${fact}px; font-weight: 600; }
QLabel[role="chip"] { color: $primary; font-size: ${small}px; font-weight: 600; }
QLabel[role="question"] { color: $warning; font-weight: 600; }
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
    background: $success_surface; border: 1px solid $success_surface; border-radius: ${radius}px;
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

QGroupBox, QScrollArea, QWidget[role="column"] { background: transparent; border: none; }

QLineEdit {
    background: $surface; color: $text; border: 2px solid $field_border;
    border-radius: ${radius}px; padding: ${pad}px ${pad_wide}px;
    selection-background-color: $primary; selection-color: $on_primary;
}
QLineEdit:focus { border-color: $focus; background: $surface; }
QLineEdit:disabled { color: $muted; background: $background; }
QLineEdit[role="digits"] { font-size: ${digits}px; }
QTextBrowser {
    background: $surface; border: 2px solid $border; border-radius: ${radius}px;
    padding: ${pad}px;
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
        title=round(20 + em * 0.57),
        heading=round(em * 1.2),
        code=round(em * 2.6),
        small=round(em * 0.9),
        fact=round(em * 1.15),
        digits=round(em * 1.25),
        radius=round(em * 0.45),
        round=12,
        pad=round(em * 0.45),
        pad_wide=round(em * 0.7),
        bar=bar,
    )
