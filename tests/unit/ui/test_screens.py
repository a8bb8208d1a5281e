"""Every screen in every state, in sizes and lengths that break layouts."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt, QTranslator
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QScrollArea,
    QTextBrowser,
    QWidget,
)

from tests.support.screens import activation_scenes, login_scenes  # noqa: F401 (enter scenes)
from tests.support.screens.catalogue import SCENES, Scene
from ui.main_window import SMALLEST
from ui.theme import Theme


class Longer(QTranslator):
    """Other languages need up to 40 per cent more room."""

    def translate(
        self, _context: str, source: str, _disambiguation: str | None = None, _n: int = -1
    ) -> str:
        more = max(1, round(len(source) * 0.4))
        return source + (" wort" * (more // 5 + 1))[:more]

    def isEmpty(self) -> bool:  # noqa: N802 (Qt's name)
        return False


@pytest.fixture(params=["100 %", "200 %", "longer"])
def conditions(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    font, theme, longer = qapp.font(), qapp.findChildren(Theme)[0], Longer()
    if request.param == "200 %":
        larger = QFont(font)
        larger.setPointSizeF(font.pointSizeF() * 2)
        qapp.setFont(larger)
        theme._apply()
    if request.param == "longer":
        qapp.installTranslator(longer)
    yield request.param
    qapp.removeTranslator(longer)
    qapp.setFont(font)
    theme._apply()


def scene(name: str) -> QWidget:
    scene = Scene("de")
    scene.window.resize(*SMALLEST)
    scene.window.show()
    assert QTest.qWaitForWindowActive(scene.window)
    SCENES[name](scene)
    QApplication.sendPostedEvents()
    return scene.window


def visible(window: QWidget, kind: type[QWidget]) -> list[QWidget]:
    return [widget for widget in window.findChildren(kind) if widget.isVisible()]


def words(widget: QWidget) -> str:
    return f"{widget.objectName()} {getattr(widget, 'text', str)()}"


def is_cut(label: QLabel) -> bool:
    if not label.text():
        return False
    if not label.wordWrap():
        return label.sizeHint().width() > label.width()
    metrics = label.fontMetrics()
    widest = max(
        metrics.horizontalAdvance(word) for word in label.text().replace("-", "- ").split()
    )
    return label.heightForWidth(label.width()) > label.height() or widest > label.width()


def is_outside(widget: QWidget, window: QWidget) -> bool:
    """Not wholly on the window, although it does not lie in something that scrolls."""
    at = widget.parentWidget()
    while at is not None and at is not window:
        if isinstance(at, QScrollArea):
            return False
        at = at.parentWidget()
    corner = widget.mapTo(window, QPoint(0, 0))
    return not window.rect().contains(QRect(corner, widget.size()))


@pytest.mark.parametrize("name", SCENES)
def test_no_text_is_cut_off_and_no_control_lies_outside(name: str, conditions: str) -> None:
    window = scene(name)
    labels = [label for label in visible(window, QLabel) if isinstance(label, QLabel)]
    buttons = visible(window, QAbstractButton)
    narrow = [b for b in buttons if b.minimumSizeHint().width() > b.width()]
    low = [b for b in buttons if b.minimumSizeHint().height() > b.height()]
    assert [words(label) for label in labels if is_cut(label)] == []
    assert [words(button) for button in narrow + low] == []
    assert [words(w) for w in labels + buttons if is_outside(w, window)] == []
    assert [words(w) for w in labels + buttons if is_wider_than_its_scroller(w)] == []


def is_wider_than_its_scroller(widget: QWidget) -> bool:
    at = widget.parentWidget()
    while at is not None and not isinstance(at, QScrollArea):
        at = at.parentWidget()
    if not isinstance(at, QScrollArea):
        return False
    left = widget.mapTo(at.viewport(), QPoint(0, 0)).x()
    return left < 0 or left + widget.width() > at.viewport().width()


@pytest.mark.parametrize("name", SCENES)
def test_at_the_usual_size_nothing_needs_to_be_scrolled_at_640_by_480_little(name: str) -> None:
    window = scene(name)
    for area in visible(window, QScrollArea):
        assert isinstance(area, QScrollArea)
        if not isinstance(area.parentWidget(), QTextBrowser):
            hidden = area.verticalScrollBar().maximum()
            assert hidden <= area.viewport().height()


@pytest.mark.parametrize("name", SCENES)
def test_tab_reaches_every_control_from_top_to_bottom(name: str) -> None:
    window = scene(name)
    controls = [w for kind in CONTROLS for w in visible(window, kind) if w.isEnabled()]
    reached: list[QWidget] = []
    start = next((w for w in controls if w.objectName() == "main.help"), None)
    assert start is not None
    start.setFocus()
    for _ in range(len(controls)):
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert {w.objectName() for w in controls} == {w.objectName() for w in reached}
    assert [w.objectName() for w in reached] == [w.objectName() for w in sorted(reached, key=place)]


CONTROLS = (QAbstractButton, QLineEdit, QTextBrowser)


def place(widget: QWidget) -> tuple[int, int]:
    """Row by row, as it is read; what differs by a little stands in one row."""
    middle = widget.mapTo(widget.window(), widget.rect().center())
    return round(middle.y() / 24), middle.x()


@pytest.mark.parametrize("name", SCENES)
def test_every_control_says_its_name_to_a_screen_reader_and_has_one_for_tests(name: str) -> None:
    window = scene(name)
    controls = [w for kind in CONTROLS for w in visible(window, kind)]
    assert [w.objectName() for w in controls if not (w.accessibleName() or words(w).strip())] == []
    assert [words(w) for w in controls if not w.objectName()] == []
    names = [w.objectName() for w in controls]
    assert len(names) == len(set(names))
    assert [w for w in visible(window, QLineEdit) if not w.accessibleName()] == []


@pytest.mark.parametrize("name", SCENES)
def test_one_primary_action_at_most(name: str) -> None:
    window = scene(name)
    bars = [w for w in window.findChildren(QWidget) if w.property("role") == "actions"]
    for bar in bars:
        if bar.isVisible():
            ranks = [str(getattr(b, "_rank", "")) for b in visible(bar, QAbstractButton)]
            assert ranks.count("Rank.PRIMARY") <= 1
