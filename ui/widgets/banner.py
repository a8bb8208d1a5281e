"""Announces a login request while its user is busy elsewhere; takes neither focus nor text."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.theme import em
from ui.widgets.buttons import Button
from ui.widgets.labels import Text
from ui.widgets.notice import announce
from ui.widgets.symbols import Sign, Symbol


class Banner(QFrame):
    """A bar across the window with one button."""

    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("main.banner")
        self.setProperty("role", "banner")
        self._text = Text(self.tr("Eine Anmeldung wartet auf Ihre Freigabe."), "strong")
        button = Button("main.banner.show", self.tr("Ansehen"))
        button.clicked.connect(self.opened)
        row = QHBoxLayout(self)
        row.setContentsMargins(round(em() * 1.4), round(em() * 0.3), em(), round(em() * 0.3))
        row.setSpacing(round(em() * 0.6))
        row.addWidget(Symbol(Sign.WARNING), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._text, 1)
        row.addWidget(button)
        self.hide()

    def show_waiting(self, waiting: bool) -> None:
        """Show or hide it."""
        if waiting and self.isHidden():
            announce(self, self._text.text())
        self.setVisible(waiting)
