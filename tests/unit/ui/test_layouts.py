"""Layouts inside layouts leave no Python object of an item that Qt deletes by itself."""

from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QLayout,
    QSpacerItem,
    QVBoxLayout,
    QWidget,
)

from tests.unit.ui.layout_items import living_items
from ui.widgets.layouts import nest


def filled(*parts: QWidget | QLayout) -> QHBoxLayout:
    row = QHBoxLayout()
    for part in parts:
        if isinstance(part, QLayout):
            nest(part, row)
        else:
            row.addWidget(part)
    row.addStretch(1)
    return row


def test_a_filled_layout_is_put_into_another_and_leaves_no_item(qapp: QApplication) -> None:
    outer = QWidget()
    column = QVBoxLayout(outer)
    inside, deep = QLabel("inside"), QLabel("deep")
    nest(filled(inside, filled(deep)), column, 1)
    assert living_items() == []
    assert column.stretch(0) == 1
    outer.show()
    assert inside.isVisible()
    assert deep.parentWidget() is outer


def test_a_layout_that_gets_its_widget_later_leaves_none_either(qapp: QApplication) -> None:
    column = QVBoxLayout()
    nest(filled(QLabel()), column)
    outer = QWidget()
    nest(column, QVBoxLayout(outer))
    QVBoxLayout(QWidget(outer)).addWidget(QLabel())
    assert living_items() == []


def test_a_space_of_python_stays_usable(qapp: QApplication) -> None:
    space = QSpacerItem(0, 0)
    row = QHBoxLayout()
    row.addItem(space)
    outer = QWidget()
    nest(row, QVBoxLayout(outer))
    space.changeSize(30, 5)
    row.invalidate()
    assert row.sizeHint().width() >= 30
