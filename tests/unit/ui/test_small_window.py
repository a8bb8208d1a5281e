"""What a user must see and press is in sight without scrolling, at 200 % on a small screen."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QSize
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from tests.support.screens import (  # noqa: F401 (enter scenes)
    account_scenes,
    activation_scenes,
    login_scenes,
    request_scenes,
    update_scenes,
)
from tests.support.screens.catalogue import SCENES, Scene
from ui.widgets.digit_cells import DigitCells

WINDOW = QSize(400, 358)
"""What is left of 800 by 716 pixels where each is drawn twice as large."""
SEEN = {
    "activation-1-terms": ("activation.terms", "text", "read", "accept"),
    "activation-2-code": ("activation.code", "login", "code", "next"),
    "activation-3-pin": ("activation.pin", "first", "second", "rules", "show", "activate"),
    "activation-3-pin-weak": ("activation.pin", "first", "second", "rules", "activate"),
    "activation-6-done": ("activation.done", "text", "account", "login", "close"),
    "approval-1-request": ("approval.request", "facts", "pin", "approve", "deny", "report"),
    "approval-1-request-other-line": ("approval.request", "facts", "approve", "deny", "report"),
    "approval-1-request-pin-wrong": ("approval.request", "facts", "pin", "approve"),
    "approval-6-session": ("approval.request", "facts", "pin", "approve", "deny", "report"),
    "approval-6-session-other-line": ("approval.request", "facts", "approve", "deny", "report"),
    "approval-6-session-action": ("approval.request", "facts", "pin", "approve"),
    "approval-5-code": ("approval.request", "facts", "code", "pin", "approve", "deny", "report"),
    "approval-5-code-pin-wrong": ("approval.request", "facts", "code", "pin", "approve", "deny"),
    "approval-2-report": ("approval.report", "consequences", "send", "back"),
    "home-locked": ("home.account.1", "provider", "problem.title", "problem.reset", "activate"),
    "home-revoked": ("home.account.1", "problem.title", "problem.reset", "activate", "remove"),
    "home-suspect": ("home.account.1", "problem.title", "problem.reset", "activate"),
    "home-unknown": ("home.account.1", "problem.title", "problem.reset", "activate", "remove"),
    "home-version-too-old": ("home.account.1", "problem.title", "update"),
    "home-two-accounts": ("home.account", "1.login", "2.provider", "2.state"),
    "account": ("account", "provider", "pin", "devices", "move", "history"),
    "login-1-pin": ("login.pin", "pin", "go", "cancel"),
    "pinchange-1-pins": ("pinchange.pins", "old", "first", "second"),
    "pinchange-1-pins-right": ("pinchange.pins", "first", "second", "rules"),
}
"""On which page what is in sight: a name, and what stands behind it."""


def small_window(name: str) -> QWidget:
    scene = Scene("de")
    scene.window.setMinimumSize(WINDOW)
    scene.window.resize(WINDOW)
    scene.window.show()
    assert QTest.qWaitForWindowActive(scene.window)
    SCENES[name](scene)
    # Rows that do not fit side by side are stood up in the next round.
    QApplication.processEvents()
    QApplication.processEvents()
    assert scene.window.size() == WINDOW
    return scene.window


@pytest.fixture(autouse=True)
def german_time(zone: Callable[[str], None]) -> None:
    """Elsewhere the times are longer by a word."""
    zone("Europe/Berlin")


@pytest.mark.parametrize("name", SEEN)
def test_it_is_in_sight_without_scrolling(name: str) -> None:
    window, (start, *ends) = small_window(name), SEEN[name]
    assert [end for end in ends if not is_whole(window, f"{start}.{end}")] == []


PIN_PAGES = (
    *("activation-3-pin", "activation-5-repeat-pin", "approval-1-request", "approval-5-code"),
    *("devices-3-remove", "enrol-1-pin", "login-1-pin", "move-2-pin", "pinchange-1-pins"),
    *("renew-1-pin", "pinchange-1-pins-old-wrong", "approval-5-code-pin-wrong"),
    *("devices-3-remove-pin-wrong", "enrol-1-pin-wrong", "move-2-pin-wrong"),
)


@pytest.mark.parametrize("is_small", [True, False], ids=["small", "usual"])
@pytest.mark.parametrize("name", PIN_PAGES)
def test_who_types_a_pin_reads_of_which_account(name: str, is_small: bool) -> None:
    window = small_window(name)
    if not is_small:
        window.resize(QSize(760, 686))
        QApplication.processEvents()
    cells = [field for field in window.findChildren(DigitCells) if field.isVisible()]
    assert cells, "a page with a PIN"
    seen = [label for label in window.findChildren(QLabel) if label.isVisible()]
    assert any("maler.montag@abc.de" in label.text().replace("\u200b", "") for label in seen)


def test_what_can_be_done_stands_below_the_words_again_in_a_large_window() -> None:
    window = small_window("home-locked")
    names = ("text", "reset", "activate")
    small = [top(window, name) for name in names]
    assert small[0] > max(small[1:]), "first what can be done"
    window.resize(window.sizeHint().expandedTo(QSize(760, 686)))
    QApplication.processEvents()
    QApplication.processEvents()
    large = [top(window, name) for name in names]
    assert large == sorted(large)
    assert is_whole(window, "home.title")


def test_where_a_user_sits_gives_way_to_the_buttons() -> None:
    window = small_window("approval-6-session")
    words = window.findChild(QWidget, "approval.request.facts.session")
    assert words is not None
    assert not words.isVisible()
    window.resize(QSize(760, 686))
    QApplication.processEvents()
    assert words.isVisible()


def top(window: QWidget, end: str) -> int:
    where = end if end == "activate" else f"problem.{end}"
    widget = window.findChild(QWidget, f"home.account.1.{where}")
    assert widget is not None
    return widget.mapTo(window, QPoint()).y()


def is_whole(window: QWidget, name: str) -> bool:
    widget = window.findChild(QWidget, name)
    assert widget is not None, name
    assert widget.isVisible(), name
    return widget.visibleRegion().boundingRect() == widget.rect()


def test_beside_a_code_few_words_say_how_many_tries_are_left_and_all_are_said_aloud() -> None:
    window = small_window("approval-5-code-pin-wrong")
    assert "Noch 2 Versuche" in shown_words(window)
    field = window.findChild(QWidget, "approval.request.pin")
    assert field is not None
    assert "dann wird dieses Gerät gesperrt" in field.accessibleDescription()
    window.resize(QSize(760, 686))
    QApplication.processEvents()
    assert "Ihr PIN‑Code" in shown_words(window)
    whole = "PIN‑Code falsch. Noch 2 Versuche, dann wird dieses Gerät gesperrt."
    assert whole in shown_words(window)
    window.resize(WINDOW)
    QApplication.processEvents()
    assert whole not in shown_words(window)
    QTest.keyClicks(field, "1")
    assert "Ihr PIN‑Code" in shown_words(window)


def shown_words(window: QWidget) -> list[str]:
    return [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
