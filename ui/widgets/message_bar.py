"""Bars across the window: an open login request, and a message about something from outside."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.texts import Message
from ui.theme import em
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.labels import Text
from ui.widgets.layouts import nest
from ui.widgets.notice import announce
from ui.widgets.symbols import Sign, Symbol


class MessageBar(QFrame):
    """Stays until it is closed; takes neither focus nor text.

    Names: `name.title`, `name.text`, `name.code`, `name.close`.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "banner")
        self._labels = (
            Text(role="strong", name=f"{name}.title"),
            Text(name=f"{name}.text"),
            Text(role="small", name=f"{name}.code"),
        )
        words = QVBoxLayout()
        words.setSpacing(round(em() * 0.15))
        for label in self._labels:
            words.addWidget(label)
        close = Button(f"{name}.close", self.tr("Schließen"), ButtonRole.QUIET)
        close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(round(em() * 1.4), round(em() * 0.5), em(), round(em() * 0.5))
        row.setSpacing(round(em() * 0.6))
        row.addWidget(Symbol(Sign.WARNING), 0, Qt.AlignmentFlag.AlignTop)
        nest(words, row, 1)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_message(self, message: Message) -> None:
        """A failure with its support code."""
        code = self.tr("Support-Code: {code}").format(code=message.code)
        self.show_text(message.title, message.text, code)

    def show_text(self, title: str, text: str, code: str = "") -> None:
        """Any words; also said to screen readers."""
        for label, words in zip(self._labels, (title, text, code), strict=True):
            label.setText(words)
            label.setVisible(bool(words))
        self.show()
        announce(self, " ".join(filter(None, (title, text, code))))


class Banner(QFrame):
    """Announces a login request while another screen is in front; takes neither focus nor text."""

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
