"""The account's page, removing the account, a new key and a new place, by hand."""

import pytest
from PySide6.QtCore import Qt

from authenticator.failures import Failure, Refused
from authenticator.flows.watching import Watching
from authenticator.model import PollResult
from tests.support.screens.fakes import (
    ACCOUNT,
    BINDING,
    PENDING,
    SECOND,
    SECOND_BINDING,
    FakeServices,
    login_request,
)
from tests.support.texts import window_text
from tests.unit.ui.accounts import at_home, open_account, tell
from tests.unit.ui.hand import Hand
from tests.unit.ui.held_jobs import HeldJobs

OFFLINE = Refused(Failure.PORTAL_UNREACHABLE)


@pytest.fixture
def hand(services: FakeServices, held: HeldJobs) -> Hand:
    return open_account(services, held)


def test_the_account_says_whose_it_is(hand: Hand) -> None:
    assert hand.page == "account"
    assert hand.focus == "account.pin"
    assert hand.text("account.provider") == ACCOUNT.provider
    assert hand.text("account.person") == f"{ACCOUNT.name} · {ACCOUNT.login}"
    assert hand.text("account.state") == window_text("Cleared by the AOK")


def test_news_of_the_clearance_show_at_once(hand: Hand) -> None:
    hand.navigator.presenters.home._change(BINDING, account=PENDING)
    assert hand.text("account.state") == window_text("Clearance pending")


@pytest.mark.parametrize(
    ("entry", "page"),
    [
        ("account.pin", "pinchange.pins"),
        ("account.devices", "devices.loading"),
        ("account.move", "move.choose"),
        ("account.history", "history.loading"),
        ("account.renew", "renew.pin"),
        ("account.leave", "leave.ask"),
    ],
)
def test_each_entry_opens_by_enter_and_escape_leads_back(hand: Hand, entry: str, page: str) -> None:
    hand.named(entry).setFocus()
    hand.press(Qt.Key.Key_Return)
    assert hand.page == page
    hand.press(Qt.Key.Key_Escape)
    assert hand.page == "account"
    hand.press(Qt.Key.Key_Escape)
    assert hand.page == "home"


def test_a_request_waits_behind_a_banner_while_an_account_is_managed(hand: Hand) -> None:
    hand.click("account.pin")
    hand.keys("482")
    hand.navigator.presenters.home.requests_changed.emit(BINDING, login_request())
    assert hand.page == "pinchange.pins"
    assert hand.named("main.banner").isVisible()
    hand.click("main.banner.show")
    hand.click("approval.request.deny")
    hand.held.finish()
    hand.click("approval.outcome.close")
    assert hand.edit("pinchange.pins.old").text() == "482"


def test_enter_alone_removes_nothing(hand: Hand, services: FakeServices) -> None:
    hand.click("account.leave")
    assert hand.focus == "leave.ask.cancel"
    hand.press(Qt.Key.Key_Return)
    assert hand.page == "account"
    assert services.devices.calls == []


def test_the_last_account_leaves_and_the_app_begins_anew(
    hand: Hand, services: FakeServices
) -> None:
    services.devices.on_leave = lambda: setattr(services, "accounts", ())
    hand.click("account.leave")
    hand.click("leave.ask.remove")
    assert not hand.button("leave.ask.cancel").isEnabled()
    hand.held.finish()
    assert hand.text("leave.outcome.title") == window_text("The account is removed")
    hand.press(Qt.Key.Key_Return)
    assert hand.page == "activation.terms"


def test_one_of_two_accounts_leaves(services: FakeServices, held: HeldJobs) -> None:
    services.accounts = (BINDING, SECOND_BINDING)
    services.logins.news = [PollResult("a", None, ACCOUNT), PollResult("b", None, SECOND)]
    hand = Hand(services, held)
    held.finish_poll()
    held.finish_poll()
    services.devices.on_leave = lambda: setattr(services, "accounts", (SECOND_BINDING,))
    hand.click("home.account.1.manage")
    hand.click("account.leave")
    hand.click("leave.ask.remove")
    held.finish()
    hand.click("leave.outcome.close")
    assert hand.page == "home"
    assert [line.account for line in hand.navigator.presenters.home.accounts] == [SECOND]


def test_without_the_portal_nothing_is_removed_and_it_says_so(
    hand: Hand, services: FakeServices
) -> None:
    services.devices.left = OFFLINE
    hand.click("account.leave")
    hand.click("leave.ask.remove")
    hand.held.finish()
    assert hand.text("leave.ask.problem.title") == window_text("Nothing was removed.")
    assert window_text("The portal cannot be reached just now.") in hand.text(
        "leave.ask.problem.text"
    )
    assert "AZF-3001" in hand.text("leave.ask.problem.code")
    assert len(hand.navigator.presenters.home.accounts) == 1


def test_a_signed_off_device_can_be_removed_from_home(
    services: FakeServices, held: HeldJobs
) -> None:
    hand = at_home(services, held)
    tell(hand, Failure.DEVICE_REVOKED)
    assert not hand.button("home.account.1.manage").isVisible()
    services.devices.on_leave = lambda: setattr(services, "accounts", ())
    hand.click("home.account.1.remove")
    hand.click("leave.ask.remove")
    held.finish()
    hand.click("leave.outcome.close")
    assert hand.page == "activation.terms"


@pytest.mark.parametrize("failure", [Failure.DEVICE_LOCKED, Failure.DEVICE_SUSPECT])
def test_a_locked_or_halted_device_says_how_to_reset_it(
    services: FakeServices, held: HeldJobs, failure: Failure
) -> None:
    hand = at_home(services, held)
    tell(hand, failure)
    assert hand.button("home.account.1.problem.reset").text() == window_text("Reset access")
    assert hand.button("home.account.1.problem.reset").isVisible()
    assert not hand.button("home.account.1.remove").isVisible()


def test_a_new_key_takes_the_pin_and_the_account_is_heard_of_anew(
    hand: Hand, services: FakeServices
) -> None:
    hand.click("account.renew")
    hand.keys("482913")
    hand.press(Qt.Key.Key_Return)
    polls = len(hand.held.polling)
    hand.held.finish()
    assert services.devices.calls == ["renew 482913"]
    assert hand.text("renew.outcome.title") == window_text("The device key is renewed")
    assert len(hand.held.polling) == polls + 1
    services.logins.news = [PollResult("tag", None, ACCOUNT)]
    hand.held.polling.pop()()
    hand.held.deliver()
    assert services.logins.calls[-1] == "watch "
    assert hand.navigator.presenters.home.accounts[0].link == Watching()
    hand.click("renew.outcome.close")
    assert hand.page == "account"


def test_a_wrong_pin_for_a_new_key_tells_the_tries(hand: Hand, services: FakeServices) -> None:
    services.devices.renewed = Refused(Failure.PIN_WRONG, tries_left=3)
    hand.click("account.renew")
    hand.keys("905271")
    hand.press(Qt.Key.Key_Return)
    hand.held.finish()
    assert hand.text("renew.pin.pin.wrong") == window_text(
        "Wrong PIN. {left} tries left, then this device is locked.", left=3
    )
    assert hand.focus == "renew.pin.pin"


def test_a_new_place_takes_the_pin_once_and_goes_on_as_usual(
    services: FakeServices, held: HeldJobs
) -> None:
    services.accounts = (BINDING,)
    services.logins.news = [Refused(Failure.INSTANCE_UNKNOWN), PollResult("tag", None, ACCOUNT)]
    hand = Hand(services, held)
    held.finish_poll()
    assert window_text("New computer") in hand.text("home.account.1.place.title")
    assert hand.focus == "home.account.1.enrol"
    hand.press(Qt.Key.Key_Return)
    assert hand.page == "enrol.pin"
    hand.keys("482913")
    hand.press(Qt.Key.Key_Return)
    held.finish()
    assert services.devices.calls == ["enrol 482913"]
    assert hand.page == "home"
    held.finish_poll()
    assert hand.button("home.account.1.login").isEnabled()


def test_a_place_that_is_refused_says_why(services: FakeServices, held: HeldJobs) -> None:
    services.accounts = (BINDING,)
    services.logins.news = [Refused(Failure.INSTANCE_UNKNOWN)]
    services.devices.enrolled = Refused(Failure.DEVICE_SUSPECT)
    hand = Hand(services, held)
    held.finish_poll()
    hand.click("home.account.1.enrol")
    hand.keys("482913")
    hand.press(Qt.Key.Key_Return)
    held.finish()
    assert hand.text("enrol.outcome.title") == window_text("The computer is not confirmed")
    assert window_text("Your access has been stopped for your protection.") in hand.text(
        "enrol.outcome.problem.title"
    )
    hand.click("enrol.outcome.close")
    assert hand.page == "home"
