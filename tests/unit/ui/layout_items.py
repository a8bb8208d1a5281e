"""The objects of layouts' items that Python knows."""

import gc

import shiboken6
from PySide6.QtWidgets import QLayout, QLayoutItem


def living_items() -> list[QLayoutItem]:
    """What Python takes for the items that Qt has made."""
    return [
        each
        for each in gc.get_objects()
        if isinstance(each, QLayoutItem)
        and not isinstance(each, QLayout)
        and not shiboken6.createdByPython(each)
        and shiboken6.isValid(each)
    ]
