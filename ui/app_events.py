"""Events by which anything inside asks its window for something. Imported before the first one."""

from typing import Final

from PySide6.QtCore import QEvent

CHECK_WANTED: Final = QEvent.Type(QEvent.registerEventType())
"""The user wants to know what is wrong with the connection."""
RESET_WANTED: Final = QEvent.Type(QEvent.registerEventType())
"""The user wants to reset the access at the portal."""
TITLE_CHANGED: Final = QEvent.Type(QEvent.registerEventType())
"""The page in front has another title, or hands it to the header as its `windowTitle`."""
