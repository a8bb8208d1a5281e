"""A new or a further computer, by hand."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from authenticator.failures import Failure, Refused
from tests.support.screens.fakes import BINDING, FakeServices
from tests.support.texts import window_text
from tests.unit.ui.accounts import open_account, tell
from tests.unit.ui.hand import Hand
from tests.unit.ui.held_jobs import HeldJobs


@pytest.fixture
def hand(services: FakeServices, held: HeldJobs) -> Hand:
    hand = open_account(services, held)
    hand.click("account.move")
    return hand


def show_code(hand: Hand, mode: str) -> None:
    hand.click(f"move.choose.{mode}")
    hand.keys("482913")
    hand.press(Qt.Key.Key_Return)
    hand.held.finish()


@pytest.mark.parametrize(
    ("mode", "title"),
    [("move", window_text("Move to a new computer")), ("add", window_text("Further device"))],
)
def test_the_pin_brings_a_code_that_can_be_read_and_not_copied(
    hand: Hand, services: FakeServices, mode: str, title: str
) -> None:
    hand.click(f"move.choose.{mode}")
    assert hand.text("move.pin.title") == title
    hand.keys("482913")
    hand.press(Qt.Key.Key_Return)
    hand.held.finish()
    assert services.devices.calls == [f"invite {mode} 482913"]
    assert hand.page == "move.code"
    assert hand.text("move.code.login") == BINDING.login
    assert hand.text("move.code.digits") == "1054 2963"
    assert re.fullmatch(r"noch 9:[0-4]\d Minuten", hand.text("move.code.remaining"))
    digits = hand.named("move.code.digits")
    assert digits.accessibleName().endswith("1 0 5 4 2 9 6 3")
    assert isinstance(digits, QLabel)
    assert not digits.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse


def test_only_a_move_says_that_this_computer_is_signed_off(hand: Hand) -> None:
    show_code(hand, "move")
    assert hand.text("move.code.after.title") == window_text(
        "After that this computer is logged out."
    )
    hand.click("move.code.done")
    hand.click("account.move")
    show_code(hand, "add")
    assert not hand.named("move.code.after").isVisible()


def test_the_code_is_gone_once_the_page_is_left(hand: Hand) -> None:
    show_code(hand, "add")
    hand.press(Qt.Key.Key_Escape)
    assert hand.page == "account"
    digits = hand.named("move.code.digits")
    assert digits.property("text") == ""
    assert digits.accessibleName() == ""


def test_a_new_code_takes_the_pin_again(hand: Hand, services: FakeServices) -> None:
    show_code(hand, "add")
    hand.click("move.code.new")
    assert hand.page == "move.pin"
    hand.keys("482913")
    hand.press(Qt.Key.Key_Return)
    hand.held.finish()
    assert services.devices.calls == ["invite add 482913"] * 2


def test_a_code_that_ran_out_is_taken_away(
    hand: Hand, services: FakeServices, qtbot: QtBot
) -> None:
    services.devices.seconds = 0.0
    show_code(hand, "move")
    qtbot.waitUntil(lambda: hand.page == "move.expired")
    assert hand.text("move.code.digits") == ""
    hand.press(Qt.Key.Key_Return)
    assert hand.page == "move.pin"


def test_a_move_is_complete_once_the_portal_signs_this_computer_off(
    hand: Hand, services: FakeServices
) -> None:
    services.devices.on_leave = lambda: setattr(services, "accounts", ())
    show_code(hand, "move")
    tell(hand, Failure.DEVICE_REVOKED)
    assert hand.text("move.outcome.title") == window_text("The move is complete")
    hand.click("move.outcome.close")
    assert hand.page == "home"
    hand.held.finish()
    assert services.devices.calls[-1] == "leave"
    assert hand.page == "activation.terms"


def test_after_a_move_nothing_is_removed_before_it_was_read(
    hand: Hand, services: FakeServices
) -> None:
    show_code(hand, "move")
    tell(hand, Failure.DEVICE_REVOKED)
    assert hand.held.actions == []
    assert "leave" not in services.devices.calls


def test_what_lies_here_stays_removable_when_removing_it_failed(
    hand: Hand, services: FakeServices
) -> None:
    services.devices.left = Refused(Failure.PORTAL_UNREACHABLE)
    show_code(hand, "move")
    tell(hand, Failure.DEVICE_REVOKED)
    hand.click("move.outcome.close")
    hand.held.finish()
    assert hand.page == "home"
    assert hand.button("home.account.1.remove").isVisible()


def test_a_device_that_is_removed_while_it_invites_another_says_so(hand: Hand) -> None:
    show_code(hand, "add")
    tell(hand, Failure.DEVICE_REVOKED)
    assert hand.text("move.outcome.title") == window_text("There is no code just now")
    assert "abgemeldet" in hand.text("move.outcome.problem.title")


def test_a_wrong_pin_brings_no_code(hand: Hand, services: FakeServices) -> None:
    services.devices.invited = Refused(Failure.PIN_WRONG, tries_left=4)
    show_code(hand, "move")
    assert hand.text("move.pin.pin.wrong") == window_text(
        "Wrong PIN. {left} tries left, then this device is locked.", left=4
    )
    hand.press(Qt.Key.Key_Escape)
    assert hand.page == "move.choose"
