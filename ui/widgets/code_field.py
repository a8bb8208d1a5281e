"""The field for the activation code: forgiving about form, exact about the eight digits."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from authenticator.flows.activation_input import CODE_DIGITS, read_code
from authenticator.model import Secret
from ui.theme import em
from ui.widgets.field_message import FieldMessage
from ui.widgets.labels import Text

_GROUP = 4
_SEPARATORS = " -.–—\u00a0"


class CodeField(QWidget):
    """Takes typed digits or a whole pasted sentence; shows "1054 2963"."""

    changed = Signal()

    def __init__(self, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._advice = self.tr(
            "8 Ziffern, zum Beispiel 1054 2963. Das Portal zeigt sie bei der Geräteregistrierung."
        )
        self.edit = QLineEdit()
        self.edit.setObjectName(name)
        self.edit.setProperty("role", "digits")
        self.edit.setAccessibleName(label.rstrip(":"))
        self.edit.setFixedWidth(round(em() * 11))
        self.edit.textChanged.connect(self._tidy)
        title = Text(label, "strong")
        title.setBuddy(self.edit)
        self.hint = FieldMessage(f"{name}.hint", self._advice)
        self.hint.describe(self.edit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(round(em() * 0.3))
        for widget in (title, self.edit, self.hint):
            column.addWidget(widget)

    @property
    def code(self) -> Secret | None:
        """The eight digits, once there are exactly eight."""
        digits = read_code(self.edit.text())
        return None if digits is None else Secret(digits)

    def fill_in(self, code: Secret) -> None:
        """As if it had been typed: Ctrl+Z brings back what was there."""
        self.edit.selectAll()
        self.edit.insert(code.reveal())

    def clear(self) -> None:
        """Forget the code."""
        self.edit.clear()
        self.hint.show_plain(self._advice)

    def say_what_is_missing(self) -> None:
        """The user wants to go on, and cannot yet."""
        self.hint.show_bad(self.tr("Bitte geben Sie alle 8 Ziffern des Aktivierungscodes ein."))

    def _tidy(self, typed: str) -> None:
        found = read_code(typed)
        bare = "".join(char for char in typed if char not in _SEPARATORS)
        if found is not None:
            self._put(found)
        elif bare.isdigit() and len(bare) <= CODE_DIGITS:
            self._put(bare)
        self._check(found, bare)
        self.changed.emit()

    def _put(self, digits: str) -> None:
        """Write the digits in groups; the cursor stays behind the digit that it was behind."""
        behind = sum(char.isdigit() for char in self.edit.text()[: self.edit.cursorPosition()])
        grouped = f"{digits[:_GROUP]} {digits[_GROUP:]}".strip()
        if grouped != self.edit.text():
            self.edit.setText(grouped)
            behind = min(behind, len(digits))
            self.edit.setCursorPosition(behind + (behind > _GROUP))

    def _check(self, found: str | None, bare: str) -> None:
        if found is not None:
            self.hint.show_good(self.tr("8 Ziffern – vollständig."))
        elif not bare:
            self.hint.show_plain(self._advice)
        elif not bare.isdigit():
            self.hint.show_bad(self.tr("Der Aktivierungscode besteht nur aus Ziffern."))
        elif len(bare) > CODE_DIGITS:
            self.hint.show_bad(self.tr("Das sind mehr als 8 Ziffern."))
        else:
            left = CODE_DIGITS - len(bare)
            words = self.tr("Noch 1 Ziffer.") if left == 1 else self.tr("Noch {count} Ziffern.")
            self.hint.show_plain(words.format(count=left))
