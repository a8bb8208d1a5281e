"""A button that waits for something, and says for what."""

from PySide6.QtCore import QEvent, Signal

from ui.widgets.buttons import Button, ButtonRole


class WaitingButton(Button):
    """The primary one of a page. Why it cannot be pressed yet is told below the mouse, aloud, and
    by the page when it is clicked all the same."""

    too_early = Signal()

    def __init__(self, name: str, text: str, until: str) -> None:
        """`until` says what has to be done before."""
        super().__init__(name, text, ButtonRole.PRIMARY)
        self.setAccessibleDescription(until)
        self.setToolTip(until)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.MouseButtonPress and not self.isEnabled():
            self.too_early.emit()
        return super().event(event)
