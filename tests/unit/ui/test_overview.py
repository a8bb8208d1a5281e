"""The overview in the window, and the header in small ones."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QMenu

from tests.support.screens.fakes import BINDING, SECOND_BINDING, FakeServices
from tests.support.texts import window_text
from tests.unit.ui.accounts import at_home
from tests.unit.ui.hand import Hand
from tests.unit.ui.held_jobs import HeldJobs
from tests.unit.ui.layout_items import living_items
from ui.screens.home.account_card import AccountCard


@pytest.fixture
def hand(services: FakeServices, held: HeldJobs) -> Hand:
    return at_home(services, held)


# A menu takes keyboard and mouse, which the platform without a screen cannot.
@pytest.mark.qt_log_ignore("does not support grabbing", extend=True)
def test_a_small_window_has_the_title_in_its_header_and_one_menu(hand: Hand) -> None:
    name = hand.text("main.name")
    hand.click("home.account.1.manage")
    assert (hand.text("main.name"), hand.text("account.title")) == (name, "Konto verwalten")
    hand.window.resize(640, 480)
    QApplication.processEvents()
    assert (hand.text("main.name"), hand.text("account.title")) == ("Konto verwalten", "")
    assert not hand.named("main.settings").isVisible()
    hand.click("main.menu")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    settings, help_page = menu.actions()
    assert (settings.text(), help_page.text()) == ("Einstellungen", "Hilfe")
    menu.close()
    settings.trigger()
    assert hand.page == "settings"
    assert hand.text("main.name") == "Einstellungen"
    hand.window.resize(760, 660)
    QApplication.processEvents()
    assert (hand.text("main.name"), hand.text("settings.title")) == (name, "Einstellungen")
    assert not hand.named("main.menu").isVisible()


def test_a_small_overview_keeps_its_state_below_the_name(hand: Hand) -> None:
    name = hand.text("main.name")
    hand.window.resize(640, 480)
    QApplication.processEvents()
    assert hand.text("main.name") == name
    assert hand.text("home.title") == window_text("Ready")


def test_the_overview_shows_the_last_two_logins_and_leads_to_all(
    hand: Hand, services: FakeServices
) -> None:
    assert not hand.named("home.logins").isVisible()
    hand.held.finish_reading()
    QApplication.processEvents()
    assert hand.text("home.logins.1.when").startswith("heute, ")
    assert hand.text("home.logins.1.what") == "Angemeldet"
    assert hand.text("home.logins.1.from") == "Firefox 145, Windows 11"
    assert hand.text("home.logins.2.when").startswith("gestern, ")
    hand.click("home.logins.all")
    hand.held.finish()
    assert hand.page == "history.list"
    hand.press(Qt.Key.Key_Escape)
    assert hand.page == "home"


def test_news_behind_another_page_are_asked_for_when_the_overview_is_shown_again(
    hand: Hand, services: FakeServices
) -> None:
    hand.held.finish_reading()
    asked = services.devices.calls.count("history")
    hand.click("main.settings")
    hand.navigator.presenters.home.news_came.emit(BINDING)
    assert hand.held.reading == []
    hand.press(Qt.Key.Key_Escape)
    assert len(hand.held.reading) == 1
    hand.navigator.presenters.home.news_came.emit(BINDING)
    hand.held.finish_reading()
    assert services.devices.calls.count("history") == asked + 1


def test_an_account_without_a_login_says_so_on_the_overview(
    hand: Hand, services: FakeServices
) -> None:
    services.devices.past = ()
    hand.held.finish_reading()
    QApplication.processEvents()
    assert hand.text("home.logins.empty") == window_text("No logins yet.")
    assert not hand.named("home.logins.all").isVisible()


def test_the_card_of_an_account_that_is_gone_is_gone(
    services: FakeServices, held: HeldJobs
) -> None:
    services.accounts = (BINDING, SECOND_BINDING)
    hand = Hand(services, held)
    services.accounts = (SECOND_BINDING,)
    hand.navigator.presenters.home.show_bindings(services.accounts)
    hand.window.resize(640, 480)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert hand.window.findChild(AccountCard, "home.account.1") is None
    assert hand.named("home.account.2").isVisible()
    # What is a Python object would outlive its item: the next object there would end the app.
    assert living_items() == []
