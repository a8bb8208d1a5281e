"""Colours by role: from the branding file, or from the system where high contrast is asked for."""

from collections.abc import Mapping
from dataclasses import fields

from PySide6.QtGui import QColor, QPalette

from authenticator.values import dataclass


@dataclass(frozen=True)
class Colours:
    """Each is #RRGGBB."""

    primary: str
    on_primary: str
    background: str
    surface: str
    text: str
    muted: str
    border: str
    field_border: str
    error: str
    warning: str
    warning_surface: str
    error_surface: str
    success_surface: str
    focus: str
    quiet: str
    """Ground of what waits: a chip without a judgement, a button that cannot be pressed yet."""
    hover: str
    """Of a primary button below the mouse."""

    @property
    def has_grounds(self) -> bool:
        """Whether states have a ground of their own; in high contrast they have a line around."""
        return self.success_surface != self.surface


def from_branding(chosen: Mapping[str, str]) -> Colours:
    """The colours of one scheme of the branding file, and the two that follow from them."""
    derived = {
        "quiet": _mixed(chosen["surface"], chosen["border"], 0.4),
        "hover": _mixed(chosen["primary"], chosen["text"], 0.25),
    }
    names = (field.name for field in fields(Colours))
    return Colours(**{name: derived.get(name) or chosen[name] for name in names})


def _mixed(most: str, other: str, part: float) -> str:
    """A colour that has `part` of `other`."""

    def mix(at: int) -> str:
        one, two = int(most[at : at + 2], 16), int(other[at : at + 2], 16)
        return f"{round(one + (two - one) * part):02X}"

    return f"#{mix(1)}{mix(3)}{mix(5)}"


def from_system(palette: QPalette) -> Colours:
    """Only what the system's palette offers: its user chose it to be able to read."""

    def name(role: QPalette.ColorRole) -> str:
        return palette.color(role).name()

    role = QPalette.ColorRole
    text, base, window = name(role.WindowText), name(role.Base), name(role.Window)
    return Colours(
        primary=name(role.Highlight),
        on_primary=name(role.HighlightedText),
        background=window,
        surface=base,
        text=text,
        muted=text,
        border=text,
        field_border=text,
        error=text,
        warning=text,
        warning_surface=base,
        error_surface=base,
        success_surface=base,
        focus=name(role.Highlight),
        quiet=base,
        hover=name(role.Highlight),
    )


def to_palette(colours: Colours) -> QPalette:
    """For what Qt draws by itself."""
    role = QPalette.ColorRole
    palette = QPalette()
    for roles, colour in (
        ((role.Window, role.AlternateBase), colours.background),
        ((role.Base, role.Button, role.ToolTipBase), colours.surface),
        ((role.WindowText, role.Text, role.ButtonText, role.ToolTipText), colours.text),
        ((role.PlaceholderText,), colours.muted),
        ((role.Highlight, role.Link, role.LinkVisited, role.Accent), colours.primary),
        ((role.HighlightedText,), colours.on_primary),
        ((role.Mid, role.Dark), colours.border),
    ):
        for each in roles:
            palette.setColor(each, QColor(colour))
    for each in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, QColor(colours.muted))
    return palette
