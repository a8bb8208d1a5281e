"""Every screen in every state, in sizes and lengths that break layouts."""

import re
from collections.abc import Iterator
from typing import TypeVar

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTranslator
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QMainWindow,
    QRadioButton,
    QScrollArea,
    QTextBrowser,
    QWidget,
)

from tests.support.screens import (  # noqa: F401 (enter scenes)
    account_scenes,
    activation_scenes,
    login_scenes,
    network_scenes,
    policy_scenes,
    practice_scenes,
    request_scenes,
    update_scenes,
    windows_scenes,
)
from tests.support.screens.catalogue import SCENES, Scene
from ui.system_look import SystemLook
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.digit_cells import DigitCells

SIZES = {
    "100 %": QSize(640, 480),
    # Fits a screen of 1024 by 768.
    "200 %": QSize(960, 720),
    # What a screen of 1920 by 1080 at 300 % has room for beside the window's frame.
    "longer, 300 %": QSize(640, 320),
}
CONTROLS = (QAbstractButton, QLineEdit, QTextBrowser)
W = TypeVar("W", bound=QWidget)


class Longer(QTranslator):
    """Other languages need up to 40 per cent more room."""

    def translate(
        self, _context: str, source: str, _disambiguation: str | None = None, _n: int = -1
    ) -> str:
        more = max(1, round(len(source) * 0.4))
        return source + (" wort" * (more // 5 + 1))[:more]

    def isEmpty(self) -> bool:  # noqa: N802 (Qt's name)
        return False


@pytest.fixture(params=SIZES)
def conditions(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    font, look, longer = qapp.font(), qapp.findChildren(SystemLook)[0], Longer()
    if request.param == "200 %":
        larger = QFont(font)
        larger.setPointSizeF(font.pointSizeF() * 2)
        qapp.setFont(larger)
        look.apply()
    if request.param == "longer, 300 %":
        qapp.installTranslator(longer)
    yield request.param
    qapp.removeTranslator(longer)
    qapp.setFont(font)
    look.apply()


class Popups(QObject):
    """What comes up as a window of its own, however shortly."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt's name)
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget):
            is_other = watched.isWindow() and not isinstance(watched, QMainWindow)
            self.names += [watched.objectName()] * is_other
        return False


@pytest.fixture(autouse=True)
def popups(qapp: QApplication) -> Iterator[Popups]:
    popups = Popups()
    qapp.installEventFilter(popups)
    yield popups
    qapp.removeEventFilter(popups)


def scene(name: str, conditions: str = "100 %", size: QSize | None = None) -> QWidget:
    scene = Scene("de")
    scene.window.setMinimumSize(size or SIZES[conditions])
    scene.window.resize(scene.window.minimumSize())
    scene.window.show()
    assert QTest.qWaitForWindowActive(scene.window)
    SCENES[name](scene)
    QApplication.sendPostedEvents()
    return scene.window


@pytest.mark.parametrize("name", SCENES)
def test_no_text_is_cut_off_and_nothing_lies_outside(name: str, conditions: str) -> None:
    window = scene(name, conditions)
    # What a scene hides last makes room in the next round.
    QApplication.processEvents()
    assert window.height() >= window.minimumSizeHint().height()
    labels, buttons = visible(window, QLabel), visible(window, QAbstractButton)
    assert [words(label) for label in labels if is_cut(label)] == []
    assert [words(button) for button in buttons if is_squeezed(button)] == []
    assert [words(widget) for widget in labels + buttons if is_outside(widget)] == []


# The bar of a training asks for more.
@pytest.mark.parametrize("name", [name for name in SCENES if not name.startswith("practice-")])
@pytest.mark.parametrize("width", [400, 360])
def test_nothing_lies_sideways_in_a_narrow_window(name: str, width: int) -> None:
    window = scene(name, size=QSize(width, 480))
    # Rows that do not fit any more are stood up.
    QApplication.processEvents()
    assert window.width() == width
    assert [words(area) for area in visible(window, QScrollArea) if scrolls_sideways(area)] == []
    assert [words(label) for label in visible(window, QLabel) if breaks_a_word(label)] == []
    labels, buttons = visible(window, QLabel), visible(window, QAbstractButton)
    assert [words(button) for button in buttons if is_squeezed(button)] == []
    assert [words(widget) for widget in labels + buttons if is_outside(widget)] == []


@pytest.mark.parametrize("name", SCENES)
def test_what_is_pressed_is_large_enough(name: str) -> None:
    window = scene(name)
    controls = [control for kind in CONTROLS for control in visible(window, kind)]
    small = [words(control) for control in controls if not is_target(control, 24, 24)]
    assert small == []
    main = [button for button in visible(window, Button) if button._is_wide and is_primary(button)]
    icons = [button for button in visible(window, Button) if not button.text()]
    assert [words(button) for button in main if not is_target(button, 44, 44)] == []
    assert [words(button) for button in icons if not is_target(button, 44, 44)] == []
    for cells in visible(window, DigitCells):
        area = cells._cell_at(0, is_small=cells._is_narrow())
        # Two fields side by side have smaller ones; the field is one target.
        assert area.height() >= 44
        assert cells.width() >= 44


@pytest.mark.parametrize("name", SCENES)
def test_every_control_can_be_reached_and_named(name: str, popups: Popups) -> None:
    window = scene(name)
    assert popups.names == []
    controls = [control for kind in CONTROLS for control in visible(window, kind)]
    assert [words(control) for control in controls if not control.objectName()] == []
    assert [words(control) for control in controls if not spoken_name(control)] == []
    names = [control.objectName() for control in controls]
    assert sorted(set(names)) == sorted(names)
    usable = [control for control in controls if control.isEnabled() and takes_tab(control)]
    as_read = [control.objectName() for control in sorted(usable, key=place)]
    assert walked_by_tab(window, len(usable)) == as_read
    assert primary_actions(window) <= 1


def is_cut(label: QLabel) -> bool:
    if not label.text():
        return False
    if not label.wordWrap():
        return label.sizeHint().width() > label.width()
    parts = re.split(r"[ \u200b-]", QLabel.text(label))
    widest = max(map(label.fontMetrics().horizontalAdvance, parts))
    return label.heightForWidth(label.width()) > label.height() or widest > label.width()


def scrolls_sideways(area: QScrollArea) -> bool:
    inside = area.widget()
    return inside is not None and inside.minimumSizeHint().width() > area.viewport().width()


def breaks_a_word(label: QLabel) -> bool:
    """Whether a word is longer than a line, where it would be cut or broken anywhere."""
    parts = re.split(r"[ \u200b\n-]", QLabel.text(label))
    widest = max(map(label.fontMetrics().horizontalAdvance, parts))
    return widest > label.contentsRect().width()


def is_squeezed(button: QAbstractButton) -> bool:
    least = button.minimumSizeHint()
    return least.width() > button.width() or least.height() > button.height()


def is_target(control: QWidget, width: int, height: int) -> bool:
    """Whether so much of it takes a click: its body, and the space of its focus ring."""
    return control.width() >= width and control.height() >= height


def is_primary(button: Button) -> bool:
    return button._role is ButtonRole.PRIMARY


def is_outside(widget: QWidget) -> bool:
    """Beyond the window's edge; what scrolls may be so downwards only."""
    scroller = next((at for at in ancestors(widget) if isinstance(at, QScrollArea)), None)
    if scroller is None:
        corner = widget.mapTo(widget.window(), QPoint(0, 0))
        return not widget.window().rect().contains(QRect(corner, widget.size()))
    left = widget.mapTo(scroller.viewport(), QPoint(0, 0)).x()
    return left < 0 or left + widget.width() > scroller.viewport().width()


def ancestors(widget: QWidget) -> Iterator[QWidget]:
    at = widget.parentWidget()
    while at is not None:
        yield at
        at = at.parentWidget()


def visible(window: QWidget, kind: type[W]) -> list[W]:
    return [widget for widget in window.findChildren(kind) if widget.isVisible()]


def takes_tab(control: QWidget) -> bool:
    """Of radio buttons Tab comes by the chosen one, and arrows lead to the others."""
    return not isinstance(control, QRadioButton) or control.isChecked()


def words(widget: QWidget) -> str:
    return f"{widget.objectName()} {getattr(widget, 'text', str)()}"


def spoken_name(control: QWidget) -> str:
    if isinstance(control, QAbstractButton):
        return control.accessibleName() or control.text()
    return control.accessibleName()


def walked_by_tab(window: QWidget, count: int) -> list[str]:
    """What Tab comes by, beginning at the top."""
    header = (window.findChild(QWidget, f"main.{name}") for name in ("settings", "menu"))
    first = next(button for button in header if button is not None and button.isVisible())
    first.setFocus()
    reached: list[str] = []
    for _ in range(count):
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.append(focused.objectName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    return reached


def place(widget: QWidget) -> tuple[int, int, int]:
    """Header, page and actions row by row, as it is read however far the page is scrolled; what
    differs by a little stands in one row. Actions from the right: the primary one comes first."""
    scroller = next((at for at in ancestors(widget) if isinstance(at, QScrollArea)), None)
    within = (scroller.widget() if scroller else None) or widget.window()
    middle = widget.mapTo(within, widget.rect().center())
    below = middle.y() > within.height() / 2
    part = 1 if scroller is not None else 2 * below
    return part, round(middle.y() / 24), -middle.x() if part == 2 else middle.x()


def primary_actions(window: QWidget) -> int:
    """Primary buttons in the row of actions."""
    bars = [w for w in visible(window, QWidget) if w.property("role") == "actions"]
    buttons = [button for bar in bars for button in visible(bar, Button)]
    return [button._role for button in buttons].count(ButtonRole.PRIMARY)
