"""Pairs of a name and its value, in a card."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from ui.theme import em
from ui.widgets.labels import Text

_NARROW = 26
"""Below so many heights of the body text each value stands below its name."""


class KeyValueTable(QFrame):
    """A short table. Each value is named `name.key` and has its name for screen readers."""

    def __init__(self, name: str, words: dict[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "card")
        self._words = words
        self._labels = {key: Text(word, "muted") for key, word in words.items()}
        self._values = {key: Text(name=f"{name}.{key}") for key in words}
        self._grid = QGridLayout(self)
        side, above = round(em() * 1.4), em()
        self._grid.setContentsMargins(side, above, side, above)
        self._grid.setHorizontalSpacing(em())
        self._grid.setVerticalSpacing(round(em() * 0.35))
        self._grid.setColumnStretch(1, 1)
        for label in self._labels.values():
            label.setWordWrap(False)
        self._is_narrow = False
        self._arrange()

    def show_values(self, **values: str) -> None:
        """Fill in values; those that are not named stay."""
        for key, value in values.items():
            self._values[key].setText(value)
            spoken = value.replace("\u200b", "")
            self._values[key].setAccessibleName(f"{self._words[key]}: {spoken}")

    def minimumSizeHint(self) -> QSize:
        return QSize(em() * 10, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        narrow = event.size().width() < em() * _NARROW
        if narrow != self._is_narrow:
            self._is_narrow = narrow
            self._arrange()
        super().resizeEvent(event)

    def _arrange(self) -> None:
        for row, (key, label) in enumerate(self._labels.items()):
            value = self._values[key]
            if self._is_narrow:
                self._grid.addWidget(label, 2 * row, 0, 1, 2)
                self._grid.addWidget(value, 2 * row + 1, 0, 1, 2)
            else:
                self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
                self._grid.addWidget(value, row, 1)
