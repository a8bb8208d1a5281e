from collections.abc import Iterator, Mapping

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from authenticator.branding import load_branding
from ui.colours import from_branding
from ui.system_look import SystemLook
from ui.theme import Theme, colours, em
from ui.widgets.buttons import Button, ButtonRole

BRANDING = load_branding()
SCHEMES = {"light": BRANDING.colours.light, "dark": BRANDING.colours.dark}
READ = [
    ("text", "background"),
    ("text", "surface"),
    ("text", "error_surface"),
    ("text", "warning_surface"),
    ("text", "success_surface"),
    ("muted", "background"),
    ("muted", "surface"),
    ("muted", "error_surface"),
    ("muted", "warning_surface"),
    ("muted", "success_surface"),
    ("primary", "surface"),
    ("primary", "background"),
    ("primary", "warning_surface"),
    ("on_primary", "primary"),
    ("error", "background"),
    ("error", "surface"),
]
SEEN = [
    ("field_border", "surface"),
    ("field_border", "background"),
    ("field_border", "error_surface"),
    ("field_border", "warning_surface"),
    ("focus", "background"),
    ("focus", "surface"),
    ("focus", "error_surface"),
    ("focus", "warning_surface"),
    ("error", "error_surface"),
    ("error", "background"),
    ("muted", "border"),
    ("muted", "success_surface"),
    ("primary", "border"),
    ("primary", "success_surface"),
    ("warning", "warning_surface"),
    ("warning", "background"),
    ("warning", "surface"),
]
GROUNDS = ("background", "surface", "warning_surface")
"""What buttons stand on."""


@pytest.fixture
def look(qapp: QApplication) -> Iterator[SystemLook]:
    look = qapp.findChildren(SystemLook)[0]
    yield look
    look.show_contrast(Qt.ContrastPreference.NoPreference)
    look.show_scheme(Qt.ColorScheme.Light)


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)
@pytest.mark.parametrize(("ink", "ground"), READ)
def test_texts_can_be_read(scheme: Mapping[str, str], ink: str, ground: str) -> None:
    assert contrast(scheme[ink], scheme[ground]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)
@pytest.mark.parametrize(("line", "ground"), SEEN)
def test_lines_and_signs_can_be_seen(scheme: Mapping[str, str], line: str, ground: str) -> None:
    assert contrast(scheme[line], scheme[ground]) >= 3


@pytest.mark.parametrize("scheme", [Qt.ColorScheme.Light, Qt.ColorScheme.Dark], ids=str)
@pytest.mark.parametrize("role", ButtonRole)
@pytest.mark.parametrize("pressed", [False, True])
def test_a_button_can_be_read_under_the_mouse(
    look: SystemLook, qtbot: QtBot, scheme: Qt.ColorScheme, role: ButtonRole, pressed: bool
) -> None:
    look.show_scheme(scheme)
    button = Button("a", "Aktivieren", role)
    qtbot.addWidget(button)
    button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    button.setDown(pressed)
    fill, ink, _ = button._look()
    for ground in GROUNDS:
        below = mixed(fill, QColor(getattr(colours(), ground)))
        assert contrast(ink.name(), below) >= 4.5


def mixed(above: QColor, below: QColor) -> str:
    """What is seen of a colour that lets another shine through."""
    part = above.alphaF()

    def mix(one: float, other: float) -> float:
        return one * part + other * (1 - part)

    red, green = mix(above.redF(), below.redF()), mix(above.greenF(), below.greenF())
    return QColor.fromRgbF(red, green, mix(above.blueF(), below.blueF())).name()


def test_the_window_follows_the_system_from_light_to_dark(look: SystemLook) -> None:
    look.show_scheme(Qt.ColorScheme.Dark)
    assert colours() == from_branding(BRANDING.colours.dark)
    window = QApplication.palette().color(QPalette.ColorRole.Window).name()
    assert window == BRANDING.colours.dark["background"].lower()
    look.show_scheme(Qt.ColorScheme.Light)
    assert colours() == from_branding(BRANDING.colours.light)


def test_high_contrast_takes_only_colours_of_the_system(look: SystemLook) -> None:
    look.show_contrast(Qt.ContrastPreference.HighContrast)
    ours = set(BRANDING.colours.light.values()) | set(BRANDING.colours.dark.values())
    given = {look._theme.system_palette.color(role).name() for role in QPalette.ColorRole}
    assert set(vars(colours()).values()) <= given
    assert not {colours().primary.upper(), colours().error.upper()} & ours


def test_a_button_that_cannot_be_pressed_can_be_read_in_high_contrast(
    look: SystemLook, qtbot: QtBot
) -> None:
    look.show_contrast(Qt.ContrastPreference.HighContrast)
    written, blank = (
        Button("a", "Aktivieren", ButtonRole.PRIMARY),
        Button("b", "", ButtonRole.PRIMARY),
    )
    for button in (written, blank):
        qtbot.addWidget(button)
        button.setEnabled(False)
        button.resize(written.sizeHint())
    assert written.grab().toImage() != blank.grab().toImage()


@pytest.mark.parametrize(
    ("pixels", "scale", "body"), [(12, 1, 14), (15, 1, 15), (12, 1.5, 21), (9, 1, 11), (20, 2, 40)]
)
def test_the_text_is_as_large_as_the_system_s_and_large_enough(
    qapp: QApplication, pixels: int, scale: float, body: int
) -> None:
    before, system = qapp.font(), QFont(qapp.font())
    system.setPixelSize(pixels)
    qapp.setFont(system)
    try:
        theme = Theme(qapp, BRANDING, lambda: scale)
        assert em() == body
    finally:
        theme.setParent(None)
        qapp.setFont(before)
        qapp.findChildren(SystemLook)[0].apply()
