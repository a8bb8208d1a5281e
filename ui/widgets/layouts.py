"""Layouts inside layouts, and how what stands in one is taken out."""

from typing import TypeVar

import shiboken6
from PySide6.QtWidgets import QBoxLayout, QLayout, QWidget

W = TypeVar("W", bound=QWidget)


def nest(inner: QLayout, outer: QBoxLayout, stretch: int = 0) -> None:
    """Put a layout at the end of another.

    For `addLayout` alone PySide makes a Python object of each item of `inner`. Qt deletes an item
    with its widget, without telling PySide, which takes the next object at that address for the
    item and ends the program with an access violation. So none of them is left.
    """
    outer.addLayout(inner, stretch)
    _forget_items(inner)


def delete_widgets(widgets: list[W]) -> None:
    """Take widgets out of what they stand in, at once, and empty the list; Qt deletes them later.

    Deleted alone, they would be seen and found until the event loop runs.
    """
    while widgets:
        widget = widgets.pop()
        widget.setParent(None)
        widget.deleteLater()


def _forget_items(layout: QLayout) -> None:
    for index in range(layout.count()):
        item = layout.itemAt(index)
        if isinstance(item, QLayout):
            _forget_items(item)
        elif item is not None and not shiboken6.createdByPython(item):
            shiboken6.invalidate(item)
