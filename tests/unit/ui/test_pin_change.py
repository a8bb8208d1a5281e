"""Changing the PIN, by hand: in the window, with services that answer what is set."""

import pytest
from PySide6.QtCore import Qt

from authenticator.failures import Failure, Refused
from tests.support.screens.fakes import FakeServices
from tests.support.texts import window_text
from tests.unit.ui.accounts import open_account
from tests.unit.ui.hand import Hand
from tests.unit.ui.held_jobs import HeldJobs

PAGE = "pinchange.pins"
OFFLINE = Refused(Failure.PORTAL_UNREACHABLE)


@pytest.fixture
def hand(services: FakeServices, held: HeldJobs) -> Hand:
    hand = open_account(services, held)
    hand.click("account.pin")
    return hand


def enter(hand: Hand, old: str = "482913", new: str = "905271") -> None:
    hand.type(f"{PAGE}.old", old)
    hand.type(f"{PAGE}.first", new)
    hand.type(f"{PAGE}.second", new)
    hand.press(Qt.Key.Key_Return)


def test_a_pin_is_changed_by_keyboard_and_says_which_one_holds(
    hand: Hand, services: FakeServices
) -> None:
    assert hand.focus == f"{PAGE}.old"
    enter(hand)
    assert not hand.edit(f"{PAGE}.old").isEnabled()
    hand.held.finish()
    assert services.devices.calls == ["change 482913 905271"]
    assert hand.text("pinchange.outcome.title") == window_text("Your new PIN is valid now")
    hand.press(Qt.Key.Key_Return)
    assert hand.page == "account"


def test_the_fields_forget_the_pins_when_they_are_sent(hand: Hand) -> None:
    enter(hand)
    assert [hand.edit(f"{PAGE}.{field}").text() for field in ("old", "first", "second")] == [""] * 3


@pytest.mark.parametrize(
    ("new", "advice"),
    [
        ("482913", "That is your current PIN."),
        ("123456", "This is a sequence …"),
        ("111111", "Digits repeat here …"),
    ],
)
def test_the_old_pin_and_weak_ones_are_not_taken(hand: Hand, new: str, advice: str) -> None:
    enter(hand, new=new)
    assert hand.text(f"{PAGE}.first.wrong") == window_text(advice)
    assert not hand.button(f"{PAGE}.go").isEnabled()
    assert hand.held.actions == []


def test_the_new_pin_is_judged_again_when_the_old_one_is_typed_after_it(hand: Hand) -> None:
    hand.type(f"{PAGE}.first", "905271")
    hand.type(f"{PAGE}.second", "905271")
    hand.type(f"{PAGE}.old", "905271")
    assert hand.text(f"{PAGE}.first.wrong") == window_text("That is your current PIN.")
    assert not hand.button(f"{PAGE}.go").isEnabled()


def test_a_wrong_old_pin_tells_the_tries_and_begins_with_empty_fields(
    hand: Hand, services: FakeServices
) -> None:
    services.devices.changed = Refused(Failure.PIN_WRONG, tries_left=2)
    enter(hand)
    hand.held.finish()
    assert hand.text(f"{PAGE}.old.wrong") == window_text(
        "Wrong PIN. {left} tries left, then this device is locked.", left=2
    )
    assert hand.focus == f"{PAGE}.old"
    assert hand.edit(f"{PAGE}.first").text() == ""


def test_after_a_lost_answer_trying_again_asks_for_nothing_and_settles_it(
    hand: Hand, services: FakeServices
) -> None:
    services.devices.changed = OFFLINE
    enter(hand)
    hand.held.finish()
    assert hand.page == "pinchange.unsettled"
    assert hand.focus == "pinchange.unsettled.retry"
    services.devices.changed = None
    hand.press(Qt.Key.Key_Return)
    assert hand.page == PAGE
    hand.held.finish()
    assert services.devices.calls == ["change 482913 905271"] * 2
    assert hand.text("pinchange.outcome.title") == window_text("Your new PIN is valid now")


def test_what_is_not_settled_can_be_left_and_says_which_pin_to_try_first(
    hand: Hand, services: FakeServices
) -> None:
    services.devices.changed = OFFLINE
    enter(hand)
    hand.held.finish()
    hand.click("pinchange.unsettled.back")
    assert hand.page == "account"


def test_a_locked_device_says_how_to_go_on(hand: Hand, services: FakeServices) -> None:
    services.devices.changed = Refused(Failure.DEVICE_LOCKED)
    enter(hand)
    hand.held.finish()
    assert hand.text("pinchange.outcome.title") == window_text("Your PIN is not changed")
    assert hand.button("pinchange.outcome.problem.reset").isVisible()


def test_cancelling_leads_back_to_the_account(hand: Hand, services: FakeServices) -> None:
    hand.type(f"{PAGE}.old", "482913")
    hand.press(Qt.Key.Key_Escape)
    assert hand.page == "account"
    hand.click("account.pin")
    assert hand.edit(f"{PAGE}.old").text() == ""
    assert services.devices.calls == []


def test_waiting_can_be_cancelled_and_what_became_of_it_is_told(hand: Hand) -> None:
    enter(hand)
    hand.press(Qt.Key.Key_Escape)
    assert hand.page == "pinchange.unsettled"
    assert not hand.named("pinchange.unsettled.problem").isVisible()
    hand.held.finish()
    assert hand.text("pinchange.outcome.title") == window_text("Your new PIN is valid now")


def test_waiting_goes_on_without_asking_twice(hand: Hand, services: FakeServices) -> None:
    enter(hand)
    hand.press(Qt.Key.Key_Escape)
    hand.click("pinchange.unsettled.retry")
    assert len(hand.held.actions) == 1
    hand.held.finish()
    assert services.devices.calls == ["change 482913 905271"]
    assert hand.text("pinchange.outcome.title") == window_text("Your new PIN is valid now")


def test_what_belongs_to_an_earlier_visit_is_not_heard(hand: Hand) -> None:
    enter(hand)
    hand.press(Qt.Key.Key_Escape)
    hand.press(Qt.Key.Key_Escape)
    hand.click("account.pin")
    enter(hand)
    hand.held.finish()
    assert hand.page == PAGE
    assert not hand.edit(f"{PAGE}.old").isEnabled()
