"""The window with real background work on a real message bus; the test plays the desktop."""

from collections.abc import Iterator
from typing import Any

import pytest
from jeepney import DBusAddress
from PySide6.QtCore import QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from tests.support.message_bus import Player, message_bus_daemon
from tests.support.screens.fakes import ACCOUNT, BINDING, FakeServices, login_request
from tests.support.texts import window_text
from ui.app import build_application, build_main_window
from ui.desktop_integration.integration import DesktopIntegration
from ui.jobs import JobRunner, Jobs, background_jobs
from ui.main_window import MainWindow
from ui.navigation.navigator import Navigator

pytestmark = pytest.mark.only_on("linux", reason="only Linux has D-Bus")

NAME = "org.freedesktop.Notifications"
NOTIFICATIONS = DBusAddress("/org/freedesktop/Notifications", NAME, NAME)
SAVER = DBusAddress("/ScreenSaver", "org.freedesktop.ScreenSaver", "org.freedesktop.ScreenSaver")
LONG = 20_000


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    present = QApplication.instance()
    return present if isinstance(present, QApplication) else build_application()


@pytest.fixture
def desktop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Player]:
    with message_bus_daemon() as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
        with Player(address, NAME, {"Notify": lambda _: ("u", (7,))}) as player:
            yield player


@pytest.fixture
def window(desktop: Player, qapp: QApplication) -> Iterator[MainWindow]:
    services = FakeServices(accounts=(BINDING,))
    never = JobRunner(lambda _: None)
    window = build_main_window(services, jobs=Jobs(never, never, never))
    never.setParent(window)
    navigator_of(window).presenters.home._change(BINDING, account=ACCOUNT)
    presence = DesktopIntegration(
        qapp, window, navigator_of(window), background_jobs(window).polling
    )
    yield window
    presence.locks.end()
    window.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def navigator_of(window: MainWindow) -> Navigator:
    return window.findChildren(Navigator)[0]


def ask(window: MainWindow, request: Any) -> None:
    navigator_of(window).presenters.home.requests_changed.emit(BINDING, request)


def test_the_button_of_a_notification_shows_window_and_request(
    desktop: Player, window: MainWindow, qtbot: QtBot
) -> None:
    ask(window, login_request())
    assert desktop.await_call("Notify")[5] == [
        "default",
        window_text("View"),
        "view",
        window_text("View"),
    ]
    assert not window.isVisible()
    desktop.signal(NOTIFICATIONS, "ActionInvoked", "us", 7, "view")
    qtbot.waitUntil(window.isVisible, timeout=LONG)
    pin = window.findChild(QLineEdit, "approval.request.pin")
    assert pin is not None
    assert pin.isVisible()


def test_a_notification_goes_with_its_request(desktop: Player, window: MainWindow) -> None:
    ask(window, login_request())
    desktop.await_call("Notify")
    ask(window, None)
    assert desktop.await_call("CloseNotification") == (7,)


def test_a_locked_screen_takes_the_typed_pin_away(
    desktop: Player, window: MainWindow, qtbot: QtBot
) -> None:
    window.show()
    navigator_of(window).offer_login(BINDING)
    pin = window.findChild(QLineEdit, "login.pin.pin")
    assert pin is not None
    QTest.keyClicks(pin, "4829")
    assert pin.text() == "4829"

    def is_forgotten() -> bool:
        # Again and again: nobody tells the desktop from when on it is listened to.
        desktop.signal(SAVER, "ActiveChanged", "b", True)
        return pin.text() == ""

    qtbot.waitUntil(is_forgotten, timeout=LONG)
