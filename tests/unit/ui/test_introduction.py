"""The cards before the first activation: when they come, and how they are left."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from authenticator.branding import load_branding
from authenticator.model import Secret
from authenticator.storage.preferences import Preferences
from tests.support.screens.fakes import BINDING, FakeServices
from tests.support.texts import window_text
from tests.unit.ui.hand import Hand
from tests.unit.ui.held_jobs import HeldJobs
from tests.unit.ui.test_start import page_of, python
from ui.app import Startup
from ui.languages import GERMAN
from ui.main_window import MainWindow
from ui.navigation.state import Overlay
from ui.screens.introduction.drawings import CardDrawing, Drawing
from ui.theme import colours

CARDS = ("introduction.way", "introduction.needs", "introduction.pin")
TERMS = "activation.terms"
NEXT, SKIP = Qt.Key.Key_Return, Qt.Key.Key_Escape

TOLD = """
import sys
import ui.app
from ui.__main__ import main

def told(*_, introduces, **__):
    print(introduces)
    raise SystemExit

ui.app.Startup = told
main(sys.argv[1:])
"""


@pytest.fixture
def hand(services: FakeServices, held: HeldJobs) -> Hand:
    return Hand(services, held, introduces=True)


def first_page(services: FakeServices, held: HeldJobs) -> str:
    return Hand(services, held, introduces=True).page


def test_three_cards_lead_to_the_first_activation(hand: Hand, services: FakeServices) -> None:
    seen = []
    while hand.page != TERMS:
        seen.append(hand.page)
        hand.press(NEXT)
    assert seen == list(CARDS)
    assert services.preferences.kept.introduced


@pytest.mark.parametrize("before", range(len(CARDS)))
def test_each_card_skips_the_rest(hand: Hand, services: FakeServices, before: int) -> None:
    for _ in range(before):
        hand.press(NEXT)
    assert hand.named(f"{CARDS[before]}.skip").isVisible()
    hand.press(SKIP)
    assert hand.page == TERMS
    assert services.preferences.kept.introduced


def test_the_keyboard_begins_at_going_on_and_comes_to_skipping(hand: Hand) -> None:
    assert hand.focus == "introduction.way.next"
    hand.press(Qt.Key.Key_Backtab)
    assert hand.focus == "introduction.way.skip"


def test_a_screen_reader_is_told_number_title_and_text_of_each_card(hand: Hand) -> None:
    for number, card in enumerate(CARDS, 1):
        words = (f"{number} von 3", hand.text(f"{card}.title"), hand.text(f"{card}.text"))
        assert all(words)
        assert hand.named(card).accessibleName() == " – ".join(words)
        hand.press(NEXT)


def test_who_has_seen_them_is_not_asked_again(services: FakeServices, held: HeldJobs) -> None:
    services.preferences.kept = Preferences(introduced=True)
    assert first_page(services, held) == TERMS


def test_the_policy_can_switch_them_off(services: FakeServices, held: HeldJobs) -> None:
    services.config = replace(services.config, introduction=False)
    assert first_page(services, held) == TERMS


def test_who_has_an_account_needs_none(services: FakeServices, held: HeldJobs) -> None:
    services.accounts = (BINDING,)
    assert first_page(services, held) == "home"


def test_an_interrupted_activation_comes_first(services: FakeServices, held: HeldJobs) -> None:
    services.activation.left = BINDING
    assert first_page(services, held) == "activation.resuming"


def test_an_activation_link_takes_their_place(hand: Hand) -> None:
    hand.press(NEXT)
    assert hand.navigator.fill_in("max@abc.de", Secret("10542963"))
    assert hand.page == TERMS


def test_after_an_activation_they_do_not_come_any_more(hand: Hand, services: FakeServices) -> None:
    hand.navigator.presenters.activation.bound.emit()
    assert services.preferences.kept.introduced


def test_settings_and_help_leave_the_card_where_it_was(hand: Hand) -> None:
    hand.press(NEXT)
    hand.navigator.open(Overlay.SETTINGS)
    hand.click("settings.close")
    assert hand.page == CARDS[1]
    assert hand.focus == f"{CARDS[1]}.next"


def test_plain_language_holds_for_the_card_in_front_at_once(hand: Hand) -> None:
    usual = hand.text("introduction.way.title")
    assert usual == window_text("How you will log in")
    hand.navigator.presenters.plain_language.choose(True)
    (title,) = hand.window.findChildren(QLabel, "introduction.way.title")
    try:
        assert title.text() == "So melden Sie sich an"
    finally:
        hand.navigator.presenters.plain_language.choose(False)


def test_the_program_introduces_itself_at_its_first_start(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    window = MainWindow(load_branding())
    portal = "https://portal.example"
    Startup(qapp, window, portal=portal, profile=tmp_path, language=GERMAN, introduces=True)
    window.show()
    qtbot.waitUntil(lambda: page_of(window) == CARDS[0])


@pytest.mark.parametrize(
    ("words", "said"), [([], "True"), (["--open-link", "aokzweifaktor:x"], "False")]
)
def test_a_start_by_a_link_goes_straight_to_what_the_link_asks_for(
    tmp_path: Path, words: list[str], said: str
) -> None:
    assert python("-c", TOLD, "--profile", str(tmp_path), *words).split() == [said]


@pytest.mark.parametrize("drawing", Drawing)
def test_drawings_are_in_the_colours_that_hold(qtbot: QtBot, drawing: Drawing) -> None:
    card = CardDrawing(drawing)
    qtbot.addWidget(card)
    card.resize(card.sizeHint())
    image = card.grab().toImage()
    seen = {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}
    assert {QColor(each).rgb() for each in (colours().primary, colours().surface)} <= seen
