"""One subject of the settings."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGroupBox, QVBoxLayout

from ui.theme import em
from ui.widgets.choices import CheckBox, RadioButton
from ui.widgets.labels import Text


class Group(QGroupBox):
    """A heading, which screen readers say at each choice, a line about it, and the choices."""

    def __init__(self, name: str, title: str, text: str = "") -> None:
        super().__init__()
        self._name = name
        self.setAccessibleName(title)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(round(em() * 0.3))
        self.column.addWidget(Text(title, "heading"))
        if text:
            self.column.addWidget(Text(text, "muted"))

    def offer(self, words: Mapping[Any, str], now: Any, choose: Any) -> None:
        """One radio button for each value, named by it."""
        for value, text in words.items():
            button = RadioButton(f"{self._name}.{value or 'none'}", text)
            button.clicked.connect(lambda _checked, value=value: choose(value))
            self.column.addWidget(button)
            if value == now:
                button.setChecked(True)
            else:
                # Tab comes by the chosen one; Qt sees to it from the first click on.
                button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def ask(self, key: str, text: str, *, now: bool, choose: Callable[[bool], None]) -> CheckBox:
        """A check box for what may be on or off."""
        box = CheckBox(f"{self._name}.{key}", text)
        box.setChecked(now)
        box.clicked.connect(choose)
        self.column.addWidget(box)
        return box
