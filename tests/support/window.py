"""The app's real window, used as a person would, who waits for what comes."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from authenticator.services.composition import Services
from ui.app import build_main_window
from ui.widgets.list_row import ListRow
from ui.widgets.outcome import OutcomePage
from ui.widgets.page import Page

LONG = 20_000
"""Milliseconds until something that should happen counts as not happening."""


class Window:
    """Finds controls by their object names (docs/qa.md)."""

    def __init__(
        self,
        services: Services,
        qtbot: QtBot,
        open_url: Callable[[str], bool] = lambda _: True,
    ) -> None:
        """`open_url` stands in for the browser."""
        self._qtbot = qtbot
        # On a busy machine a page must not leave before it was seen.
        OutcomePage.return_after = 10 * LONG

        def open_or_tell(url: str, unopened: Callable[[], None]) -> None:
            if not open_url(url):
                unopened()

        self._window = build_main_window(services, open_url=open_or_tell)
        self._window.show()
        assert QTest.qWaitForWindowActive(self._window)

    def click(self, name: str) -> None:
        """Press a button, a check box or a line of a list, once that is possible."""

        def pressable() -> bool:
            button = self._window.findChild(QWidget, name)
            return button is not None and button.isVisible() and button.isEnabled()

        self._qtbot.waitUntil(pressable, timeout=LONG)
        button = self._window.findChild(QWidget, name)
        assert isinstance(button, QAbstractButton | ListRow)
        spot = button.rect().center()
        if isinstance(button, QCheckBox):
            # It may be wider than what of it takes clicks.
            spot = QPoint(button.height() // 2, button.height() // 2)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=spot)

    def type(self, **texts: str) -> None:
        """Type into fields of the page in front, by the last part of their name."""
        for field, text in texts.items():
            edit = self._window.findChild(QLineEdit, f"{self._page()}.{field}")
            assert edit is not None
            edit.setFocus()
            QTest.keyClicks(edit, text)

    def see(self, name: str) -> str:
        """The text of a label, once it can be seen."""

        def visible() -> bool:
            label = self._window.findChild(QLabel, name)
            return label is not None and label.isVisible()

        self._qtbot.waitUntil(visible, timeout=LONG)
        label = self._window.findChild(QLabel, name)
        assert label is not None
        return label.text().replace("\u200b", "")

    def wait_for(self, name: str, words: str) -> None:
        """Until a label says exactly this."""
        self._qtbot.waitUntil(lambda: self.see(name) == words, timeout=LONG)

    def _page(self) -> str:
        pages = self._window.findChildren(Page)
        return next(page.objectName() for page in pages if page.isVisible())
