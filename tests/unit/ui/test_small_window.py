"""What a user must see and press is in sight without scrolling, at 200 % on a small screen."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.support.screens import (  # noqa: F401 (enter scenes)
    account_scenes,
    activation_scenes,
    login_scenes,
    request_scenes,
)
from tests.support.screens.catalogue import SCENES, Scene

WINDOW = QSize(400, 358)
"""What is left of 800 by 716 pixels where each is drawn twice as large."""
SEEN = {
    "activation-1-terms": ("terms.text", "terms.read", "terms.accept"),
    "activation-2-code": ("code.login", "code.code", "code.next"),
    "activation-3-pin": ("pin.first", "pin.second", "pin.rules", "pin.show", "pin.activate"),
    "activation-3-pin-weak": ("pin.first", "pin.second", "pin.rules", "pin.activate"),
    "activation-6-done": ("done.text", "done.account", "done.login", "done.close"),
}
OTHERS = {
    "approval-1-request": ("facts", "pin", "approve", "deny", "report"),
    "approval-1-request-other-line": ("facts", "pin", "approve", "deny", "report"),
    "approval-1-request-pin-wrong": ("facts", "pin", "approve"),
}
ALL = [
    *((name, f"activation.{each}") for name, each_of in SEEN.items() for each in each_of),
    *((name, f"approval.request.{each}") for name, each_of in OTHERS.items() for each in each_of),
    ("approval-2-report", "approval.report.consequences"),
    ("approval-2-report", "approval.report.send"),
    ("approval-2-report", "approval.report.back"),
    ("home-two-accounts", "home.account.1.login"),
    ("home-two-accounts", "home.account.2.provider"),
    ("home-two-accounts", "home.account.2.state"),
    ("account", "account.pin"),
    ("account", "account.history"),
    ("login-1-pin", "login.pin.pin"),
    ("login-1-pin", "login.pin.go"),
    ("login-1-pin", "login.pin.cancel"),
    ("pinchange-1-pins", "pinchange.pins.old"),
    ("pinchange-1-pins", "pinchange.pins.second"),
    ("pinchange-1-pins-right", "pinchange.pins.rules"),
]


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


@pytest.mark.parametrize("name", dict(ALL))
def test_it_is_in_sight_without_scrolling(name: str) -> None:
    window = small_window(name)
    wanted = [found for scene, found in ALL if scene == name]
    assert [each for each in wanted if not is_whole(window, each)] == []


def is_whole(window: QWidget, name: str) -> bool:
    widget = window.findChild(QWidget, name)
    assert widget is not None, name
    assert widget.isVisible(), name
    return widget.visibleRegion().boundingRect() == widget.rect()
