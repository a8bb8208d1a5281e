"""Long work can be left, and what becomes of it all the same leaves nothing in doubt."""

import pytest
from PySide6.QtCore import Qt

from authenticator.failures import Failure, Problem, Refused
from authenticator.flows import activation as machine
from authenticator.flows.common import new_attempt
from tests.support.screens.catalogue import CODE, PIN
from tests.support.screens.fakes import BINDING, LOGIN, FakeServices
from tests.unit.ui.accounts import open_account
from tests.unit.ui.hand import Hand
from tests.unit.ui.held_jobs import HeldJobs
from ui.screens.account.page import AccountTask

OFFLINE = Refused(Failure.PORTAL_UNREACHABLE)


@pytest.fixture
def activating(services: FakeServices, held: HeldJobs) -> Hand:
    hand = Hand(services, held)
    hand.navigator.presenters.activation._enter(
        machine.Registering(LOGIN, CODE, PIN, new_attempt())
    )
    return hand


def test_an_activation_can_be_left_and_gone_on_with(activating: Hand) -> None:
    activating.press(Qt.Key.Key_Escape)
    assert activating.page == "activation.paused"
    assert not activating.named("activation.paused.problem").isVisible()
    activating.click("activation.paused.retry")
    assert activating.page == "activation.registering"
    assert len(activating.held.actions) == 1


def test_a_second_enter_does_not_cancel_what_the_first_began(activating: Hand) -> None:
    activating.press(Qt.Key.Key_Return)
    assert activating.page == "activation.registering"


def test_an_activation_that_was_left_and_succeeds_is_shown(
    activating: Hand, services: FakeServices
) -> None:
    activating.press(Qt.Key.Key_Escape)
    services.accounts = (BINDING,)
    activating.held.finish()
    assert activating.page == "activation.done"
    assert len(activating.navigator.presenters.home.accounts) == 1


def test_an_activation_that_was_left_and_fails_says_so(
    activating: Hand, services: FakeServices
) -> None:
    services.activation.activated = OFFLINE
    activating.press(Qt.Key.Key_Escape)
    activating.held.finish()
    assert activating.named("activation.paused.problem").isVisible()


def test_an_account_that_came_after_all_is_there_wherever_the_user_is(
    activating: Hand, services: FakeServices
) -> None:
    activating.press(Qt.Key.Key_Escape)
    activating.navigator.presenters.activation.start_over()
    services.accounts = (BINDING,)
    activating.held.finish()
    assert activating.page == "activation.terms"
    assert len(activating.navigator.presenters.home.accounts) == 1


def test_a_new_activation_does_not_hear_of_one_that_was_left(
    activating: Hand, services: FakeServices
) -> None:
    services.activation.activated = OFFLINE
    activating.press(Qt.Key.Key_Escape)
    activating.navigator.presenters.activation.start_over()
    activating.navigator.presenters.activation._enter(
        machine.Registering(LOGIN, CODE, PIN, new_attempt())
    )
    activating.held.finish()
    assert activating.page == "activation.registering"


def test_asking_how_far_an_activation_came_can_be_left(
    services: FakeServices, held: HeldJobs
) -> None:
    hand = Hand(services, held)
    hand.navigator.presenters.activation.begin(BINDING)
    hand.press(Qt.Key.Key_Escape)
    assert hand.page == "activation.resume"
    hand.held.finish()
    assert hand.page != "activation.resume"


@pytest.mark.parametrize(
    ("task", "page"),
    [(AccountTask.RENEWAL, "renew.pin"), (AccountTask.ENROLMENT, "enrol.pin")],
)
def test_a_step_with_the_pin_can_be_left(
    services: FakeServices, held: HeldJobs, task: AccountTask, page: str
) -> None:
    hand = open_account(services, held)
    hand.navigator.screens.account.open_task(task)
    hand.type(f"{page}.pin", PIN.reveal())
    hand.press(Qt.Key.Key_Return)
    hand.press(Qt.Key.Key_Escape)
    assert hand.edit(f"{page}.pin").isEnabled()
    hand.press(Qt.Key.Key_Escape)
    assert hand.page == "account"


def test_a_code_that_comes_after_all_is_not_shown(services: FakeServices, held: HeldJobs) -> None:
    hand = open_account(services, held)
    hand.click("account.move")
    hand.press(Qt.Key.Key_Return)
    hand.type("move.pin.pin", PIN.reveal())
    hand.press(Qt.Key.Key_Return)
    hand.press(Qt.Key.Key_Escape)
    hand.held.finish()
    assert hand.page == "move.pin"


def test_a_wrong_pin_is_told_although_nobody_waits(services: FakeServices, held: HeldJobs) -> None:
    services.devices.invited = Refused(Problem(Failure.PIN_WRONG, tries_left=2).failure)
    hand = open_account(services, held)
    hand.click("account.move")
    hand.press(Qt.Key.Key_Return)
    hand.type("move.pin.pin", PIN.reveal())
    hand.press(Qt.Key.Key_Return)
    hand.press(Qt.Key.Key_Escape)
    hand.held.finish()
    assert hand.text("move.pin.pin.wrong")


def test_a_ticket_that_comes_after_all_opens_no_browser(
    services: FakeServices, held: HeldJobs
) -> None:
    services.accounts = (BINDING,)
    opened: list[str] = []

    def open_url(url: str) -> bool:
        opened.append(url)
        return True

    hand = Hand(services, held, open_url=open_url)
    for _ in range(2):
        hand.navigator.log_in(BINDING)
        hand.keys(PIN.reveal())
        hand.press(Qt.Key.Key_Return)
        hand.press(Qt.Key.Key_Escape)
        hand.press(Qt.Key.Key_Escape)
    hand.navigator.log_in(BINDING)
    hand.keys(PIN.reveal())
    hand.press(Qt.Key.Key_Return)
    hand.held.finish()
    hand.held.finish()
    assert opened == []
    hand.held.finish()
    assert len(opened) == 1


def test_the_list_tells_whether_a_removal_that_was_left_came_through(
    services: FakeServices, held: HeldJobs
) -> None:
    hand = open_account(services, held)
    hand.click("account.devices")
    hand.held.finish_all()
    hand.click("devices.list.2.remove")
    hand.type("devices.remove.pin", PIN.reveal())
    hand.press(Qt.Key.Key_Return)
    hand.press(Qt.Key.Key_Escape)
    assert hand.page == "devices.loading"
    hand.held.finish_all()
    assert hand.page == "devices.list"
