"""A field for the six digits that a browser shows."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from authenticator.flows.activation_input import read_pin
from authenticator.model import Secret
from ui.theme import em
from ui.widgets.digit_cells import DigitCells
from ui.widgets.field_message import FieldMessage, MessageLine
from ui.widgets.labels import Text
from ui.widgets.layouts import nest

_DIGITS = 6


class DigitsField(QWidget):
    """Label, field and hint. Names: `name`, `name.hint`."""

    changed = Signal()

    def __init__(self, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = DigitCells(_DIGITS)
        self.edit.setObjectName(name)
        self.edit.setProperty("role", "digits")
        self.edit.setAccessibleName(label.rstrip(":"))
        self.edit.setAccessibleDescription(self.tr("6 Ziffern"))
        self.edit.textChanged.connect(self._tidy)
        self.edit.kept_out.connect(self._say_how_many)
        title = Text(label, "strong")
        title.setBuddy(self.edit)
        title.line_up()
        self.hint = FieldMessage(f"{name}.hint")
        self.hint.describe(self.edit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(round(em() * 0.3))
        row = QHBoxLayout()
        row.addWidget(self.edit)
        row.addStretch(1)
        column.addWidget(title)
        nest(row, column)
        column.addWidget(self.hint)

    def speak_in(self, line: MessageLine) -> None:
        """Have what is said about it stand in `line`, for a field beside it."""
        line.take(self.hint)

    @property
    def is_complete(self) -> bool:
        """Whether it holds six digits."""
        return len(self.edit.text()) == _DIGITS

    @property
    def digits(self) -> Secret:
        """What was typed."""
        return Secret(self.edit.text())

    def make_small(self) -> None:
        """Leave space for a PIN field beside it."""
        self.edit.make_small(True)

    def say_missing(self) -> None:
        """Say that digits are missing."""
        self.hint.show_bad(self.tr("Bitte geben Sie alle 6 Ziffern des Codes ein."))

    def clear(self) -> None:
        """Forget the digits."""
        self.edit.clear()
        self.hint.show_plain("")

    def _say_how_many(self, is_full: bool) -> None:
        words = self.tr("Der Code hat genau 6 Ziffern.")
        (self.hint.show_plain if is_full else self.hint.show_bad)(words)

    def _tidy(self, typed: str) -> None:
        bare = read_pin(typed)
        digits = "".join(char for char in bare if char.isascii() and char.isdigit())
        if digits[:_DIGITS] != typed:
            self.edit.setText(digits[:_DIGITS])
        if len(digits) != len(bare):
            self.hint.show_bad(self.tr("Hier sind nur Ziffern möglich."))
        elif len(digits) > _DIGITS:
            self.hint.show_bad(self.tr("Der Code hat genau 6 Ziffern."))
        else:
            self.hint.show_plain("")
        self.changed.emit()
