"""Layouts inside layouts leave no Python object of an item that Qt deletes by itself."""

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent
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
from ui.widgets.layouts import delete_widgets, nest


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


def test_deleted_widgets_are_gone_from_their_parent_at_once_and_from_memory_later(
    qapp: QApplication,
) -> None:
    outer = QWidget()
    column = QVBoxLayout(outer)
    row, rest = QLabel("row"), QLabel("rest")
    rows = [row]
    column.addWidget(row)
    column.addWidget(rest)
    delete_widgets(rows)
    assert rows == []
    assert outer.findChildren(QLabel) == [rest]
    assert column.count() == 1
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not shiboken6.isValid(row)
