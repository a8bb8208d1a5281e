from collections.abc import Callable
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from authenticator.failures import Failure, Problem, Refused
from authenticator.flows import approval as machine
from authenticator.flows.approval import Outcome
from authenticator.model import LoginRequest, Secret
from crypto.protocol import Mode
from tests.support.screens.fakes import BINDING, SECOND_BINDING, FakeServices, login_request
from tests.unit.ui.held_jobs import HeldJobs
from ui.screens.approval.presenter import ApprovalPresenter

PIN = Secret("482913")
REQUEST = login_request("one", seconds=3600)
OTHER = login_request("two", seconds=3600)
OVER = login_request("over", seconds=-1)
AFAR = login_request("afar", seconds=3600, mode=Mode.CODE)
ACTION = login_request("action", seconds=3600, mode=Mode.ACTION, action="Gerät entfernen")


class Opener:
    """Stands in for the browser."""

    def __init__(self) -> None:
        self.urls: list[str] = []
        self.works = True
        self.unopened: list[Callable[[], None]] = []

    def __call__(self, url: str, unopened: Callable[[], None]) -> None:
        self.urls.append(url)
        self.unopened.append(unopened)
        if not self.works:
            unopened()


@pytest.fixture
def opener() -> Opener:
    return Opener()


@pytest.fixture
def presenter(services: FakeServices, held: HeldJobs, opener: Opener) -> ApprovalPresenter:
    presenter = ApprovalPresenter(services.logins, held.jobs.actions, opener)
    presenter.on_request(BINDING, REQUEST)
    return presenter


def kind(presenter: ApprovalPresenter) -> type[machine.State]:
    return type(presenter.state)


def test_approving_opens_the_browser_that_waits(
    presenter: ApprovalPresenter, held: HeldJobs, opener: Opener, services: FakeServices
) -> None:
    presenter.approve(PIN)
    held.finish()
    assert presenter.state == machine.Closed(REQUEST, Outcome.APPROVED)
    assert opener.urls == [services.logins.answered]
    assert services.logins.calls == ["answer one approve 482913"]


def test_approving_an_action_opens_no_browser(
    services: FakeServices, held: HeldJobs, opener: Opener
) -> None:
    presenter = ApprovalPresenter(services.logins, held.jobs.actions, opener)
    presenter.on_request(BINDING, ACTION)
    presenter.approve(PIN)
    held.finish()
    assert presenter.state == machine.Closed(ACTION, Outcome.APPROVED)
    assert opener.urls == []


def test_a_browser_on_another_computer_is_let_in_by_its_code_and_no_browser_opens_here(
    services: FakeServices, held: HeldJobs, opener: Opener
) -> None:
    presenter = ApprovalPresenter(services.logins, held.jobs.actions, opener, code_transfer=True)
    presenter.on_request(BINDING, AFAR)
    presenter.approve(PIN)
    assert held.actions == []
    presenter.approve(PIN, Secret("362517"))
    held.finish()
    assert presenter.state == machine.Closed(AFAR, Outcome.APPROVED)
    assert services.logins.calls == ["answer afar approve 482913 362517"]
    assert opener.urls == []


def test_where_the_policy_forbids_it_such_a_request_can_only_be_refused(
    services: FakeServices, held: HeldJobs, opener: Opener
) -> None:
    presenter = ApprovalPresenter(services.logins, held.jobs.actions, opener)
    presenter.on_request(BINDING, AFAR)
    presenter.approve(PIN, Secret("362517"))
    assert held.actions == []
    presenter.deny()
    held.finish()
    assert services.logins.calls == ["answer afar deny None"]


def test_a_browser_that_does_not_open_is_told(
    presenter: ApprovalPresenter, held: HeldJobs, opener: Opener
) -> None:
    opener.works = False
    presenter.approve(PIN)
    held.finish()
    problem = Problem(Failure.BROWSER_NOT_OPENED)
    assert presenter.state == machine.Closed(REQUEST, Outcome.APPROVED, problem)


def test_a_browser_that_turns_out_not_to_have_opened_is_told_until_its_page_is_left(
    presenter: ApprovalPresenter, held: HeldJobs, opener: Opener
) -> None:
    left: list[bool] = []
    presenter.unopened.connect(lambda: left.append(True))
    presenter.approve(PIN)
    held.finish()
    opener.unopened[0]()
    problem = Problem(Failure.BROWSER_NOT_OPENED)
    assert presenter.state == machine.Closed(REQUEST, Outcome.APPROVED, problem)
    assert left == []
    presenter.open_again()
    assert presenter.state == machine.Closed(REQUEST, Outcome.APPROVED)
    presenter.dismiss()
    opener.unopened[1]()
    assert kind(presenter) is machine.NoRequest
    assert left == [True]


def test_the_browser_can_be_opened_again_until_the_user_leaves(
    presenter: ApprovalPresenter, held: HeldJobs, opener: Opener
) -> None:
    presenter.approve(PIN)
    held.finish()
    presenter.open_again()
    assert len(opener.urls) == 2
    assert len(set(opener.urls)) == 1
    opener.works = False
    presenter.open_again()
    opener.urls.pop()
    problem = Problem(Failure.BROWSER_NOT_OPENED)
    assert presenter.state == machine.Closed(REQUEST, Outcome.APPROVED, problem)
    opener.works = True
    presenter.open_again()
    opener.urls.pop()
    assert presenter.state == machine.Closed(REQUEST, Outcome.APPROVED)
    presenter.dismiss()
    presenter.open_again()
    assert len(opener.urls) == 2


def test_denying_and_reporting_take_no_pin_and_open_nothing(
    presenter: ApprovalPresenter, held: HeldJobs, opener: Opener, services: FakeServices
) -> None:
    presenter.deny()
    held.finish()
    assert presenter.state == machine.Closed(REQUEST, Outcome.DENIED)
    presenter.on_request(BINDING, OTHER)
    presenter.choose_report()
    presenter.report()
    held.finish()
    assert presenter.state == machine.Closed(OTHER, Outcome.REPORTED)
    assert services.logins.calls == ["answer one deny None", "answer two report None"]
    assert opener.urls == []


def test_a_wrong_pin_asks_again_and_tells_the_tries(
    presenter: ApprovalPresenter, held: HeldJobs, services: FakeServices
) -> None:
    services.logins.answered = Refused(Failure.PIN_WRONG, tries_left=2)
    presenter.approve(Secret("905271"))
    held.finish()
    assert isinstance(presenter.state, machine.Asking)
    assert presenter.state.problem == Problem(Failure.PIN_WRONG, tries_left=2)


def test_a_request_that_the_portal_no_longer_lists_ends(presenter: ApprovalPresenter) -> None:
    presenter.on_request(BINDING, None)
    assert presenter.state == machine.Closed(REQUEST, Outcome.ENDED)


def test_a_request_ends_when_its_time_is_over(
    services: FakeServices, held: HeldJobs, opener: Opener, qtbot: QtBot
) -> None:
    presenter = ApprovalPresenter(services.logins, held.jobs.actions, opener)
    presenter.on_request(BINDING, login_request(seconds=0.05))
    # Not for the signal: on a busy machine the time is over before anybody waits for it.
    qtbot.waitUntil(lambda: isinstance(presenter.state, machine.Closed), timeout=3000)
    assert isinstance(presenter.state, machine.Closed)
    assert presenter.state.outcome is Outcome.ENDED


def test_the_countdown_is_told_at_once(
    services: FakeServices, held: HeldJobs, opener: Opener
) -> None:
    presenter = ApprovalPresenter(services.logins, held.jobs.actions, opener)
    seconds: list[int] = []
    presenter.remaining_changed.connect(seconds.append)
    presenter.on_request(BINDING, login_request(seconds=120.2))
    assert seconds == [120]


def test_the_same_request_heard_again_does_not_disturb(presenter: ApprovalPresenter) -> None:
    seen: list[machine.State] = []
    presenter.changed.connect(seen.append)
    presenter.on_request(BINDING, login_request("one"))
    assert seen == []


def test_a_stale_poll_does_not_bring_an_answered_request_back(
    presenter: ApprovalPresenter, held: HeldJobs
) -> None:
    presenter.deny()
    held.finish()
    presenter.dismiss()
    presenter.on_request(BINDING, login_request("one"))
    assert presenter.state == machine.NoRequest()


@pytest.mark.parametrize("dismissed", [True, False])
def test_another_request_with_the_id_of_an_answered_one_is_shown(
    presenter: ApprovalPresenter, held: HeldJobs, *, dismissed: bool
) -> None:
    """A form that comes again after more than an hour begins it."""
    presenter.deny()
    held.finish()
    if dismissed:
        presenter.dismiss()
    again = replace(login_request("one"), content="another.challenge")
    presenter.on_request(BINDING, again)
    assert presenter.state == machine.Asking(again)


def test_a_request_of_another_account_waits_its_turn(
    presenter: ApprovalPresenter, held: HeldJobs, services: FakeServices
) -> None:
    presenter.on_request(SECOND_BINDING, OTHER)
    assert presenter.state == machine.Asking(REQUEST)
    presenter.deny()
    held.finish()
    presenter.dismiss()
    assert presenter.state == machine.Asking(OTHER)


def test_a_waiting_request_that_ended_meanwhile_is_not_shown(
    presenter: ApprovalPresenter, held: HeldJobs
) -> None:
    presenter.on_request(SECOND_BINDING, OTHER)
    presenter.on_request(SECOND_BINDING, None)
    presenter.deny()
    held.finish()
    presenter.dismiss()
    assert presenter.state == machine.NoRequest()


@pytest.mark.parametrize(
    ("waiting", "after"),
    [((OVER,), machine.NoRequest()), ((OTHER, OVER), machine.Asking(OTHER))],
)
def test_waiting_requests_whose_time_is_over_are_passed_over(
    presenter: ApprovalPresenter,
    held: HeldJobs,
    waiting: tuple[LoginRequest, ...],
    after: machine.State,
) -> None:
    for number, request in enumerate(waiting):
        presenter.on_request(replace(SECOND_BINDING, id=str(number)), request)
    presenter.deny()
    held.finish()
    presenter.dismiss()
    assert presenter.state == after


def test_news_of_another_account_do_not_end_the_request_on_screen(
    presenter: ApprovalPresenter,
) -> None:
    presenter.on_request(SECOND_BINDING, None)
    assert presenter.state == machine.Asking(REQUEST)


def test_what_the_portal_says_while_the_answer_is_on_its_way_changes_nothing(
    presenter: ApprovalPresenter, held: HeldJobs
) -> None:
    presenter.approve(PIN)
    presenter.on_request(BINDING, None)
    assert kind(presenter) is machine.Answering
    held.finish()
    assert presenter.state == machine.Closed(REQUEST, Outcome.APPROVED)


def test_a_lost_answer_can_be_given_again(
    presenter: ApprovalPresenter, held: HeldJobs, services: FakeServices
) -> None:
    answered = services.logins.answered
    services.logins.answered = Refused(Failure.PORTAL_UNREACHABLE)
    presenter.approve(PIN)
    held.finish()
    assert kind(presenter) is machine.Asking
    services.logins.answered = answered
    presenter.approve(PIN)
    held.finish()
    assert presenter.state == machine.Closed(REQUEST, Outcome.APPROVED)


def test_a_request_that_comes_to_the_front_while_another_is_dismissed_keeps_its_clock(
    qtbot: QtBot, presenter: ApprovalPresenter
) -> None:
    """The window dismisses an ended request behind other screens, inside `changed`."""

    def dismiss_ended(state: machine.State) -> None:
        if isinstance(state, machine.Closed):
            presenter.dismiss()

    presenter.changed.connect(dismiss_ended)
    presenter.on_request(BINDING, REQUEST)
    presenter.on_request(SECOND_BINDING, OTHER)

    presenter.on_request(BINDING, None)

    assert presenter.state == machine.Asking(OTHER)
    qtbot.waitSignal(presenter.remaining_changed, timeout=5000).wait()
