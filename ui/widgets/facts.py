"""Pairs of a word and its value, in a card."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from ui.theme import em
from ui.widgets.labels import Text


class Facts(QFrame):
    """A short table. Each value is named `name.key` and says its word to screen readers."""

    def __init__(self, name: str, words: dict[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "card")
        self._words = words
        self._values = {key: Text(name=f"{name}.{key}") for key in words}
        grid = QGridLayout(self)
        pad = round(em() * 0.8)
        grid.setContentsMargins(pad, pad, pad, pad)
        grid.setHorizontalSpacing(em())
        grid.setVerticalSpacing(round(em() * 0.35))
        grid.setColumnStretch(1, 1)
        for row, (key, word) in enumerate(words.items()):
            label = Text(word, "muted")
            label.setWordWrap(False)
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self._values[key], row, 1)

    def show_values(self, **values: str) -> None:
        """Fill in values; those that are not named stay."""
        for key, value in values.items():
            self._values[key].setText(value)
            self._values[key].setAccessibleName(f"{self._words[key]}: {value}")
