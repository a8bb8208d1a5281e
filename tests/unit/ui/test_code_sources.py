"""The two quiet buttons of step 2."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from authenticator.flows.activation import EnterCode
from crypto.app_link import ActivationLink
from tests.support.screens.fakes import AUD, LOGIN, FakeServices
from tests.support.texts import window_text
from tests.unit.ui.hand import Hand
from tests.unit.ui.held_jobs import HeldJobs
from tests.unit.ui.test_qr import drawn, screen_with
from ui.screens.activation import code_sources
from ui.screens.activation.code_sources import CodeSources

CODE = "10542963"
LINK = ActivationLink(AUD, LOGIN, CODE).text
FOREIGN = ActivationLink("https://evil.example", LOGIN, CODE).text


@pytest.fixture
def hand(services: FakeServices, held: HeldJobs) -> Hand:
    return on_step_2(services, held)


def on_step_2(services: FakeServices, held: HeldJobs) -> Hand:
    hand = Hand(services, held)
    hand.navigator.presenters.activation._enter(EnterCode())
    return hand


def paste(hand: Hand, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    hand.click("activation.code.source.paste")


def fields(hand: Hand) -> tuple[str, str]:
    return hand.edit("activation.code.login").text(), hand.edit("activation.code.code").text()


def screens_show(monkeypatch: pytest.MonkeyPatch, *images: QImage) -> None:
    monkeypatch.setattr(code_sources, "is_wayland", lambda: False)
    monkeypatch.setattr(code_sources, "grab_screens", lambda: list(images))


def choose(hand: Hand, name: str) -> None:
    action = hand.window.findChild(QAction, name)
    assert action is not None
    action.trigger()


def test_the_clipboard_is_read_on_a_click_only(hand: Hand) -> None:
    QGuiApplication.clipboard().setText(LINK)
    assert fields(hand) == ("", "")
    hand.click("activation.code.source.paste")
    assert fields(hand) == (LOGIN, "1054 2963")
    assert hand.focus == "activation.code.next"
    assert "eingetragen" in hand.text("activation.code.source.hint")


def test_a_code_from_the_clipboard_leaves_the_user_name_alone(hand: Hand) -> None:
    hand.type("activation.code.login", "anna@abc.de")
    paste(hand, f"Ihr Code: {CODE}")
    assert fields(hand) == ("anna@abc.de", "1054 2963")
    assert hand.focus == "activation.code.next"


def test_after_a_code_alone_the_user_name_is_asked_for(hand: Hand) -> None:
    paste(hand, CODE)
    assert hand.focus == "activation.code.login"


def test_a_clipboard_without_a_code_says_so_and_loses_nothing(hand: Hand) -> None:
    hand.type("activation.code.code", "1054")
    paste(hand, "Einkaufszettel")
    assert window_text("There is no activation …") in hand.text("activation.code.source.hint")
    assert fields(hand) == ("", "1054")
    hand.type("activation.code.code", "2")
    assert hand.text("activation.code.source.hint") == ""


def test_what_is_said_is_scrolled_into_view(hand: Hand, qtbot: QtBot) -> None:
    hand.window.resize(hand.window.minimumSize())
    tall = hand.edit("activation.code.login")
    tall.setMinimumHeight(400)
    paste(hand, "Einkaufszettel")
    hint = hand.named("activation.code.source.hint")
    qtbot.waitUntil(lambda: hint.visibleRegion().boundingRect() == hint.rect())


def test_a_foreign_link_from_the_clipboard_is_refused(hand: Hand) -> None:
    paste(hand, FOREIGN)
    assert fields(hand) == ("", "")
    assert "AZF-7002" in hand.text("activation.code.source.problem.code")


def test_a_code_on_any_screen_is_read(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    screens_show(monkeypatch, screen_with(), screen_with("https://portal.example", LINK))
    choose(hand, "activation.code.source.screen")
    assert fields(hand) == ("", "")
    hand.held.finish()
    assert fields(hand) == (LOGIN, "1054 2963")


@pytest.mark.parametrize(
    "texts", [(), ("https://portal.example",), ("BEGIN:VCARD\nTEL:62730144\nEND:VCARD",)], ids=str
)
def test_a_screen_without_a_code_says_so(
    hand: Hand, monkeypatch: pytest.MonkeyPatch, texts: tuple[str, ...]
) -> None:
    screens_show(monkeypatch, screen_with(*texts))
    choose(hand, "activation.code.source.screen")
    hand.held.finish()
    assert window_text("There is no QR code for activation on …") in hand.text(
        "activation.code.source.hint"
    )
    assert fields(hand) == ("", "")


def test_a_screen_with_two_codes_of_ours_says_so(
    hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    screens_show(monkeypatch, screen_with(LINK, "1234 5678"))
    choose(hand, "activation.code.source.screen")
    hand.held.finish()
    assert window_text("There are several different …") in hand.text("activation.code.source.hint")
    assert fields(hand) == ("", "")


@pytest.mark.parametrize("other", ["BEGIN:VCARD\nTEL:62730144\nEND:VCARD", "WIFI:P:12345678;;"])
def test_another_qr_code_beside_the_right_one_hides_nothing(
    hand: Hand, monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    screens_show(monkeypatch, screen_with(other, LINK))
    choose(hand, "activation.code.source.screen")
    hand.held.finish()
    assert fields(hand) == (LOGIN, "1054 2963")


def test_of_two_codes_in_the_clipboard_none_is_chosen(hand: Hand) -> None:
    paste(hand, "Code: 1054 2963\nCode: 2054 2963")
    assert window_text("There are several different …") in hand.text("activation.code.source.hint")
    assert fields(hand) == ("", "")


def test_a_foreign_qr_code_is_refused_unless_there_is_one_of_ours(
    hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    screens_show(monkeypatch, screen_with(FOREIGN))
    choose(hand, "activation.code.source.screen")
    hand.held.finish()
    assert "AZF-7002" in hand.text("activation.code.source.problem.code")
    screens_show(monkeypatch, screen_with(FOREIGN, LINK))
    choose(hand, "activation.code.source.screen")
    hand.held.finish()
    assert fields(hand) == (LOGIN, "1054 2963")
    assert not hand.named("activation.code.source.problem").isVisible()


def test_on_wayland_the_desktop_takes_the_picture(
    hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    monkeypatch.setattr(code_sources, "screenshot_by_desktop", lambda: [screen_with(LINK)])
    choose(hand, "activation.code.source.screen")
    hand.held.finish()
    assert fields(hand) == (LOGIN, "1054 2963")


def test_a_desktop_that_gives_no_picture_is_said(
    hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    monkeypatch.setattr(code_sources, "screenshot_by_desktop", list)
    choose(hand, "activation.code.source.screen")
    hand.held.finish()
    assert window_text("Your system gives the …") in hand.text("activation.code.source.hint")


@pytest.mark.parametrize(
    ("text", "words"),
    [(LINK, "eingetragen"), ("https://portal.example", "kein QR‑Code zur Aktivierung")],
)
def test_a_picture_is_chosen_and_read(
    hand: Hand, qtbot: QtBot, tmp_path: Path, text: str, words: str
) -> None:
    path = tmp_path / "photo.jpg"
    assert drawn(text, 2).save(str(path))
    choose(hand, "activation.code.source.picture")
    dialog = hand.window.findChildren(QFileDialog)[0]
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    hand.held.finish()
    assert words in hand.text("activation.code.source.hint")


def test_a_file_that_is_no_picture_is_said(hand: Hand, tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_text("no photo")
    hand.window.findChildren(CodeSources)[0].read_picture(str(path))
    hand.held.finish()
    assert window_text("This file cannot be …") in hand.text("activation.code.source.hint")


@pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)
def test_the_menu_opens_by_keyboard(hand: Hand) -> None:
    hand.named("activation.code.source.qr").setFocus()
    hand.press(Qt.Key.Key_Space)
    menu = hand.window.findChildren(QMenu, "activation.code.source.menu")[0]
    assert menu.isVisible()
    menu.close()


def test_without_the_library_there_is_no_button(
    services: FakeServices, held: HeldJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(code_sources, "can_read_qr", lambda: False)
    hand = on_step_2(services, held)
    assert not hand.named("activation.code.source.qr").isVisible()
    assert hand.named("activation.code.source.paste").isVisible()
