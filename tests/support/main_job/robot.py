"""Fingers and eyes on the real window: finds controls by name, clicks, types, waits, looks."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QPoint, QRegularExpression, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QLineEdit, QScrollArea, QWidget

PATIENCE = 60_000
"""Milliseconds until something that should happen counts as not happening; for slow machines."""


def live_until(happened: Callable[[], bool], limit: int) -> bool:
    """Handle the window's events until `happened`, at most `limit` milliseconds."""
    deadline = QDeadlineTimer(limit)
    while not happened() and not deadline.hasExpired():
        QTest.qWait(5)
    return happened()


class Robot:
    """Drives one window through Qt's own events."""

    def __init__(self, window: QWidget, pictures: Path | None, owner: str) -> None:
        self._window = window
        self._owner = owner
        self._pictures = pictures
        self._taken = 0

    def wait_until(self, happened: Callable[[], bool], what: str) -> None:
        """Let the window live until `happened`.

        Raises:
            TimeoutError: it did not.
        """
        if not live_until(happened, PATIENCE):
            raise TimeoutError(what)

    def wait_for(self, name: str) -> QWidget:
        """Wait until the control or page of that name can be seen, and return it."""
        self.wait_until(lambda: self._visible(name) is not None, f"{name} did not appear")
        found = self._visible(name)
        assert found is not None
        return found

    def sees(self, name: str) -> bool:
        """Whether the control or page of that name can be seen now."""
        return self._visible(name) is not None

    def click(self, name: str) -> None:
        """Wait until the button of that name can be pressed, and press it with the mouse."""
        button = self.wait_for(name)
        assert isinstance(button, QAbstractButton)
        self.wait_until(button.isEnabled, f"{name} stayed disabled")
        self._bring_into_view(button)
        spot = button.rect().center()
        if isinstance(button, QCheckBox):
            spot = QPoint(button.height() // 2, button.height() // 2)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=spot)

    def click_like(self, pattern: str) -> None:
        """Press the first button in view whose whole name matches."""
        self.click(self.wait_for_like(pattern, enabled=False))

    def wait_for_like(self, pattern: str, *, enabled: bool) -> str:
        """Wait until a button in view matches with its whole name, and return that name."""
        expression = QRegularExpression(QRegularExpression.anchoredPattern(pattern))

        def found() -> list[QAbstractButton]:
            buttons = self._window.findChildren(QAbstractButton, expression)
            shown = [button for button in buttons if button.isVisible()]
            return [button for button in shown if button.isEnabled() or not enabled]

        self.wait_until(lambda: bool(found()), f"no button like {pattern} appeared")
        return found()[0].objectName()

    def type(self, name: str, text: str) -> None:
        """Click into the field of that name and type, replacing what is in it."""
        field = self.wait_for(name)
        assert isinstance(field, QLineEdit)
        self._bring_into_view(field)
        QTest.mouseClick(field, Qt.MouseButton.LeftButton)
        field.selectAll()
        QTest.keyClicks(field, text)

    def picture(self, name: str) -> None:
        """Keep what the window shows now."""
        if self._pictures is not None:
            self._taken += 1
            file = f"{self._owner}-app-{self._taken:02}-{name}.png"
            self._window.grab().save(str(self._pictures / file))

    def _visible(self, name: str) -> QWidget | None:
        found = [self._window] if self._window.objectName() == name else []
        found += self._window.findChildren(QWidget, name)
        return next((widget for widget in found if widget.isVisible()), None)

    def _bring_into_view(self, widget: QWidget) -> None:
        parent = widget.parentWidget()
        while parent is not None:
            if isinstance(parent, QScrollArea):
                parent.ensureWidgetVisible(widget)
            parent = parent.parentWidget()
