"""The field for the activation code: forgiving about form, exact about the eight digits."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from authenticator.model import Secret
from crypto.protocol import CODE_DIGITS
from ui.theme import em
from ui.widgets.field_message import FieldMessage
from ui.widgets.labels import Text

_GROUP = 4


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
        found = self._codes(self.edit.text())
        return Secret(*found) if len(found) == 1 else None

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

    def _codes(self, text: str) -> frozenset[str]:
        """The code in `text`, or the several that it may be; digits alone are always one."""
        # Not imported with the window: its patterns take longer than all the rest of this page.
        from authenticator.code_search.search import find_codes

        alone = text.strip()
        is_bare = alone.isdecimal() and len(alone) == CODE_DIGITS
        return find_codes(f"code {alone}" if is_bare else text)

    def _tidy(self, typed: str) -> None:
        from authenticator.code_search.search import typed_digits

        codes, bare = self._codes(typed), typed_digits(typed)
        if len(codes) == 1:
            self._put(*codes)
        elif bare is not None and len(bare) < CODE_DIGITS:
            self._put(bare)
        self._check(codes, bare)
        self.changed.emit()

    def _put(self, digits: str) -> None:
        """Write the digits in groups; the cursor stays behind the digit that it was behind."""
        behind = sum(char.isdigit() for char in self.edit.text()[: self.edit.cursorPosition()])
        grouped = f"{digits[:_GROUP]} {digits[_GROUP:]}".strip()
        if grouped != self.edit.text():
            self.edit.setText(grouped)
            behind = min(behind, len(digits))
            self.edit.setCursorPosition(behind + (behind > _GROUP))

    def _check(self, codes: frozenset[str], bare: str | None) -> None:
        if len(codes) == 1:
            self.hint.show_good(self.tr("8 Ziffern – vollständig."))
        elif codes:
            self.hint.show_bad(
                self.tr("Hier stehen mehrere Zahlen. Bitte lassen Sie nur den Code stehen.")
            )
        elif bare is None:
            self.hint.show_bad(self.tr("Der Aktivierungscode besteht nur aus Ziffern."))
        elif not bare:
            self.hint.show_plain(self._advice)
        elif len(bare) > CODE_DIGITS:
            self.hint.show_bad(self.tr("Das sind mehr als 8 Ziffern."))
        elif len(bare) == CODE_DIGITS:
            self.hint.show_bad(
                self.tr("Das sieht aus wie ein Datum oder eine Telefonnummer, nicht wie der Code.")
            )
        else:
            left = CODE_DIGITS - len(bare)
            words = self.tr("Noch 1 Ziffer.") if left == 1 else self.tr("Noch {count} Ziffern.")
            self.hint.show_plain(words.format(count=left))
