"""The real window on the real services and the real portal: the life of a device."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from authenticator.services import Services
from tests.contract.app import App, activate
from ui.app import build_application, build_main_window
from ui.widgets.entry import Entry
from ui.widgets.page import Page

LONG = 20_000
NEW_PIN = "736150"


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    present = QApplication.instance()
    return present if isinstance(present, QApplication) else build_application()


@pytest.fixture(autouse=True)
def windows_are_gone_afterwards(qapp: QApplication) -> Iterator[None]:
    yield
    for window in QApplication.topLevelWidgets():
        window.close()
        window.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


class Window:
    """Used as a person would, who waits for what comes."""

    def __init__(self, services: Services, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        self._window = build_main_window(services, open_url=lambda _: True)
        self._window.show()
        assert QTest.qWaitForWindowActive(self._window)

    def click(self, name: str) -> None:
        def pressable() -> bool:
            button = self._window.findChild(QWidget, name)
            return button is not None and button.isVisible() and button.isEnabled()

        self._qtbot.waitUntil(pressable, timeout=LONG)
        button = self._window.findChild(QWidget, name)
        assert isinstance(button, QPushButton | Entry)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

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


@pytest.fixture
def window(app: App, qtbot: QtBot) -> Window:
    services, _ = app.activate()
    window = Window(services, qtbot)
    window.click("home.account.1.manage")
    return window


def invite(window: Window, mode: str) -> str:
    window.click("account.move")
    window.click(f"move.choose.{mode}")
    window.type(pin="482913")
    window.click("move.pin.go")
    return window.see("move.code.digits").replace(" ", "")


def another(app: App, name: str) -> App:
    return App(app.portal, app.folder / name)


def test_a_pin_is_changed_and_then_the_new_one_holds(window: Window) -> None:
    window.click("account.pin")
    window.type(old="905271", first=NEW_PIN, second=NEW_PIN)
    window.click("pinchange.pins.go")
    assert "noch 4 Versuche" in window.see("pinchange.pins.problem.text")
    window.type(old="482913", first=NEW_PIN, second=NEW_PIN)
    window.click("pinchange.pins.go")
    assert window.see("pinchange.outcome.title") == "Ihr neuer PIN-Code gilt"
    window.click("pinchange.outcome.close")
    window.click("account.renew")
    window.type(pin=NEW_PIN)
    window.click("renew.pin.go")
    assert window.see("renew.outcome.title") == "Der Schlüssel ist erneuert"
    window.click("renew.outcome.close")
    window.click("account.back")
    window.wait_for("home.link.title", "Keine offenen Anfragen")


def test_a_further_device_is_listed_and_can_be_removed(window: Window, app: App) -> None:
    code = invite(window, "add")
    activate(another(app, "second").start(), code)
    window.click("move.code.done")
    window.click("account.devices")
    assert window.see("devices.list.1.title").endswith("dieser Computer")
    assert window.see("devices.list.2.state") == "Aktiv"
    window.click("devices.list.2.remove")
    window.type(pin="482913")
    window.click("devices.remove.go")
    assert window.see("devices.list.removed.title").endswith("ist entfernt.")


def test_a_move_signs_this_computer_off_and_leaves_nothing_behind(window: Window, app: App) -> None:
    services = another(app, "new").start()
    activate(services, invite(window, "move"))
    assert window.see("move.outcome.title") == "Der Umzug ist abgeschlossen"
    window.click("move.outcome.close")
    assert window.see("activation.terms.title")
    assert app.keyring.texts == {}
    assert len(services.bindings()) == 1


def test_an_account_that_leaves_is_gone_here_and_at_the_portal(window: Window, app: App) -> None:
    window.click("account.leave")
    window.click("leave.ask.remove")
    assert window.see("leave.outcome.title") == "Das Konto ist entfernt"
    assert app.keyring.texts == {}
    assert app.start().bindings() == ()
