"""A field for a PIN: six digits, masked, and out of reach of clipboard and input helpers."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from authenticator.flows.activation_input import read_pin
from authenticator.model import Secret
from ui.theme import em
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.digit_cells import DigitCells
from ui.widgets.field_message import FieldMessage, MessageLine
from ui.widgets.icons import Icon
from ui.widgets.labels import Text
from ui.widgets.layouts import nest
from ui.widgets.notice import announce

PIN_DIGITS = 6

_SECRET = (
    Qt.InputMethodHint.ImhSensitiveData
    | Qt.InputMethodHint.ImhHiddenText
    | Qt.InputMethodHint.ImhNoPredictiveText
    | Qt.InputMethodHint.ImhNoAutoUppercase
    | Qt.InputMethodHint.ImhPreferNumbers
)


class ShowToggle(Button):
    """Shows what was typed as `what`, and hides it again."""

    def __init__(self, name: str, what: str, *, has_words: bool = False) -> None:
        """An icon alone right beside one field; with words where it stands for several."""
        super().__init__(name, "", ButtonRole.QUIET)
        self._what, self._has_words = what, has_words
        self.setCheckable(True)
        self.toggled.connect(self._say)
        self._say(False)

    def show_words(self, shown: bool) -> None:
        """Whether there is space for words beside the icon."""
        self._has_words = shown
        self._say(self.isChecked())
        self.updateGeometry()

    def _say(self, shown: bool) -> None:
        self.show_icon(Icon.EYE_CLOSED if shown else Icon.EYE)
        words = self.tr("{field} verbergen") if shown else self.tr("{field} anzeigen")
        self.setAccessibleName(words.format(field=self._what))
        self.setText(self.accessibleName() if self._has_words else "")
        self.setToolTip("" if self._has_words else self.accessibleName())


class PinField(QWidget):
    """Label, field, show toggle and hint. Names: `name`, `name.show`, `name.hint`.

    Where `name.show` is shared by several fields, it is not in this one.
    """

    changed = Signal()

    def __init__(self, name: str, label: str, toggle: "ShowToggle | None" = None) -> None:
        super().__init__()
        self.edit = DigitCells(PIN_DIGITS)
        self.edit.setObjectName(name)
        self.edit.setProperty("role", "digits")
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setInputMethodHints(_SECRET)
        self.edit.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.edit.setAccessibleDescription(self.tr("6 Ziffern, verdeckte Eingabe"))
        self.edit.textChanged.connect(self._tidy)
        self.edit.kept_out.connect(self._say_how_many)
        self.edit.installEventFilter(self)
        self._label = Text(role="strong")
        self._label.setBuddy(self.edit)
        self._label.line_up()
        self.set_label(label)
        self._wrong = FieldMessage(f"{name}.wrong", role="strong")
        self._praise, self._is_brief = "", False
        self._said = ("", "")
        self.toggle = toggle or ShowToggle(f"{name}.show", label.rstrip(":"))
        self.toggle.toggled.connect(self._show_digits)
        self.hint = FieldMessage(f"{name}.hint")
        self.hint.describe(self.edit)
        self._row = QHBoxLayout()
        self._before = QSpacerItem(0, 0)
        self._line: MessageLine | None = None
        self._arrange(shared=toggle is not None)

    def _arrange(self, *, shared: bool) -> None:
        self._row.setSpacing(round(em() * 0.4))
        self._row.addStretch(0)
        self._row.addItem(self._before)
        self._row.addWidget(self.edit)
        if not shared:
            self._row.addWidget(self.toggle)
        self._row.addStretch(1)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(round(em() * 0.3))
        column.addWidget(self._wrong)
        column.addWidget(self._label)
        nest(self._row, column)
        column.addWidget(self.hint)

    def set_label(self, label: str) -> None:
        """What it is called, for all who see it or have it read to them."""
        self._called = label
        self._label.setText(label)
        self.edit.setAccessibleName(label.rstrip(":").replace("\u200b", ""))

    def stand_alone(self, alone: bool, *, small: bool) -> None:
        """Whether no other field is beside it: in the middle then, if there is space enough."""
        self.edit.make_small(small)
        self.toggle.setVisible(alone)
        centred = alone and not small
        middle = Qt.AlignmentFlag.AlignHCenter if centred else Qt.AlignmentFlag.AlignLeft
        space = self.toggle.sizeHint().width() + self._row.spacing() if centred else 0
        self._before.changeSize(space, 0, QSizePolicy.Policy.Preferred)
        self._row.setStretch(0, int(centred))
        self._row.invalidate()
        self._label.setAlignment(middle)
        self._wrong.set_centred(centred)

    def speak_in(self, line: MessageLine | None) -> None:
        """Have what is said about it stand in `line`, for a field beside it, or here again."""
        if line is self._line:
            return
        self._wrong.set_role("small" if line else "strong")
        for message in (self._wrong, self.hint):
            if self._line:
                self._line.give_back(message)
            if line:
                line.take(message)
        if line is None:
            self._column.insertWidget(0, self._wrong)
            self._column.addWidget(self.hint)
        self._line = line
        self._label.setVisible(bool(line) or not self._wrong.words)

    def set_brief(self, brief: bool) -> None:
        """Whether there is space for one line only as wide as the cells to say what is wrong."""
        if brief is not self._is_brief:
            self._is_brief = brief
            if any(self._said):
                self._show_said()

    @property
    def digits(self) -> str:
        """What was typed, foreign characters included."""
        return self.edit.text()

    @property
    def is_complete(self) -> bool:
        """Whether it holds six digits."""
        return len(self.digits) == PIN_DIGITS and self.digits.isascii() and self.digits.isdigit()

    def take(self) -> Secret:
        """The PIN; the field forgets it."""
        pin = Secret(self.digits)
        self.clear()
        return pin

    def say_wrong(self, words: str, brief: str = "") -> None:
        """Say in the place of the label that the PIN was wrong, until the next digit is typed.

        `brief` is what is read where there is no space for `words`, which are said aloud."""
        self.edit.show_wrong(True)
        self._say_in_place_of_label(words, brief or words)

    def say_missing(self) -> None:
        """Say that digits are missing."""
        words = self.tr("Bitte geben Sie alle 6 Ziffern Ihres PIN‑Codes ein.")
        self._say_in_place_of_label(words, self.tr("Es fehlen Ziffern"))

    def say_good(self, words: str) -> None:
        """Show by the cells that the PIN will do, and say so to screen readers alone."""
        self._show_label()
        self.edit.show_good(True)
        if words != self._praise:
            announce(self.edit, words)
        self._praise = words
        self.hint.say_before(words)

    def _say_in_place_of_label(self, words: str, brief: str) -> None:
        self._said = (words, brief)
        self._show_said()
        self.hint.say_before(words)

    def _show_said(self) -> None:
        words, brief = self._said
        self._label.setText(brief if self._is_brief else self._called)
        self._label.set_tone("bad" if self._is_brief else "")
        if self._is_brief:
            self._wrong.show_plain("")
            announce(self.edit, words)
        else:
            self._wrong.show_bad(words)
        self._label.setVisible(self._is_brief or self._line is not None)

    def clear(self) -> None:
        """Forget the digits, also for undo, and mask what comes next."""
        self.edit.clear()
        self.toggle.setChecked(False)
        self.hint.show_plain("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Nothing leaves the field by cut, copy or drag, shown or not."""
        if isinstance(event, QKeyEvent) and event.type() in (
            QEvent.Type.KeyPress,
            QEvent.Type.ShortcutOverride,
        ):
            standard = QKeySequence.StandardKey
            return event.matches(standard.Copy) or event.matches(standard.Cut)
        return super().eventFilter(watched, event)

    def _tidy(self, typed: str) -> None:
        digits = "".join(char for char in read_pin(typed) if char.isascii() and char.isdigit())
        dropped = len(digits) != len(read_pin(typed))
        if digits[:PIN_DIGITS] != typed:
            self.edit.setText(digits[:PIN_DIGITS])
        self.hint.show_plain("")
        if typed:
            self.forget_wrong()
        self.changed.emit()
        if dropped:
            self.hint.show_bad(self.tr("Hier sind nur Ziffern möglich."))
        elif len(digits) > PIN_DIGITS:
            self.hint.show_bad(self.tr("Der PIN‑Code hat genau 6 Ziffern."))

    def forget_wrong(self) -> None:
        """Show the label again, and nothing about what was typed."""
        self._show_label()
        self.edit.show_good(False)
        self._praise = ""
        self.hint.say_before("")

    def _show_label(self) -> None:
        self._said = ("", "")
        self.edit.show_wrong(False)
        self._wrong.show_plain("")
        self._label.setText(self._called)
        self._label.set_tone("")
        self._label.show()

    def _say_how_many(self, is_full: bool) -> None:
        """Of six digits stays what was said about them."""
        words = self.tr("Der PIN‑Code hat genau 6 Ziffern.")
        if not is_full:
            self.hint.show_bad(words)
        elif not self.hint.words:
            self.hint.show_plain(words)

    def _show_digits(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode
        self.edit.setEchoMode(mode.Normal if shown else mode.Password)
