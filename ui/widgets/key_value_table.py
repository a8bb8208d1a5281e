"""Pairs of a name and its value, in a card."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from ui.theme import em
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.labels import Text

_NARROW = 26
"""Below so many heights of the body text each value stands below its name."""


class KeyValueTable(QFrame):
    """A short table. Each value is named `name.key` and has its name for screen readers."""

    def __init__(
        self,
        name: str,
        words: dict[str, str],
        parent: QWidget | None = None,
        *,
        links: Mapping[str, Callable[[], object]] | None = None,
    ) -> None:
        """`links`: what a click on a value does."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "card")
        self._words = words
        self._labels = {key: Text(word, "muted") for key, word in words.items()}
        self._values = {key: _value(f"{name}.{key}", (links or {}).get(key)) for key in words}
        if links:
            for value in self._values.values():
                if isinstance(value, Text):
                    value.line_up()
        self._grid = QGridLayout(self)
        pad = round(em() * 0.8)
        self._grid.setContentsMargins(pad, pad, pad, pad)
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
            side = Qt.AlignmentFlag.AlignLeft if isinstance(value, Button) else Qt.AlignmentFlag(0)
            if self._is_narrow:
                self._grid.addWidget(label, 2 * row, 0, 1, 2)
                self._grid.addWidget(value, 2 * row + 1, 0, 1, 2, side)
            else:
                middle = isinstance(value, Button)
                at = Qt.AlignmentFlag.AlignVCenter if middle else Qt.AlignmentFlag.AlignTop
                self._grid.addWidget(label, row, 0, at)
                self._grid.addWidget(value, row, 1, side)


def _value(name: str, action: Callable[[], object] | None) -> Text | Button:
    if action is None:
        return Text(name=name)
    link = Button(name, "", ButtonRole.QUIET)
    link.clicked.connect(action)
    return link
