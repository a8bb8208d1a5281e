import sys
from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QImage, QPalette
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from authenticator.branding import load_branding
from tests.support.contrast_themes import CONTRAST_THEMES
from ui.colours import Colours, from_branding, from_system
from ui.system_look import SystemLook
from ui.theme import Theme, colours, em, present_font
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.digit_cells import DigitCells
from ui.widgets.fact_rows import Fact, FactRows
from ui.widgets.icons import Icon
from ui.widgets.labels import Text
from ui.widgets.notice import Notice, Tone
from ui.widgets.outcome import _Bar
from ui.widgets.progress import BusyBar
from ui.widgets.seal import Seal, SealSize
from ui.widgets.symbols import Sign, Symbol

BRANDING = load_branding()
SCHEMES = {
    "light": from_branding(BRANDING.colours.light),
    "dark": from_branding(BRANDING.colours.dark),
    **{name: from_system(palette) for name, palette in CONTRAST_THEMES.items()},
}
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
    ("primary", "success_surface"),
    ("on_primary", "primary"),
    ("on_primary", "hover"),
    ("muted", "quiet"),
    ("text", "quiet"),
    ("error", "background"),
    ("error", "surface"),
    ("error", "error_surface"),
    ("warning", "background"),
    ("warning", "surface"),
    ("warning", "warning_surface"),
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
    ("focus", "success_surface"),
    ("field_border", "success_surface"),
    ("primary", "quiet"),
    ("warning", "warning_surface"),
]
GROUNDS = ("background", "surface", "warning_surface")
"""What buttons stand on."""


@pytest.fixture
def look(qapp: QApplication) -> Iterator[SystemLook]:
    look = qapp.findChildren(SystemLook)[0]
    given = look.system_palette
    yield look
    look.system_palette = given
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
def test_texts_can_be_read(scheme: Colours, ink: str, ground: str) -> None:
    assert contrast(getattr(scheme, ink), getattr(scheme, ground)) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)
@pytest.mark.parametrize(("line", "ground"), SEEN)
def test_lines_and_signs_can_be_seen(scheme: Colours, line: str, ground: str) -> None:
    assert contrast(getattr(scheme, line), getattr(scheme, ground)) >= 3


@pytest.mark.parametrize("scheme", [Qt.ColorScheme.Light, Qt.ColorScheme.Dark, None], ids=str)
@pytest.mark.parametrize("role", ButtonRole)
@pytest.mark.parametrize("pressed", [False, True])
def test_a_button_can_be_read_under_the_mouse(
    look: SystemLook,
    qtbot: QtBot,
    scheme: Qt.ColorScheme | None,
    role: ButtonRole,
    pressed: bool,
) -> None:
    if scheme is None:
        look.system_palette = lambda: CONTRAST_THEMES["night sky"]
        look.show_contrast(Qt.ContrastPreference.HighContrast)
    else:
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


def test_icons_signs_and_cells_are_drawn_anew_when_the_system_changes(
    look: SystemLook, qtbot: QtBot
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    button = Button("a", "", ButtonRole.QUIET)
    button.show_icon(Icon.EYE)
    widgets = (button, Symbol(Sign.DONE), Seal(Sign.DONE), DigitCells(6), Text("Text"))
    for widget in widgets:
        row.addWidget(widget)
    window.show()
    seen = [window.grab().toImage()]
    look.show_scheme(Qt.ColorScheme.Dark)
    seen.append(window.grab().toImage())
    look.system_palette = lambda: CONTRAST_THEMES["desert"]
    look.show_contrast(Qt.ContrastPreference.HighContrast)
    seen.append(window.grab().toImage())
    for widget in widgets:
        colours_seen = {colours_in(image.copy(widget.geometry())) for image in seen}
        assert len(colours_seen) == 3


def colours_in(image: QImage) -> frozenset[str]:
    """All colours of a picture but its ground."""
    ground = image.pixelColor(0, 0).name()
    across = (
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    )
    return frozenset(across) - {ground}


def test_a_contrast_theme_that_is_chosen_while_the_app_runs_holds(look: SystemLook) -> None:
    look.show_contrast(Qt.ContrastPreference.HighContrast)
    for palette in CONTRAST_THEMES.values():
        look.system_palette = partial(QPalette, palette)
        look.show_contrast(Qt.ContrastPreference.HighContrast)
        assert colours() == from_system(palette)


@pytest.mark.parametrize("theme", CONTRAST_THEMES)
@pytest.mark.parametrize("kind", ["notice", "state", "bar of work", "bar of a result"])
def test_what_has_a_ground_has_a_line_around_it_in_high_contrast(
    look: SystemLook, qtbot: QtBot, theme: str, kind: str
) -> None:
    look.system_palette = lambda: CONTRAST_THEMES[theme]
    look.show_contrast(Qt.ContrastPreference.HighContrast)
    window, widget = QWidget(), with_a_ground(kind)
    qtbot.addWidget(window)
    QHBoxLayout(window).addWidget(widget)
    window.show()
    image = window.grab().toImage().copy(widget.geometry())
    middle, ground = image.height() // 2, colours().background
    across = [image.pixelColor(x, middle).name() for x in range(image.width() // 2)]
    edge = [colour for colour in across[:_NEAR] if contrast(colour, ground) >= 3]
    assert edge
    assert contrast(across[_NEAR], ground) < 3


@pytest.mark.parametrize("ratio", [1, 1.25, 1.5, 1.75, 2])
@pytest.mark.parametrize("above", range(4))
def test_a_hairline_divides_two_facts_at_every_scaling(
    qtbot: QtBot, ratio: float, above: int
) -> None:
    rows = [Fact(f"a.{number}", "Konto", Icon.PERSON) for number in range(2)]
    for row in rows:
        row.show_fact("maler.montag@abc.de")
    window, card = QWidget(), FactRows("a", rows)
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, above, 0, 0)
    column.addWidget(card)
    window.show()
    image = QImage(window.size() * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    window.render(image)
    at = rows[1].mapTo(window, QPoint(rows[1].width() // 2, 0)) * ratio
    near = [image.pixelColor(at.x(), at.y() + by).name().upper() for by in range(-2, 4)]
    assert colours().border in near


_NEAR = 12
"""Pixels from the left within which the line lies."""


def with_a_ground(kind: str) -> QWidget:
    if kind == "notice":
        notice = Notice("a", Tone.INFO)
        notice.show_text("Gespeichert.")
        return notice
    if kind == "state":
        seal = Seal(size=SealSize.STATE)
        seal.show_icon(Icon.CLOCK, Tone.INFO)
        return seal
    return BusyBar("a", "Bitte warten") if kind == "bar of work" else _Bar()


def test_high_contrast_takes_only_colours_of_the_system(look: SystemLook) -> None:
    look.show_contrast(Qt.ContrastPreference.HighContrast)
    ours = set(BRANDING.colours.light.values()) | set(BRANDING.colours.dark.values())
    given = {look.system_palette().color(role).name() for role in QPalette.ColorRole}
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


def test_a_font_that_windows_names_and_does_not_have_becomes_one_without_serifs(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    families = QFontDatabase.families()
    named = QFont("No Such Font", 9)
    found = present_font(named)
    assert (found.families()[0], found.pointSizeF()) == ("No Such Font", 9)
    assert QFontInfo(found).family() in {"Segoe UI", "Arial", "Noto Sans", "DejaVu Sans"}
    there = QFont(next(name for name in families if QFontInfo(QFont(name)).exactMatch()))
    assert present_font(there) == there


def test_elsewhere_the_system_s_name_of_a_font_stands_for_one_that_is_there(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    assert present_font(QFont("No Such Font")).families() == ["No Such Font"]
