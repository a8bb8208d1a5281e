"""Tray, notifications and locks around the window; the desktop is played by fakes."""

import ctypes
from collections.abc import Iterator
from ctypes import wintypes
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QByteArray, QEvent, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from authenticator.flows import approval
from authenticator.model import LoginRequest
from tests.support.screens.fakes import (
    ACCOUNT,
    BINDING,
    SECOND,
    SECOND_BINDING,
    FakeServices,
    login_request,
)
from tests.support.texts import window_text
from tests.unit.ui.hand import Hand
from tests.unit.ui.held_jobs import HeldJobs
from ui.desktop_integration.integration import DesktopIntegration
from ui.desktop_integration.mac_locks import NAMES, observe
from ui.desktop_integration.notifier import BusNotifier, Notifier, TrayNotifier
from ui.desktop_integration.session_lock_monitor import SessionLockMonitor
from ui.desktop_integration.tray import Tray
from ui.desktop_integration.windows_locks import SessionFilter

on_linux = pytest.mark.only_on("linux", reason="only Linux has D-Bus")


class NotedNotifier(Notifier):
    """Remembers what is shown."""

    def __init__(self) -> None:
        super().__init__(None)
        self.shown: list[str] = []
        self.with_sound = False

    def show_request(self, title: str, text: str, *, sound: bool) -> None:
        self.shown.append(f"{title} {text}")
        self.with_sound = sound

    def show_note(self, title: str, text: str) -> None:
        self.shown.append(f"{title} {text}")

    def withdraw(self) -> None:
        self.shown.clear()


class Desktop:
    """The window with its presence on a desktop that has a tray, or none."""

    def __init__(self, app: QApplication, hand: Hand) -> None:
        self.hand = hand
        self.notifier = NotedNotifier()
        self.presence = DesktopIntegration(
            app, hand.window, hand.navigator, hand.held.jobs.polling, notifier=self.notifier
        )

    def ask(self, request: LoginRequest | None) -> None:
        self.hand.navigator.presenters.home.requests_changed.emit(BINDING, request)

    def choose(self, **values: bool | str) -> None:
        self.hand.navigator.presenters.settings.choose(**values)

    def pick(self, name: str) -> None:
        action = self.hand.window.findChild(QAction, name)
        assert action is not None, f"nothing is named {name}"
        action.trigger()

    @property
    def menu(self) -> list[str]:
        actions = self.hand.window.findChildren(QAction)
        return [each.text() for each in actions if each.objectName().startswith("tray.login")]

    @property
    def tip(self) -> str:
        return self.presence.tray.icon.toolTip()


@pytest.fixture
def beeps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    heard: list[str] = []
    monkeypatch.setattr(QApplication, "beep", lambda *_: heard.append("beep"))
    return heard


@pytest.fixture
def tray_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)


@pytest.fixture
def desktop(qapp: QApplication, services: FakeServices, held: HeldJobs) -> Iterator[Desktop]:
    services.accounts = (BINDING,)
    hand = Hand(services, held)
    hand.navigator.presenters.home._change(BINDING, account=ACCOUNT)
    yield Desktop(qapp, hand)
    qapp.setQuitOnLastWindowClosed(True)


def test_without_a_tray_the_first_closing_asks_whether_to_go_on(
    desktop: Desktop, services: FakeServices
) -> None:
    window = desktop.hand.window
    assert not window.close()
    assert desktop.hand.page == "closing"
    assert desktop.hand.text("closing.text") == window_text(
        "You only see login requests while the app is running."
    )
    desktop.hand.press(Qt.Key.Key_Escape)
    assert desktop.hand.page == "home"
    assert services.preferences.kept.without_tray == ""
    window.close()
    desktop.hand.click("closing.minimise")
    assert window.isMinimized()
    assert services.preferences.kept.without_tray == "minimise"


def test_a_minimised_window_comes_back_as_it_may_be_seen(
    desktop: Desktop, services: FakeServices
) -> None:
    desktop.choose(without_tray="minimise")
    desktop.hand.navigator.log_in(BINDING)
    desktop.hand.keys("482913")
    assert not desktop.hand.window.close()
    assert desktop.hand.window.isMinimized()
    assert services.preferences.kept.window
    desktop.hand.window.showNormal()
    assert desktop.hand.page == "login.pin"
    assert desktop.hand.edit("login.pin.pin").text() == ""


def test_without_a_tray_the_app_ends_where_the_user_chose_so(
    desktop: Desktop, qapp: QApplication
) -> None:
    qapp.setQuitOnLastWindowClosed(False)
    desktop.hand.window.close()
    desktop.hand.click("closing.quit")
    assert not desktop.hand.window.isVisible()
    assert qapp.quitOnLastWindowClosed()


def test_who_closes_the_question_too_ends_the_app(desktop: Desktop, services: FakeServices) -> None:
    assert not desktop.hand.window.close()
    assert desktop.hand.window.close()
    assert services.preferences.kept.without_tray == ""


def test_a_minimised_window_that_is_closed_asks_where_it_can_be_seen(desktop: Desktop) -> None:
    desktop.hand.window.showMinimized()
    assert not desktop.hand.window.close()
    assert not desktop.hand.window.isMinimized()
    assert desktop.hand.page == "closing"


def test_a_request_is_told_of_while_the_question_is_open(desktop: Desktop) -> None:
    desktop.hand.window.close()
    desktop.ask(login_request())
    assert desktop.hand.page == "closing"
    desktop.hand.click("closing.back")
    assert desktop.hand.page == "approval.request"


def test_without_accounts_nothing_is_missed_and_nothing_asked(
    services: FakeServices, held: HeldJobs, qapp: QApplication
) -> None:
    alone = Desktop(qapp, Hand(services, held))
    assert alone.hand.window.close()
    assert qapp.quitOnLastWindowClosed()
    assert alone.notifier.shown == []


def test_without_a_tray_the_settings_end_the_app(desktop: Desktop) -> None:
    desktop.choose(without_tray="minimise")
    desktop.hand.click("main.settings")
    desktop.hand.click("settings.closing.end")
    assert desktop.hand.window.close()


@pytest.mark.usefixtures("tray_there")
def test_with_a_tray_the_app_goes_on_and_says_so_once(
    desktop: Desktop, services: FakeServices, qapp: QApplication
) -> None:
    desktop.hand.navigator.log_in(BINDING)
    desktop.hand.keys("482913")
    assert not desktop.hand.window.close()
    assert not desktop.hand.window.isVisible()
    assert not qapp.quitOnLastWindowClosed()
    assert ["Infobereich" in text for text in desktop.notifier.shown] == [True]
    assert services.preferences.kept.window
    assert desktop.hand.edit("login.pin.pin").text() == ""
    desktop.notifier.shown.clear()
    desktop.presence.tray.opened.emit()
    assert desktop.hand.window.isVisible()
    desktop.hand.window.close()
    assert desktop.notifier.shown == []


@pytest.mark.usefixtures("tray_there")
def test_who_wants_no_tray_closes_the_app(desktop: Desktop) -> None:
    desktop.choose(tray=False)
    assert not desktop.presence.tray.icon.isVisible()
    assert desktop.hand.window.close()


@pytest.mark.usefixtures("tray_there")
def test_the_end_of_the_app_is_no_closing_of_the_window(desktop: Desktop) -> None:
    desktop.pick("tray.quit")
    assert desktop.hand.window.close()


@pytest.mark.parametrize("tray", [True, False])
def test_a_hidden_start_hides_only_where_there_is_a_tray(
    desktop: Desktop, tray: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: tray)
    desktop.hand.window.hide()
    desktop.presence.show_window(hidden=True)
    assert desktop.hand.window.isVisible() is not tray
    assert desktop.hand.window.isMinimized() is not tray
    desktop.presence.show_window(hidden=False)
    assert desktop.hand.window.isVisible()


def test_a_request_is_told_of_without_saying_whose_it_is(desktop: Desktop) -> None:
    desktop.hand.window.hide()
    desktop.ask(login_request())
    assert len(desktop.notifier.shown) == 1
    assert window_text("A login is waiting for your approval") in desktop.notifier.shown[0]
    for secret in (BINDING.login, "198.51.100.7", "gp.meine.aok.de", "Firefox"):
        assert secret not in desktop.notifier.shown[0]
    assert window_text("A login is waiting for your approval") in desktop.tip
    assert not desktop.hand.window.isVisible()
    desktop.ask(None)
    assert desktop.notifier.shown == []
    assert "wartet" not in desktop.tip


def test_a_request_in_the_active_window_needs_no_notification(desktop: Desktop) -> None:
    desktop.ask(login_request())
    assert desktop.notifier.shown == []
    assert "wartet" in desktop.tip


def test_a_wrong_pin_does_not_tell_of_the_request_again(desktop: Desktop) -> None:
    desktop.hand.window.hide()
    desktop.ask(login_request())
    desktop.notifier.shown.clear()
    state = desktop.hand.navigator.presenters.approval.state
    assert isinstance(state, approval.Asking)
    desktop.hand.navigator.presenters.approval.changed.emit(approval.Asking(state.request, 1))
    assert desktop.notifier.shown == []


def test_whoever_looks_at_the_window_is_told_no_more(desktop: Desktop) -> None:
    desktop.hand.window.hide()
    desktop.ask(login_request())
    desktop.hand.window.show()
    QApplication.sendEvent(desktop.hand.window, QEvent(QEvent.Type.WindowActivate))
    assert desktop.notifier.shown == []
    assert desktop.hand.page == "approval.request"


def test_the_notification_leads_to_the_request(desktop: Desktop) -> None:
    desktop.hand.click("main.help")
    desktop.hand.window.hide()
    desktop.ask(login_request())
    desktop.notifier.opened.emit("token")
    assert desktop.hand.window.isVisible()
    assert desktop.hand.page == "approval.request"


def test_notifications_can_be_switched_off(desktop: Desktop, beeps: list[str]) -> None:
    desktop.choose(notify=False)
    desktop.hand.window.hide()
    desktop.ask(login_request("one"))
    assert desktop.notifier.shown == []
    assert beeps == []
    desktop.choose(sound=True)
    desktop.ask(login_request("two"))
    assert beeps == ["beep"]


def test_a_sound_comes_with_the_notification(desktop: Desktop, beeps: list[str]) -> None:
    desktop.choose(sound=True)
    desktop.hand.window.hide()
    desktop.ask(login_request())
    assert desktop.notifier.with_sound
    assert beeps == []


def test_the_window_comes_forward_only_when_it_may(desktop: Desktop) -> None:
    desktop.hand.window.hide()
    desktop.choose(raise_window=True)
    desktop.ask(login_request())
    assert desktop.hand.window.isVisible()


def test_the_menu_begins_a_login_at_home_only(desktop: Desktop) -> None:
    assert desktop.menu == [window_text("Log in now")]
    desktop.hand.window.hide()
    desktop.pick("tray.login.1")
    assert desktop.hand.page == "login.pin"
    desktop.hand.type("login.pin.pin", "482")
    desktop.pick("tray.login.1")
    assert desktop.hand.edit("login.pin.pin").text() == "482"


def test_the_menu_names_accounts_where_there_are_several(desktop: Desktop) -> None:
    home = desktop.hand.navigator.presenters.home
    home.show_bindings((BINDING, SECOND_BINDING))
    assert desktop.menu[-1] == window_text("Log in now")
    home._change(SECOND_BINDING, account=ACCOUNT)
    assert desktop.menu[-2:] == [
        f"Jetzt einloggen: {BINDING.login}",
        f"Jetzt einloggen: {SECOND.login}",
    ]


def test_the_menu_leads_to_settings_and_to_the_request(desktop: Desktop) -> None:
    desktop.pick("tray.settings")
    assert desktop.hand.page == "settings"
    desktop.ask(login_request())
    desktop.pick("tray.open")
    assert desktop.hand.page == "approval.request"


def test_a_click_on_the_icon_opens_the_window(desktop: Desktop) -> None:
    desktop.hand.window.hide()
    icon = desktop.presence.tray.icon
    icon.activated.emit(QSystemTrayIcon.ActivationReason.Context)
    assert not desktop.hand.window.isVisible()
    icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    assert desktop.hand.window.isVisible()


def test_a_locked_screen_makes_the_app_forget_what_was_typed(desktop: Desktop) -> None:
    desktop.hand.navigator.log_in(BINDING)
    desktop.hand.keys("482913")
    desktop.presence.locks.locked.emit()
    assert desktop.hand.edit("login.pin.pin").text() == ""


def test_at_a_tray_icon_a_request_shows_it_and_its_end_hides_it(
    qapp: QApplication, beeps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    window = QWidget()
    tray = Tray("App", window)
    said: list[str] = []
    opened: list[str] = []
    monkeypatch.setattr(tray, "say", lambda title, _: said.append(title))
    notifier = TrayNotifier(tray, window)
    notifier.opened.connect(opened.append)
    notifier.show_note("Note", "")
    tray.message_clicked.emit()
    notifier.show_request("Request", "", sound=True)
    assert tray.icon.isVisible()
    tray.message_clicked.emit()
    notifier.withdraw()
    assert not tray.icon.isVisible()
    assert (said, opened, beeps) == (["Note", "Request"], [""], ["beep"])


@on_linux
def test_over_a_bus_that_is_not_there_a_sound_is_still_heard(
    held: HeldJobs, beeps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    owner = QObject()
    notifier = BusNotifier(held.jobs.actions, owner)
    notifier.show_request("Title", "Text", sound=True)
    held.finish()
    assert beeps == ["beep"]


@on_linux
def test_a_new_notification_ends_the_one_before(held: HeldJobs) -> None:
    owner = QObject()
    notifier = BusNotifier(held.jobs.actions, owner)
    notifier.show_note("One", "")
    first = notifier._stop
    notifier.show_note("Two", "")
    assert first.is_set
    assert not notifier._stop.is_set
    notifier.end()
    assert notifier._stop.is_set


@pytest.mark.parametrize("kind", [b"windows_generic_MSG", QByteArray(b"windows_generic_MSG")])
def test_windows_tells_of_locks_and_switches(kind: bytes) -> None:
    told: list[int] = []
    watching = SessionFilter(lambda: told.append(1))

    def send(kind: Any, message: int, reason: int) -> None:
        packed = wintypes.MSG(message=message, wParam=reason)
        assert watching.nativeEventFilter(kind, ctypes.addressof(packed)) == (False, 0)

    for reason in range(1, 12):
        send(kind, 0x02B1, reason)
    assert len(told) == 4
    send(kind, 0x0100, 7)
    send(b"xcb_generic_event_t", 0x02B1, 7)
    assert len(told) == 4


def test_macos_tells_of_locks() -> None:
    told: list[str] = []
    added: dict[bytes, Any] = {}

    class Foundation:
        def CFNotificationCenterGetDistributedCenter(self) -> int:  # noqa: N802
            return 1

        def CFStringCreateWithCString(self, _allocator: None, text: bytes, _code: int) -> bytes:  # noqa: N802
            return text

        def CFNotificationCenterAddObserver(  # noqa: N802
            self, centre: int, _observer: None, callback: Any, name: bytes, _of: None, _how: int
        ) -> None:
            assert centre == 1
            added[name] = callback

    kept = observe(Foundation(), lambda: told.append("locked"))
    assert tuple(added) == NAMES
    for callback in added.values():
        callback(None, None, None, None, None)
    assert told == ["locked"] * len(NAMES)
    assert kept is not None


def test_the_listening_for_locks_ends_with_the_app(
    qapp: QApplication, held: HeldJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    window = QWidget()
    watches = [SessionLockMonitor(qapp, window, held.jobs.polling, window) for _ in range(2)]
    for watch in watches:
        watch.begin()
    assert len(held.polling) == 4
    stops = [watch._stop for watch in watches]
    watches[0].end()
    assert [stop.is_set for stop in stops] == [True, False]
    shiboken6.delete(window)
    assert stops[1].is_set
