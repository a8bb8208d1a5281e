"""The list of devices and the history of logins, by hand."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from authenticator.failures import Failure, Refused
from tests.support.screens.fakes import FakeServices
from tests.support.screens.samples import LOGINS, OTHER_DEVICE
from tests.support.texts import window_text
from tests.unit.ui.accounts import open_account
from tests.unit.ui.hand import Hand
from tests.unit.ui.held_jobs import HeldJobs

OFFLINE = Refused(Failure.PORTAL_UNREACHABLE)


@pytest.fixture
def hand(services: FakeServices, held: HeldJobs) -> Hand:
    return open_account(services, held)


def show_devices(hand: Hand) -> None:
    hand.click("account.devices")
    hand.held.finish()


def test_this_device_comes_first_and_is_marked(hand: Hand) -> None:
    show_devices(hand)
    assert hand.text("devices.list.1.title") == "EMPFANG (dieser Computer)"
    assert hand.text("devices.list.1.since").startswith("Windows 11, seit ")
    assert "heute, " in hand.text("devices.list.1.since")
    assert hand.text("devices.list.1.state") == window_text("Active")
    assert window_text("No login yet") in hand.text("devices.list.2.since")
    assert "Gesperrt" in hand.text("devices.list.3.state")


def test_this_device_cannot_be_removed_here(hand: Hand) -> None:
    show_devices(hand)
    assert hand.window.findChild(QWidget, "devices.list.1.remove") is None
    assert hand.button("devices.list.2.remove").accessibleName() == "BEREITSCHAFT entfernen"


def test_another_device_is_removed_with_the_pin(hand: Hand, services: FakeServices) -> None:
    show_devices(hand)
    hand.click("devices.list.2.remove")
    assert hand.page == "devices.remove"
    assert "BEREITSCHAFT" in hand.text("devices.remove.lead")
    hand.keys("482913")
    hand.press(Qt.Key.Key_Return)
    hand.held.finish()
    assert services.devices.calls == ["devices", f"revoke {OTHER_DEVICE.dev} 482913"]
    assert hand.text("devices.list.removed.title") == window_text(
        "“{name}” is removed.", name="BEREITSCHAFT"
    )
    assert hand.text("devices.list.2.state") == window_text("Removed")
    hand.press(Qt.Key.Key_Escape)
    assert hand.page == "account"


def test_a_wrong_pin_removes_nothing(hand: Hand, services: FakeServices) -> None:
    services.devices.revoked = Refused(Failure.PIN_WRONG, tries_left=2)
    show_devices(hand)
    hand.click("devices.list.2.remove")
    hand.keys("905271")
    hand.press(Qt.Key.Key_Return)
    hand.held.finish()
    assert hand.text("devices.remove.pin.wrong") == window_text(
        "Wrong PIN. {left} tries left, then this device is locked.", left=2
    )
    hand.press(Qt.Key.Key_Escape)
    assert hand.text("devices.list.2.state") == window_text("Active")


def test_a_device_that_was_removed_elsewhere_is_looked_up_again(
    hand: Hand, services: FakeServices
) -> None:
    services.devices.revoked = Refused(Failure.REQUEST_ENDED)
    show_devices(hand)
    hand.click("devices.list.2.remove")
    hand.keys("482913")
    hand.press(Qt.Key.Key_Return)
    hand.held.finish()
    assert hand.page == "devices.loading"
    hand.held.finish()
    assert hand.page == "devices.list"


@pytest.mark.parametrize("what", ["devices", "history"])
def test_without_the_portal_it_says_so_and_can_be_tried_again(
    hand: Hand, services: FakeServices, what: str
) -> None:
    listed, past = services.devices.listed, services.devices.past
    services.devices.listed = services.devices.past = OFFLINE
    hand.click(f"account.{what}")
    hand.held.finish()
    assert window_text("The portal cannot be reached just now.") in hand.text(
        f"{what}.unloaded.problem.title"
    )
    services.devices.listed, services.devices.past = listed, past
    hand.press(Qt.Key.Key_Return)
    hand.held.finish()
    assert hand.page == f"{what}.list"


def test_what_comes_after_it_was_left_changes_nothing(hand: Hand) -> None:
    hand.click("account.devices")
    hand.press(Qt.Key.Key_Escape)
    hand.held.finish()
    assert hand.page == "account"


def test_the_history_tells_when_from_where_and_what_became_of_it(hand: Hand) -> None:
    hand.click("account.history")
    hand.held.finish()
    assert hand.text("history.list.1.what") == window_text("Logged in by browser")
    when, place = hand.text("history.list.1.what.detail").splitlines()
    assert when.startswith("heute um")
    assert when.endswith("beantwortet mit „EMPFANG“")
    assert place.replace("‑", "-") == "Firefox 145 unter Windows 11, IP-Adresse 198.51.100.7"
    assert hand.text("history.list.3.what") == window_text("Reported as misuse")
    assert hand.text(f"history.list.{len(LOGINS)}.what") == window_text("Not answered, expired")
    assert "0800/7236598" in hand.text("history.list.hint.text")


def test_without_a_login_the_history_says_so(hand: Hand, services: FakeServices) -> None:
    services.devices.past = ()
    hand.click("account.history")
    hand.held.finish()
    assert hand.text("history.list.empty") == window_text("No logins yet")
