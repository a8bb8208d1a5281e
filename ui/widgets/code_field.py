"""The field for the activation code: forgiving about form, exact about the eight digits."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from authenticator.model import Secret
from crypto.protocol import CODE_DIGITS
from ui.sizes import scaled
from ui.widgets.code_cells import CodeCells, codes_in
from ui.widgets.field_message import FieldMessage
from ui.widgets.labels import Text


class CodeField(QWidget):
    """Takes typed digits or a whole pasted sentence; shows "1054 2963"."""

    changed = Signal()

    def __init__(self, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._advice = self.tr("8 Ziffern, zum Beispiel 1054 2963")
        self.edit = CodeCells()
        self.edit.setObjectName(name)
        self.edit.setAccessibleName(label.rstrip(":"))
        self.edit.inputRejected.connect(self._say_why)
        self.edit.textChanged.connect(self._tidy)
        title = Text(label, "strong")
        title.setBuddy(self.edit)
        title.line_up()
        self.hint = FieldMessage(f"{name}.hint", self._advice)
        self.hint.describe(self.edit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scaled(4))
        for widget in (title, self.edit, self.hint):
            column.addWidget(widget)

    @property
    def code(self) -> Secret | None:
        """The eight digits, once there are exactly eight."""
        found = codes_in(self.edit.text())
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

    def _tidy(self, typed: str) -> None:
        from authenticator.code_search.search import typed_digits

        codes, bare = codes_in(typed), typed_digits(typed)
        if len(codes) == 1:
            self.edit.put(*codes)
        elif bare is not None and len(bare) < CODE_DIGITS:
            self.edit.put(bare)
        self._check(codes, bare)
        self.changed.emit()

    def _say_why(self) -> None:
        """Comes while the field still holds what is kept out."""
        from authenticator.code_search.search import typed_digits

        bare = typed_digits(self.edit.text())
        if bare is None:
            self.hint.show_bad(self.tr("Der Aktivierungscode besteht nur aus Ziffern."))
        elif len(bare) > CODE_DIGITS:
            self.hint.show_plain(self.tr("Das sind mehr als 8 Ziffern."))

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
