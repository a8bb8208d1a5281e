"""User name, code and QR code, large enough to be read from another computer."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from crypto.app_link import ActivationLink
from ui.qr.picture import QrPicture
from ui.sizes import scaled
from ui.theme import em
from ui.widgets.labels import Text, soft
from ui.widgets.layouts import nest

_NARROW = 36
"""Below so many heights of the body text the QR code stands under the words."""


class CodeCard(QFrame):
    """Names: `name.login`, `name.digits`, `name.remaining`, `name.qr`."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._login = Text(role="strong", name=f"{name}.login")
        self._digits = Text(role="code", name=f"{name}.digits")
        self._digits.setWordWrap(False)
        self._remaining = Text(role="muted", name=f"{name}.remaining")
        self._qr = QrPicture(f"{name}.qr", self.tr("QR‑Code mit Benutzername und Code"))
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        pad = scaled(20)
        self._row.setContentsMargins(pad, pad, pad, pad)
        self._row.setSpacing(pad)
        nest(self._words(), self._row, 1)
        self._row.addWidget(self._qr, 0, Qt.AlignmentFlag.AlignVCenter)

    def minimumSizeHint(self) -> QSize:
        return QSize(em() * 14, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        direction = QBoxLayout.Direction
        beside = event.size().width() >= em() * _NARROW
        self._row.setDirection(direction.LeftToRight if beside else direction.TopToBottom)
        super().resizeEvent(event)

    def show_link(self, link: ActivationLink) -> None:
        """Show what the link holds, in digits and as a QR code."""
        self._login.setText(soft(link.login))
        digits = link.code
        self._digits.setText(f"{digits[:4]} {digits[4:]}")
        self._digits.setAccessibleName(
            self.tr("Aktivierungscode: {digits}").format(digits=" ".join(digits))
        )
        self._qr.show_text(link.text)

    def show_remaining(self, words: str) -> None:
        """The countdown."""
        self._remaining.setText(words)

    def forget(self) -> None:
        """Take the code off the screen."""
        self._digits.clear()
        self._digits.setAccessibleName("")
        self._qr.show_text("")

    def _words(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(round(em() * 0.15))
        column.addWidget(Text(self.tr("Benutzername"), "muted"))
        column.addWidget(self._login)
        column.addSpacing(round(em() * 0.7))
        column.addWidget(Text(self.tr("Aktivierungscode"), "muted"))
        code = QHBoxLayout()
        code.setSpacing(em())
        code.addWidget(self._digits)
        code.addWidget(self._remaining, 1, Qt.AlignmentFlag.AlignVCenter)
        nest(code, column)
        return column
