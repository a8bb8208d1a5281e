"""Texts by role; the style sheet gives each role its size and colour."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget


class Text(QLabel):
    """A text that wraps. Roles: body, title, heading, strong, muted, small, brand."""

    def __init__(
        self, text: str = "", role: str = "body", *, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self.setObjectName(name)
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)


def line(parent: QWidget | None = None) -> QFrame:
    """A hairline between two groups."""
    frame = QFrame(parent)
    frame.setProperty("role", "line")
    return frame
