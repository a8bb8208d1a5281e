"""One check of the diagnostics: a sign, its title, its state, what to do."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from authenticator.diagnosis.results import Check, Result, State
from ui.screens.diagnostics.texts import SIGNS, check_title, result_words
from ui.theme import em
from ui.widgets.labels import Text, soft
from ui.widgets.layouts import nest
from ui.widgets.symbols import Sign, Symbol


class CheckRow(QWidget):
    """Names: `name`, `name.title`, `name.state`, `name.found`, `name.advice`."""

    def __init__(self, check: Check, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name = f"diagnosis.{check.value}"
        self.setObjectName(name)
        self._check = check
        self._symbol = Symbol(Sign.WAITING, 1.4)
        self._title = Text(check_title(check), "strong", name=f"{name}.title")
        self._state = Text(role="muted", name=f"{name}.state")
        self._state.setWordWrap(False)
        self._found = Text(name=f"{name}.found")
        self._advice = Text(name=f"{name}.advice")
        self._found.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._state, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(round(em() * 0.15))
        nest(head, words)
        words.addWidget(self._found)
        words.addWidget(self._advice)
        row = QHBoxLayout(self)
        side, pad = round(em() * 1.4), round(em() * 0.85)
        row.setContentsMargins(side, pad, side, pad)
        row.setSpacing(em())
        row.addWidget(self._symbol, 0, Qt.AlignmentFlag.AlignTop)
        nest(words, row, 1)
        self.show_open(current=False)

    def show_open(self, *, current: bool) -> None:
        """Nothing was found yet."""
        words = self.tr("Wird geprüft …") if current else self.tr("Noch offen")
        self._show(Sign.CURRENT if current else Sign.WAITING, words, "", "")

    def show_dropped(self) -> None:
        """It was not checked."""
        self._show(Sign.INFO, self.tr("Nicht geprüft"), "", "")

    def show_result(self, result: Result, *, advise: bool) -> None:
        """What was found; what to do about it where that is not said elsewhere."""
        words = result_words(result)
        advice = words.advice if advise else ""
        self._show(SIGNS[result.state], words.state, words.found, advice)
        self._state.set_tone("bad" if result.state is State.BAD else "")

    def _show(self, sign: Sign, state: str, found: str, advice: str) -> None:
        self._symbol.show_sign(sign)
        self._state.setText(state)
        self._state.set_tone("")
        for label, words in ((self._found, soft(found)), (self._advice, soft(advice))):
            label.setText(words)
            label.setVisible(bool(words))
        said = f"{check_title(self._check)}: {state}"
        self.setAccessibleName(". ".join(filter(None, (said, found, advice))))
