"""Settings, what they change, and the page about the app."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QRadioButton, QSystemTrayIcon, QTextBrowser, QWidget
from pytestqt.qtbot import QtBot

from authenticator.branding import load_branding
from authenticator.config import Origin
from authenticator.failures import Failure, Refused, SettingFault
from authenticator.flows import app_login
from authenticator.policy.catalogue import policy_values
from authenticator.storage.preferences import Preferences
from crypto.typed_settings import EXPECTED
from tests.support.screens.fakes import ACCOUNT, AUD, BINDING, FakeServices
from tests.support.texts import window_text
from tests.unit.ui.hand import Hand
from tests.unit.ui.held_jobs import HeldJobs
from ui.auto_lock import AutoLock
from ui.main_window import MainWindow


@pytest.fixture
def hand(services: FakeServices, held: HeldJobs) -> Hand:
    services.accounts = (BINDING,)
    hand = Hand(services, held)
    hand.navigator.presenters.home._change(BINDING, account=ACCOUNT)
    return hand


def test_a_choice_holds_at_once_and_is_kept(hand: Hand, services: FakeServices) -> None:
    hand.click("main.settings")
    assert hand.page == "settings"
    hand.click("settings.lock.15")
    assert services.preferences.kept.lock_minutes == 15
    assert hand.navigator.lock.timer.interval() == 15 * 60_000
    hand.click("settings.close")
    assert hand.page == "home"


def test_another_language_is_said_to_need_a_new_start(hand: Hand, services: FakeServices) -> None:
    hand.click("main.settings")
    hand.click("settings.language.en")
    assert services.preferences.kept.language == "en"
    assert window_text("Takes effect when you restart the app.") in hand.text(
        "settings.language.later"
    )


def test_a_choice_that_cannot_be_kept_is_said(hand: Hand, services: FakeServices) -> None:
    services.preferences.refused = Refused(Failure.PROFILE_UNWRITABLE)
    hand.click("main.settings")
    hand.click("settings.lock.1")
    assert hand.named("settings.problem").isVisible()


@pytest.mark.parametrize(
    ("name", "on"), [("notify", False), ("sound", True), ("raise_window", True)]
)
def test_how_a_request_shows_can_be_chosen(
    hand: Hand, services: FakeServices, name: str, on: bool
) -> None:
    hand.click("main.settings")
    assert hand.button(f"settings.requests.{name}").isChecked() is not on
    hand.click(f"settings.requests.{name}")
    assert getattr(services.preferences.kept, name) is on


def test_the_start_at_login_is_what_the_system_says(hand: Hand, services: FakeServices) -> None:
    assert services.autostart is not None
    services.autostart.on = True
    hand.click("main.settings")
    assert hand.button("settings.start.login").isChecked()
    hand.click("settings.start.login")
    assert not services.autostart.on
    services.autostart.refused = Refused(Failure.LOGIN_START_REFUSED)
    hand.click("settings.start.login")
    assert not hand.button("settings.start.login").isChecked()
    assert hand.named("settings.problem").isVisible()


def test_a_start_at_login_that_the_administrator_has_set_for_all_is_locked_and_told(
    hand: Hand, services: FakeServices
) -> None:
    assert services.autostart is not None
    services.autostart.place = r"HKLM\Software\Microsoft\Windows\CurrentVersion\Run"
    hand.click("main.settings")
    box = hand.button("settings.start.login")
    assert box.isChecked()
    assert not box.isEnabled()
    assert box.accessibleDescription()
    assert hand.text("settings.policy.start_at_login") == "Ein"
    source = hand.text("settings.policy.start_at_login.source").replace("\u200b", "")
    assert source == services.autostart.place
    presenter = hand.navigator.presenters.settings
    services.autostart.refused = Refused(Failure.LOGIN_START_REFUSED)
    assert presenter.start_at_login(on=False), "nothing is tried"
    assert not [
        one for one in hand.window.findChildren(QWidget, "settings.problem") if one.isVisible()
    ]


def test_the_tray_can_be_chosen_where_there_is_one(
    hand: Hand, services: FakeServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    hand.click("main.settings")
    hand.click("settings.start.tray")
    assert not services.preferences.kept.tray
    assert hand.window.findChild(QWidget, "settings.closing.quit") is None


def test_without_a_tray_it_can_be_chosen_what_closing_does(
    hand: Hand, services: FakeServices
) -> None:
    hand.click("main.settings")
    assert hand.button("settings.closing.none").isChecked()
    hand.click("settings.closing.minimise")
    assert services.preferences.kept.without_tray == "minimise"
    hand.navigator.presenters.settings.choose(without_tray="quit")
    assert hand.button("settings.closing.quit").isChecked()


def test_what_the_system_does_not_offer_cannot_be_chosen(
    services: FakeServices, held: HeldJobs
) -> None:
    services.accounts = (BINDING,)
    services.autostart = None
    hand = Hand(services, held)
    hand.click("main.settings")
    assert hand.window.findChild(QWidget, "settings.start.login") is None
    assert hand.window.findChild(QWidget, "settings.start.tray") is None


def test_settings_are_reached_and_changed_by_keyboard(hand: Hand, services: FakeServices) -> None:
    hand.named("main.settings").setFocus()
    hand.press(Qt.Key.Key_Return)
    hand.named("settings.lock.5").setFocus()
    hand.press(Qt.Key.Key_Down)
    hand.press(Qt.Key.Key_Space)
    assert services.preferences.kept.lock_minutes == 15
    hand.press(Qt.Key.Key_Escape)
    assert hand.page == "home"


def test_the_app_forgets_a_typed_pin_when_nobody_is_there(hand: Hand) -> None:
    hand.navigator.log_in(BINDING)
    hand.keys("482913")
    hand.navigator.lock.due.emit()
    assert hand.edit("login.pin.pin").text() == ""
    assert isinstance(hand.navigator.presenters.app_login.state, app_login.AskingPin)


def test_the_pages_of_an_account_close_when_nobody_is_there(hand: Hand) -> None:
    hand.navigator.screens.home.management_wanted.emit(BINDING)
    assert hand.page == "account"
    hand.navigator.lock.due.emit()
    assert hand.page == "home"


def test_a_key_or_a_click_begins_the_time_anew(qtbot: QtBot) -> None:
    owner, later = QWidget(), QWidget()
    lock = AutoLock(1, owner)
    for window in (owner, later):
        qtbot.addWidget(window)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        for touch in (
            lambda window=window: QTest.keyClick(window.windowHandle(), Qt.Key.Key_A),
            lambda window=window: QTest.mouseClick(
                window.windowHandle(), Qt.MouseButton.LeftButton
            ),
        ):
            lock.timer.stop()
            touch()
            assert lock.timer.isActive()


def test_the_time_runs_out(qtbot: QtBot) -> None:
    owner = QObject()
    lock = AutoLock(1, owner)
    lock.timer.setInterval(1)
    with qtbot.waitSignal(lock.due):
        lock.timer.start()


def test_without_a_time_nothing_is_forgotten(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    lock = AutoLock(0, owner)
    with qtbot.waitActive(owner):
        owner.show()
        owner.activateWindow()
    QTest.keyClick(owner.windowHandle(), Qt.Key.Key_A)
    assert not lock.timer.isActive()


def test_the_window_opens_where_and_as_it_was_closed(hand: Hand, services: FakeServices) -> None:
    hand.window.resize(700, 560)
    hand.window.close()
    again = MainWindow(load_branding(), services.preferences.kept.window)
    assert again.size() == hand.window.size()


def test_a_state_that_cannot_be_read_leaves_the_usual_window() -> None:
    usual = MainWindow(load_branding()).size()
    assert MainWindow(load_branding(), "not base64 at all").size() == usual


def test_preferences_begin_with_the_language_of_the_system() -> None:
    assert Preferences().language == ""


def test_help_leads_to_versions_and_licences_and_back(hand: Hand) -> None:
    hand.click("main.help")
    hand.click("help.about")
    assert hand.text("about.product.version") == "0.1.0"
    hand.click("about.0")
    text = hand.named("about.licence.text")
    assert isinstance(text, QTextBrowser)
    assert "PYTHON SOFTWARE FOUNDATION" in text.toPlainText()
    hand.click("about.licence.back")
    hand.click("about.close")
    assert hand.page == "help"


FILE = "/etc/aok-2faktor/policy.toml"


@pytest.fixture
def locked(services: FakeServices, held: HeldJobs) -> Hand:
    """The settings of a computer whose policy settles some of them, and one of them wrongly."""
    settled = {name: Origin(FILE, 1) for name in ("notify", "lock_minutes", "start_at_login")}
    services.accounts = (BINDING,)
    services.config = replace(
        services.config,
        notify=False,
        lock_minutes=1,
        start_at_login=True,
        settled=settled,
        faults=(SettingFault(FILE, 4, "sound", "1", EXPECTED[bool]),),
    )
    services.preferences.kept = Preferences(lock_minutes=15)
    hand = Hand(services, held)
    hand.click("main.settings")
    return hand


def test_what_the_policy_settles_no_choice_changes(locked: Hand, services: FakeServices) -> None:
    assert services.autostart is not None
    for name in ("settings.requests.notify", "settings.lock.15", "settings.start.login"):
        assert not locked.named(name).isEnabled()
        assert locked.named(name).accessibleDescription()
    assert not locked.button("settings.requests.notify").isChecked()
    assert locked.button("settings.lock.1").isChecked()
    presenter = locked.navigator.presenters.settings
    presenter.choose(notify=True, lock_minutes=0, sound=True)
    presenter.start_at_login(on=True)
    assert (presenter.preferences.notify, presenter.preferences.lock_minutes) == (False, 1)
    assert presenter.preferences.sound
    assert services.preferences.kept.lock_minutes == 15
    assert not services.autostart.on
    assert locked.navigator.lock.timer.interval() == 60_000


def test_what_the_user_had_chosen_is_kept_below_the_policy(
    locked: Hand, services: FakeServices
) -> None:
    locked.click("settings.requests.sound")
    assert services.preferences.kept == Preferences(lock_minutes=15, sound=True)


def test_what_the_policy_settles_is_told_with_its_place(locked: Hand) -> None:
    assert locked.text("settings.policy.notify") == "Aus"
    assert f"{FILE}, Zeile 1" in locked.text("settings.policy.notify.source").replace("\u200b", "")
    spoken = locked.named("settings.policy.lock_minutes").accessibleName()
    assert spoken.startswith("Eingaben vergessen ohne Benutzung: nach 1 Minute. ")
    assert locked.window.findChild(QWidget, "settings.policy.roaming") is None
    assert "sound = 1" in locked.text("settings.policy.problem.text")
    assert "AZF-9003" in locked.text("settings.policy.problem.code")


def test_all_values_can_be_shown_with_who_says_so(locked: Hand) -> None:
    locked.click("settings.policy.all")
    named = {value.name for value in policy_values()}
    shown = {name for name in named if locked.named(f"settings.policy.{name}").isVisible()}
    assert shown == named
    assert locked.text("settings.policy.roaming.source") == "Voreinstellung"
    locked.click("settings.policy.all")
    assert locked.window.findChild(QWidget, "settings.policy.roaming") is None


def test_without_a_policy_the_settings_say_so(hand: Hand) -> None:
    hand.click("main.settings")
    assert hand.window.findChild(QWidget, "settings.policy.portal") is None
    hand.click("settings.policy.all")
    assert hand.named("settings.policy.portal").isVisible()


def test_each_group_of_choices_has_a_name_and_a_role(hand: Hand) -> None:
    hand.click("main.settings")
    buttons = hand.named("settings").findChildren(QRadioButton)
    assert buttons
    for button in buttons:
        parent = button.parent()
        assert parent is not None
        group = QAccessible.queryAccessibleInterface(parent)
        assert group.role() is QAccessible.Role.Grouping
        assert group.text(QAccessible.Text.Name)


def test_help_opens_the_portals_page_for_a_lost_device(
    services: FakeServices, held: HeldJobs
) -> None:
    opened: list[str] = []

    def open_url(url: str) -> bool:
        opened.append(url)
        return True

    hand = Hand(services, held, open_url=open_url)
    for entry in ("help.reset", "help.portal"):
        hand.click("main.help")
        hand.click(entry)
    assert opened == [f"{AUD}/reset", f"{AUD}/help"]


@pytest.mark.parametrize("whom", ["technical", "advice"])
def test_help_begins_an_email_to_the_support(
    services: FakeServices, held: HeldJobs, whom: str
) -> None:
    opened: list[str] = []

    def open_url(url: str) -> bool:
        opened.append(url)
        return False

    hand = Hand(services, held, open_url=open_url)
    address = getattr(load_branding().support, f"{whom}_email")
    hand.click("main.help")
    write = hand.button(f"help.{whom}.email")
    assert hand.text(f"help.{whom}.address") == f"E‑Mail: {address}"
    assert write.accessibleDescription() == address
    write.click()
    assert opened == [f"mailto:{address}"]
    assert address in hand.text("help.unopened.text")


def test_help_tells_the_address_when_no_browser_opens(
    services: FakeServices, held: HeldJobs
) -> None:
    hand = Hand(services, held, open_url=lambda _: False)
    hand.click("main.help")
    hand.click("help.reset")
    assert f"{AUD}/reset" in hand.text("help.unopened.text")
