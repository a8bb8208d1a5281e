"""Fingers and eyes: finds controls by their name, uses them as a person would."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

from tests.support.screens.fakes import FakeServices
from tests.unit.ui.held_jobs import HeldJobs
from ui.app import build_main_window
from ui.navigation.navigator import Navigator
from ui.widgets.page import Page


class Hand:
    """A window over fake services whose background work the test carries out."""

    def __init__(
        self,
        services: FakeServices,
        held: HeldJobs,
        open_url: Callable[[str], bool] = lambda _: True,
        *,
        introduces: bool = False,
    ) -> None:
        self.held = held
        self.unopened: list[Callable[[], None]] = []
        """For each address that was opened: tells that it was not, as is found out later."""

        def open_and_keep(url: str, unopened: Callable[[], None]) -> None:
            self.unopened.append(unopened)
            if not open_url(url):
                unopened()

        self.window = build_main_window(
            services, open_url=open_and_keep, jobs=held.jobs, introduces=introduces
        )
        self.navigator = self.window.findChildren(Navigator)[0]
        self.window.show()
        assert QTest.qWaitForWindowActive(self.window)

    @property
    def page(self) -> str:
        """The name of the page in front."""
        return next(
            page.objectName() for page in self.window.findChildren(Page) if page.isVisible()
        )

    @property
    def focus(self) -> str:
        """The name of what has the focus."""
        widget = QApplication.focusWidget()
        return "" if widget is None else widget.objectName()

    def named(self, name: str) -> QWidget:
        widget = self.window.findChild(QWidget, name)
        assert widget is not None, f"nothing is named {name}"
        return widget

    def button(self, name: str) -> QAbstractButton:
        button = self.named(name)
        assert isinstance(button, QAbstractButton)
        return button

    def edit(self, name: str) -> QLineEdit:
        edit = self.named(name)
        assert isinstance(edit, QLineEdit)
        return edit

    def text(self, name: str) -> str:
        label = self.named(name)
        assert isinstance(label, QLabel)
        return label.text().replace("\u200b", "") if label.isVisible() else ""

    def click(self, name: str) -> None:
        button = self.button(name)
        assert button.isVisible(), f"{name} cannot be seen"
        assert button.isEnabled(), f"{name} cannot be pressed"
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def type(self, name: str, text: str) -> None:
        self.edit(name).setFocus()
        QTest.keyClicks(self.edit(name), text)

    def clear(self, name: str) -> None:
        while self.edit(name).text():
            QTest.keyClick(self.edit(name), Qt.Key.Key_Backspace)

    def press(self, key: Qt.Key) -> None:
        """Press a key where the focus is."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key)

    def keys(self, text: str) -> None:
        """Type where the focus is."""
        QTest.keyClicks(QApplication.focusWidget() or self.window, text)
