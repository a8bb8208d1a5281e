"""Layouts inside layouts."""

import shiboken6
from PySide6.QtWidgets import QBoxLayout, QLayout


def nest(inner: QLayout, outer: QBoxLayout, stretch: int = 0) -> None:
    """Put a layout at the end of another.

    For `addLayout` alone PySide makes a Python object of each item of `inner`. Qt deletes an item
    with its widget, without telling PySide, which takes the next object at that address for the
    item and ends the program with an access violation. So none of them is left.
    """
    outer.addLayout(inner, stretch)
    _forget_items(inner)


def _forget_items(layout: QLayout) -> None:
    for index in range(layout.count()):
        item = layout.itemAt(index)
        if isinstance(item, QLayout):
            _forget_items(item)
        elif item is not None and not shiboken6.createdByPython(item):
            shiboken6.invalidate(item)
