from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from authenticator.failures import Failure, Problem, Refused
from authenticator.flows import app_login as machine
from authenticator.model import Claim, Secret
from tests.support.screens.fakes import (
    BINDING,
    DONE,
    FOREIGN,
    OWN,
    SECOND_BINDING,
    TICKET,
    UNCLAIMED,
    VOID,
    FakeServices,
)
from tests.unit.ui.held_jobs import HeldJobs
from ui.screens.app_login import presenter as module
from ui.screens.app_login.presenter import AppLoginPresenter

PIN = Secret("482913")
Make = Callable[..., AppLoginPresenter]


@pytest.fixture
def opened() -> list[str]:
    return []


@pytest.fixture
def unopened() -> list[Callable[[], None]]:
    """Tells of each address that was opened that it was not, as is found out later."""
    return []


@pytest.fixture
def presenter(
    services: FakeServices,
    held: HeldJobs,
    opened: list[str],
    unopened: list[Callable[[], None]],
) -> AppLoginPresenter:
    def open_url(url: str, tell: Callable[[], None]) -> None:
        opened.append(url)
        unopened.append(tell)

    return AppLoginPresenter(services.logins, held.jobs, open_url)


def to_browser(presenter: AppLoginPresenter, held: HeldJobs) -> None:
    presenter.begin(BINDING)
    presenter.enter_pin(PIN)
    held.finish()


def kind(presenter: AppLoginPresenter) -> type[machine.State]:
    return type(presenter.state)


def test_the_own_browser_is_let_in_without_a_question(
    presenter: AppLoginPresenter, held: HeldJobs, services: FakeServices, opened: list[str]
) -> None:
    services.logins.claims = [UNCLAIMED, OWN]
    to_browser(presenter, held)
    assert opened == [TICKET.url]
    held.finish_poll()
    assert kind(presenter) is machine.AwaitingBrowser
    held.finish_poll()
    held.finish()
    assert presenter.state == machine.LoggedIn()
    assert services.logins.calls == ["begin 482913", "follow", "follow", "judge True"]


@pytest.mark.parametrize(
    ("ok", "claim", "end"),
    [(True, DONE, machine.LoggedIn()), (False, VOID, machine.Ended(None))],
)
def test_a_foreign_browser_is_the_users_decision(
    presenter: AppLoginPresenter,
    held: HeldJobs,
    services: FakeServices,
    ok: bool,
    claim: Claim,
    end: machine.State,
) -> None:
    services.logins.claims = [FOREIGN]
    services.logins.judged = claim
    to_browser(presenter, held)
    held.finish_poll()
    assert kind(presenter) is machine.AskingBrowser
    assert held.actions == []
    presenter.answer_claim(ok)
    held.finish()
    assert presenter.state == end


def test_a_wrong_pin_asks_again(
    presenter: AppLoginPresenter, held: HeldJobs, services: FakeServices
) -> None:
    services.logins.begun = Refused(Failure.PIN_WRONG, tries_left=3)
    to_browser(presenter, held)
    assert isinstance(presenter.state, machine.AskingPin)
    assert presenter.state.problem == Problem(Failure.PIN_WRONG, tries_left=3)


def test_without_clearance_it_ends_and_says_so(
    presenter: AppLoginPresenter, held: HeldJobs, services: FakeServices
) -> None:
    services.logins.begun = Refused(Failure.NOT_CLEARED)
    to_browser(presenter, held)
    assert presenter.state == machine.Ended(Problem(Failure.NOT_CLEARED))


def test_a_browser_that_does_not_open_is_told(services: FakeServices, held: HeldJobs) -> None:
    presenter = AppLoginPresenter(services.logins, held.jobs, lambda _, tell: tell())
    to_browser(presenter, held)
    assert presenter.state == machine.Ended(Problem(Failure.BROWSER_NOT_OPENED))
    assert held.polling == []


def test_a_browser_that_does_not_open_again_is_told(services: FakeServices, held: HeldJobs) -> None:
    opened: list[bool] = []

    def opens_first_only(_: str, tell: Callable[[], None]) -> None:
        opened.append(True)
        if len(opened) > 1:
            tell()

    presenter = AppLoginPresenter(services.logins, held.jobs, opens_first_only)
    to_browser(presenter, held)
    presenter.open_again()
    assert presenter.state == machine.Ended(Problem(Failure.BROWSER_NOT_OPENED))


@pytest.mark.parametrize("which", [0, 1], ids=["the first", "the second"])
def test_a_browser_that_turns_out_not_to_have_opened_is_told(
    presenter: AppLoginPresenter, held: HeldJobs, unopened: list[Callable[[], None]], which: int
) -> None:
    to_browser(presenter, held)
    presenter.open_again()
    unopened[which]()
    assert presenter.state == machine.Ended(Problem(Failure.BROWSER_NOT_OPENED))


def test_a_browser_that_has_come_counts_whatever_the_desktop_says_later(
    presenter: AppLoginPresenter,
    held: HeldJobs,
    services: FakeServices,
    unopened: list[Callable[[], None]],
) -> None:
    services.logins.claims = [OWN]
    to_browser(presenter, held)
    held.finish_poll()
    state = presenter.state
    assert kind(presenter) is machine.ConfirmingBrowser
    unopened[0]()
    assert presenter.state == state
    presenter.cancel()


def test_short_cuts_while_waiting_for_the_browser_are_bridged(
    presenter: AppLoginPresenter,
    held: HeldJobs,
    services: FakeServices,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_RETRY_AFTER", 1)
    services.logins.claims = [Refused(Failure.PORTAL_UNREACHABLE), OWN]
    to_browser(presenter, held)
    held.finish_poll()
    assert kind(presenter) is machine.AwaitingBrowser
    qtbot.waitUntil(lambda: bool(held.polling))
    held.finish_poll()
    held.finish()
    assert presenter.state == machine.LoggedIn()


def test_after_too_many_cuts_it_ends(
    presenter: AppLoginPresenter,
    held: HeldJobs,
    services: FakeServices,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_RETRIES", 0)
    services.logins.claims = [Refused(Failure.PORTAL_UNREACHABLE)]
    to_browser(presenter, held)
    held.finish_poll()
    assert presenter.state == machine.Ended(Problem(Failure.PORTAL_UNREACHABLE))


def test_the_late_news_of_a_cancelled_login_change_nothing_and_are_not_asked_again(
    presenter: AppLoginPresenter, held: HeldJobs, services: FakeServices
) -> None:
    services.logins.claims = [UNCLAIMED]
    to_browser(presenter, held)
    presenter.cancel()
    held.finish_poll()
    assert presenter.state == machine.Ready()
    assert held.polling == []


def test_the_late_ticket_of_an_earlier_login_opens_no_browser(
    presenter: AppLoginPresenter, held: HeldJobs, opened: list[str]
) -> None:
    presenter.begin(BINDING)
    presenter.enter_pin(PIN)
    presenter.begin(SECOND_BINDING)
    assert presenter.login == BINDING.login
    held.finish()
    assert opened == [TICKET.url]


def test_no_state_shows_pin_or_ticket_in_its_repr(
    presenter: AppLoginPresenter, held: HeldJobs
) -> None:
    seen: list[str] = []
    presenter.changed.connect(lambda state: seen.append(repr(state)))
    to_browser(presenter, held)
    assert seen
    assert not any("482913" in text or "TICKET-TEXT" in text for text in seen)
