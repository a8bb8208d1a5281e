"""Plain German (Leichte Sprache): of the rules of DIN SPEC 33429, those that can be counted."""

import re
from html import unescape
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTextBrowser

from authenticator.failures import Failure, Problem
from authenticator.flows import activation as machine
from authenticator.storage.preferences import Preferences
from authenticator.terms import load_plain_summary, load_terms
from hints import Changes, report
from tests.support.screens.fakes import BINDING, LOGIN, FakeServices
from tests.support.texts import window_text
from tests.unit.ui.hand import Hand
from tests.unit.ui.held_jobs import HeldJobs
from tests.unit.ui.test_texts import CATALOGUE, PLACEHOLDER, UI
from ui.app import build_main_window
from ui.navigation.navigator import Navigator
from ui.widgets.choices import CheckBox
from window_texts import translations, untranslated

PLAIN_CATALOGUE = UI / "translations" / "de_plain.ts"
PLAIN = translations(PLAIN_CATALOGUE)
FOLDERS = tuple(UI / "screens" / name for name in ("activation", "introduction"))
SHARED = {
    *("BusyPage", "CheckButton", "CodeField", "Failure", "InterruptedPage", "NewPin", "Notice"),
    *("PinFault", "PinField", "PinPage", "PinRules", "ShowToggle", "Stage", "StageList"),
    *("CredentialManager", "KWallet", "Keychain", "Keyring"),
}
MOST_WORDS, USUAL_WORDS = 15, 12
SUBJUNCTIVE = re.compile(
    r"\b(würde|könnte|müsste|sollte|wäre|hätte|dürfte|möchte)\w*", re.IGNORECASE
)
ABBREVIATION = re.compile(r"\b(z\. ?B|d\. ?h|usw|ggf|bzw|inkl|max|min|IT|WLAN|TLS)\b(?!\.muster)")


def classes(path: Path) -> list[str]:
    return re.findall(r"^class (\w+)", path.read_text("utf-8"), re.MULTILINE)


def sentences(text: str) -> list[str]:
    parts = re.split(r"(?<=[.!?:])\s+|\n", text.replace("max.mustermann@abc.de", "eine Adresse"))
    return [part for part in parts if re.search(r"\w", part)]


def summary_lines() -> list[str]:
    bare = re.sub(r"<[^>]+>", "\n", load_plain_summary())
    return [line.strip() for line in unescape(bare).splitlines() if line.strip()]


SENTENCES = [each for text in [*PLAIN.values(), *summary_lines()] for each in sentences(text)]


@pytest.fixture
def hand(services: FakeServices, held: HeldJobs) -> Hand:
    return Hand(services, held)


def kept(services: FakeServices) -> Preferences:
    return services.preferences.kept


def test_every_text_up_to_the_end_of_the_activation_is_said_plainly() -> None:
    pages = {name for folder in FOLDERS for path in folder.glob("*.py") for name in classes(path)}
    wanted = {key for key in translations(CATALOGUE) if key[0] in pages | SHARED}
    assert len(wanted) > len(pages)
    assert wanted <= PLAIN.keys(), "'./run texts' brings the catalogue in step"
    missing = untranslated(PLAIN_CATALOGUE)
    assert not missing, report(Changes(PLAIN_CATALOGUE, missing))


def test_nothing_is_said_plainly_that_is_not_said_at_all() -> None:
    assert PLAIN.keys() <= translations(CATALOGUE).keys(), "'./run texts' brings it in step"


def test_plain_texts_keep_the_placeholders() -> None:
    for (_, source), text in PLAIN.items():
        assert PLACEHOLDER.findall(source) == PLACEHOLDER.findall(text), source


def test_sentences_are_short() -> None:
    lengths = {sentence: len(sentence.split()) for sentence in SENTENCES}
    assert [each for each, words in lengths.items() if words > MOST_WORDS] == []
    assert sum(lengths.values()) / len(lengths) <= USUAL_WORDS


def test_paragraphs_and_notices_give_each_sentence_a_line() -> None:
    run_on = re.compile(r"[a-zäöüß0-9][.!?] [A-ZÄÖÜ]")
    ordinal = re.compile(r"[12]\. Feld")
    texts = [ordinal.sub("Feld", text) for text in PLAIN.values() if len(text.split()) > 9]
    assert [text for text in texts if run_on.search(text)] == []


def test_each_sentence_says_one_thing() -> None:
    nested = [each for each in SENTENCES if ";" in each or " – " in each or each.count(",") > 1]
    assert nested == []


def test_there_is_no_subjunctive_and_no_abbreviation() -> None:
    hard = [each for each in SENTENCES if SUBJUNCTIVE.search(each) or ABBREVIATION.search(each)]
    assert hard == []


def test_long_words_are_parted_by_hyphens() -> None:
    """Names of buttons elsewhere, in quotation marks, stay as they are there."""
    spoken = re.sub(r"„[^“]*“|\{\w+\}", "", " ".join(SENTENCES))
    parts = re.findall(r"\w+", spoken)
    assert sorted({part for part in parts if len(part) > 14}) == []


def test_plain_language_is_chosen_by_keyboard_in_step_1(hand: Hand, services: FakeServices) -> None:
    assert hand.page == "activation.terms"
    for _ in range(2):
        hand.press(Qt.Key.Key_Backtab)
    assert hand.focus == "activation.terms.plain"
    hand.press(Qt.Key.Key_Space)
    assert kept(services) == Preferences(plain=True)
    assert hand.text("activation.terms.title") == "Regeln für die App"
    assert hand.focus == "activation.terms.plain"
    hand.press(Qt.Key.Key_Space)
    assert kept(services) == Preferences(plain=False)
    assert hand.text("activation.terms.title") == window_text("Terms of use")


def test_the_binding_text_stays_below_the_summary(hand: Hand) -> None:
    hand.click("activation.terms.plain")
    reader = hand.named("activation.terms.text")
    assert isinstance(reader, QTextBrowser)
    shown = reader.toPlainText()
    assert "Es gilt nur der genaue Text." in shown
    binding = QTextBrowser()
    binding.setHtml(load_terms().html)
    assert shown.endswith(binding.toPlainText())


def test_what_was_accepted_is_the_binding_text_alone() -> None:
    assert load_plain_summary() not in load_terms().html


def test_plain_language_holds_from_the_start_once_chosen(
    services: FakeServices, held: HeldJobs
) -> None:
    services.preferences.kept = Preferences(plain=True)
    hand = Hand(services, held)
    assert hand.text("activation.terms.title") == "Regeln für die App"
    hand.navigator.presenters.activation._enter(
        machine.EnterCode(LOGIN, Problem(Failure.ACTIVATION_REFUSED), attempt=2)
    )
    words = hand.text("activation.code.problem.title")
    assert words == "Benutzer-Name und Aktivierungs-Code passen nicht zusammen."


def test_a_change_in_the_settings_loses_nothing_that_was_typed(hand: Hand) -> None:
    hand.navigator.presenters.activation._enter(machine.EnterCode())
    hand.type("activation.code.login", LOGIN)
    hand.click("main.settings")
    hand.click("settings.plain.on")
    hand.click("settings.close")
    assert hand.edit("activation.code.login").text() == LOGIN
    hand.click("activation.code.back")
    assert hand.text("activation.terms.title") == "Regeln für die App"


def test_the_settings_show_what_was_chosen_in_step_1(hand: Hand) -> None:
    hand.click("main.settings")
    hand.click("settings.close")
    hand.click("activation.terms.plain")
    hand.click("main.settings")
    assert hand.button("settings.plain.on").isChecked()


def test_all_else_stays_german(services: FakeServices, held: HeldJobs) -> None:
    services.preferences.kept = Preferences(plain=True)
    services.accounts = (BINDING,)
    hand = Hand(services, held)
    hand.click("main.settings")
    assert hand.text("settings.title") == window_text("Settings")


def test_english_offers_no_plain_german(services: FakeServices, held: HeldJobs) -> None:
    services.preferences.kept = Preferences(plain=True)
    window = build_main_window(services, jobs=held.jobs, language="en")
    navigator = window.findChildren(Navigator)[0]
    assert not navigator.presenters.plain_language.is_on
    assert window.findChildren(CheckBox, "activation.terms.plain")[0].isHidden()
