import re
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QHoverEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from authenticator.branding import load_branding
from authenticator.failures import Failure, Problem, Refused
from authenticator.flows import activation, app_login, approval
from authenticator.flows.approval import Outcome
from authenticator.flows.watching import Halted
from authenticator.links import login_url, reset_url
from authenticator.model import LoginRequest, PollResult, Secret
from crypto.protocol import ClaimState, Mode
from tests.support.screens.fakes import (
    ACCOUNT,
    AUD,
    BINDING,
    FOREIGN,
    OWN,
    PENDING,
    SECOND_BINDING,
    FakeServices,
    login_request,
)
from tests.support.texts import window_text
from tests.unit.ui.hand import Hand
from tests.unit.ui.held_jobs import HeldJobs
from ui.navigation.state import Task
from ui.screens.approval.texts import outcome_words
from ui.widgets.buttons import ButtonRole
from ui.widgets.outcome import OutcomePage
from ui.widgets.symbols import Sign


@pytest.fixture
def opened() -> list[str]:
    return []


@pytest.fixture
def opens() -> list[bool]:
    """Whether the browser opens; the last one counts."""
    return [True]


@pytest.fixture
def hand(services: FakeServices, held: HeldJobs, opened: list[str], opens: list[bool]) -> Hand:
    services.accounts = (BINDING,)
    services.logins.news = [PollResult("tag", None, ACCOUNT)]

    def open_url(url: str) -> bool:
        opened.append(url)
        return opens[-1]

    hand = Hand(services, held, open_url)
    held.finish_poll()
    return hand


def ask(hand: Hand, request: LoginRequest | None) -> None:
    hand.navigator.presenters.home.requests_changed.emit(BINDING, request)


def test_an_activated_app_begins_with_its_accounts(hand: Hand) -> None:
    assert hand.page == "home"
    assert hand.text("home.title") == window_text("Ready")
    assert hand.text("home.link.text").startswith("Keine Anfrage offen.")
    assert hand.text("home.account.1.provider") == ACCOUNT.provider
    assert ACCOUNT.name in hand.text("home.account.1.person")
    assert ACCOUNT.login in hand.text("home.account.1.person")
    assert hand.focus == "home.account.1.login"


def test_a_fresh_app_begins_with_the_terms(services: FakeServices, held: HeldJobs) -> None:
    assert Hand(services, held).page == "activation.terms"


def test_an_interrupted_activation_goes_on_by_itself(
    services: FakeServices, held: HeldJobs
) -> None:
    services.activation.left = BINDING
    services.activation.resumed = ACCOUNT
    hand = Hand(services, held)
    assert hand.page == "activation.resuming"
    services.accounts = (BINDING,)
    held.finish()
    assert hand.page == "activation.done"


def test_before_clearance_the_account_says_so_and_offers_no_login(
    services: FakeServices, held: HeldJobs
) -> None:
    services.accounts = (BINDING,)
    services.logins.news = [PollResult("tag", None, PENDING)]
    opened: list[str] = []

    def open_url(address: str) -> bool:
        opened.append(address)
        return True

    hand = Hand(services, held, open_url)
    held.finish_poll()
    assert hand.text("home.title") == window_text("Clearance pending")
    assert hand.text("home.account.1.state") == window_text("Clearance pending")
    assert not hand.button("home.account.1.login").isVisible()
    hand.click("home.account.1.status")
    assert opened == [f"{AUD}/registration"]


def test_a_request_comes_to_the_front_at_home(hand: Hand) -> None:
    ask(hand, login_request())
    assert hand.page == "approval.request"
    assert hand.focus == "approval.request.pin"
    facts = "approval.request.facts"
    assert load_branding().portal in hand.text("approval.request.lead")
    assert hand.text(f"{facts}.account") == ACCOUNT.login
    assert hand.text(f"{facts}.account.detail") == f"{ACCOUNT.name} · {ACCOUNT.provider}"
    assert hand.text(f"{facts}.browser") == "Firefox 145 unter Windows 11"
    assert "198.51.100.7" in hand.text(f"{facts}.browser.detail")
    assert hand.text(f"{facts}.browser.usual") == window_text("from your line")
    assert "Uhr" in hand.text(f"{facts}.started")
    assert re.search(r"\b2:[0-4]\d\b", hand.text(f"{facts}.started.detail"))


def test_approving_by_keyboard_opens_the_browser_and_leads_home(
    hand: Hand, opened: list[str], services: FakeServices
) -> None:
    ask(hand, login_request())
    hand.keys("482913")
    hand.press(Qt.Key.Key_Return)
    assert not hand.edit("approval.request.pin").isEnabled()
    assert hand.edit("approval.request.pin").text() == ""
    hand.held.finish()
    assert opened == [services.logins.answered]
    assert hand.page == "approval.outcome"
    assert hand.text("approval.outcome.title") == outcome_words(Outcome.APPROVED, Mode.BROWSER)[0]
    hand.press(Qt.Key.Key_Return)
    assert hand.page == "home"


def test_enter_approves_nothing_without_a_whole_pin_and_escape_answers_nothing(hand: Hand) -> None:
    ask(hand, login_request())
    hand.keys("48291")
    hand.press(Qt.Key.Key_Return)
    hand.press(Qt.Key.Key_Escape)
    assert hand.page == "approval.request"
    assert hand.held.actions == []


def test_a_wrong_pin_tells_the_tries_and_asks_again(hand: Hand, services: FakeServices) -> None:
    services.logins.answered = Refused(Failure.PIN_WRONG, tries_left=2)
    ask(hand, login_request())
    hand.keys("905271")
    hand.press(Qt.Key.Key_Return)
    hand.held.finish()
    wrong = window_text("Wrong PIN. {left} tries left, then this device is locked.", left=2)
    assert hand.text("approval.request.pin.wrong") == wrong
    assert hand.text("approval.request.problem.title") == ""
    assert hand.edit("approval.request.pin").text() == ""
    assert hand.focus == "approval.request.pin"


def test_denying_takes_one_click(hand: Hand) -> None:
    ask(hand, login_request())
    hand.click("approval.request.deny")
    hand.held.finish()
    assert hand.text("approval.outcome.title") == outcome_words(Outcome.DENIED, Mode.BROWSER)[0]


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Return])
def test_a_report_says_before_what_it_leads_to_and_can_be_left(
    hand: Hand, services: FakeServices, key: Qt.Key
) -> None:
    ask(hand, login_request())
    hand.click("approval.request.report")
    assert hand.page == "approval.report"
    told = hand.text("approval.report.consequences.text")
    assert "alle Browser werden abgemeldet" in told
    assert "„Jetzt einloggen“" in told
    hand.press(key)
    assert hand.page == "approval.request"
    assert [call for call in services.logins.calls if call.startswith("answer")] == []


def test_a_report_says_afterwards_how_browsers_may_begin_again(hand: Hand) -> None:
    ask(hand, login_request())
    hand.click("approval.request.report")
    hand.click("approval.report.send")
    hand.held.finish()
    assert hand.text("approval.outcome.title") == outcome_words(Outcome.REPORTED, Mode.BROWSER)[0]
    assert "„Jetzt einloggen“" in hand.text("approval.outcome.text")


def test_the_overview_shows_a_report_until_a_login_from_the_app(hand: Hand) -> None:
    home = hand.navigator.presenters.home
    home._change(BINDING, account=replace(ACCOUNT, reported=True))
    assert "Browser" in hand.text("home.account.1.reported.title")
    assert "„Jetzt einloggen“" in hand.text("home.account.1.reported.text")
    assert hand.text("home.title") == window_text("Locked in browsers")
    home._change(BINDING, account=ACCOUNT)
    assert not hand.named("home.account.1.reported").isVisible()
    assert hand.text("home.title") == window_text("Ready")


def test_an_ended_request_says_so_and_forgets_the_typed_pin(hand: Hand) -> None:
    ask(hand, login_request("one"))
    hand.keys("4829")
    ask(hand, None)
    assert hand.text("approval.outcome.title") == outcome_words(Outcome.ENDED, Mode.BROWSER)[0]
    ask(hand, login_request("two"))
    assert hand.edit("approval.request.pin").text() == ""


def test_a_request_takes_neither_focus_nor_text_from_a_user_who_types(hand: Hand) -> None:
    hand.click("home.account.1.login")
    hand.keys("482")
    ask(hand, login_request())
    assert hand.page == "login.pin"
    assert hand.focus == "login.pin.pin"
    assert hand.named("main.banner").isVisible()
    hand.keys("9")
    assert hand.edit("login.pin.pin").text() == "4829"


def test_the_banner_leads_to_the_request_and_back_to_what_was_typed(hand: Hand) -> None:
    hand.click("home.account.1.login")
    hand.keys("482")
    ask(hand, login_request())
    hand.click("main.banner.show")
    assert hand.page == "approval.request"
    assert not hand.named("main.banner").isVisible()
    hand.click("approval.request.deny")
    hand.held.finish()
    hand.click("approval.outcome.close")
    assert hand.page == "login.pin"
    assert hand.edit("login.pin.pin").text() == "482"


def test_the_banner_goes_when_the_request_ends(hand: Hand) -> None:
    hand.click("home.add")
    ask(hand, login_request())
    assert hand.named("main.banner").isVisible()
    ask(hand, None)
    assert not hand.named("main.banner").isVisible()
    hand.click("activation.terms.cancel")
    assert hand.page == "home"


def test_a_request_that_waited_behind_another_place_appears_at_home(hand: Hand) -> None:
    hand.click("main.help")
    ask(hand, login_request())
    assert hand.page == "help"
    hand.press(Qt.Key.Key_Escape)
    assert hand.page == "approval.request"


def test_help_leads_back_to_where_it_was_opened(hand: Hand) -> None:
    hand.click("home.account.1.login")
    hand.keys("48")
    hand.click("main.help")
    assert "0800/7236598" in hand.text("help.technical.hotline")
    assert "0.1.0" in hand.text("help.version")
    hand.click("help.close")
    assert hand.page == "login.pin"
    assert hand.edit("login.pin.pin").text() == "48"


def test_a_login_begun_in_the_app_ends_in_the_browser(
    hand: Hand, services: FakeServices, opened: list[str]
) -> None:
    services.logins.claims = [OWN]
    hand.press(Qt.Key.Key_Return)
    hand.keys("482913")
    hand.press(Qt.Key.Key_Return)
    hand.held.finish()
    assert hand.page == "login.browser"
    assert len(opened) == 1
    hand.held.polling.pop()()
    hand.held.deliver()
    hand.held.finish()
    assert hand.text("login.outcome.title") == window_text("You are logged in")
    hand.press(Qt.Key.Key_Escape)
    assert hand.page == "home"


def test_a_foreign_browser_is_shown_and_refusing_has_the_focus(
    hand: Hand, services: FakeServices
) -> None:
    services.logins.claims = [FOREIGN]
    hand.click("home.account.1.login")
    hand.keys("482913")
    hand.press(Qt.Key.Key_Return)
    hand.held.finish()
    hand.held.polling.pop()()
    hand.held.deliver()
    assert hand.page == "login.foreign"
    assert hand.text("login.foreign.facts.browser.detail").endswith(FOREIGN.ip)
    assert hand.text("login.foreign.facts.browser").startswith(f"{FOREIGN.browser} ")
    assert hand.focus == "login.foreign.refuse"
    hand.press(Qt.Key.Key_Escape)
    assert hand.page == "login.foreign"


def test_another_account_can_be_activated_and_left_again(hand: Hand) -> None:
    hand.click("home.add")
    assert hand.page == "activation.terms"
    hand.press(Qt.Key.Key_Escape)
    assert hand.page == "home"


def test_a_lost_connection_is_said_quietly_and_can_be_tried_at_once(
    services: FakeServices, held: HeldJobs
) -> None:
    services.accounts = (BINDING,)
    services.logins.news = [Refused(Failure.PORTAL_UNREACHABLE), PollResult("tag", None, ACCOUNT)]
    hand = Hand(services, held)
    held.finish_poll()
    assert hand.text("home.title") == window_text("No connection")
    assert "AZF-3001" in hand.text("home.link.text")
    hand.click("home.link.retry")
    held.finish_poll()
    assert hand.text("home.title") == window_text("Ready")


NEEDS_CODE = [failure for failure in Failure if failure.needs_activation]


@pytest.mark.parametrize("failure", NEEDS_CODE)
def test_a_device_that_needs_a_code_leads_to_the_ways_to_one(
    services: FakeServices, held: HeldJobs, opened: list[str], failure: Failure
) -> None:
    services.accounts = (BINDING,)
    services.logins.news = [Refused(failure)]

    def open_url(url: str) -> bool:
        opened.append(url)
        return True

    hand = Hand(services, held, open_url)
    held.finish_poll()
    assert "„Neuer Computer oder weiteres Gerät“" in hand.text("home.account.1.problem.text")
    hand.click("home.account.1.problem.reset")
    assert opened == [reset_url(BINDING.aud)]
    assert hand.button("home.account.1.activate")._role is not ButtonRole.PRIMARY  # type: ignore[attr-defined]


def test_a_reset_that_opens_no_browser_shows_its_address(
    services: FakeServices, held: HeldJobs
) -> None:
    services.accounts = (BINDING,)
    services.logins.news = [Refused(Failure.DEVICE_LOCKED)]
    hand = Hand(services, held, lambda _: False)
    held.finish_poll()
    hand.click("home.account.1.problem.reset")
    assert hand.page == "help"
    assert reset_url(BINDING.aud) in hand.text("help.unopened.text")


def test_a_page_that_turns_out_not_to_have_opened_is_told_with_its_address(
    services: FakeServices, held: HeldJobs
) -> None:
    services.accounts = (BINDING,)
    services.logins.news = [Refused(Failure.DEVICE_LOCKED)]
    hand = Hand(services, held)
    held.finish_poll()
    hand.click("home.account.1.problem.reset")
    assert hand.page == "home"
    hand.unopened[0]()
    assert hand.page == "help"
    assert reset_url(BINDING.aud) in hand.text("help.unopened.text")


def test_an_approved_login_whose_browser_did_not_open_is_told_after_its_page_was_left(
    hand: Hand, held: HeldJobs
) -> None:
    ask(hand, login_request())
    hand.navigator.presenters.approval.approve(Secret("482913"))
    held.finish()
    hand.navigator.presenters.approval.dismiss()
    hand.unopened[0]()
    assert hand.page == "help"
    assert login_url(hand.navigator.portal) in hand.text("help.unopened.text")


def test_a_login_whose_browser_did_not_open_names_the_address_to_open(
    hand: Hand, held: HeldJobs
) -> None:
    hand.click("home.account.1.login")
    hand.type("login.pin.pin", "482913")
    hand.click("login.pin.go")
    held.finish()
    assert hand.page == "login.browser"
    hand.unopened[0]()
    assert hand.page == "login.outcome"
    text = hand.text("login.outcome.problem.text")
    assert login_url(hand.navigator.portal) in text
    assert Failure.BROWSER_NOT_OPENED.code in hand.text("login.outcome.problem.code")


@pytest.mark.parametrize("failure", [Failure.DEVICE_LOCKED, Failure.DEVICE_REVOKED])
def test_the_same_message_looks_the_same_on_result_page_and_overview(
    services: FakeServices, held: HeldJobs, failure: Failure
) -> None:
    services.accounts = (BINDING,)
    services.logins.news = [PollResult("tag", None, ACCOUNT)]
    services.logins.answered = Refused(failure)
    hand = Hand(services, held)
    held.finish_poll()
    ask(hand, login_request())
    hand.keys("482913")
    hand.press(Qt.Key.Key_Return)
    held.finish()
    assert hand.page == "approval.outcome"
    result = hand.named("approval.outcome.problem")
    assert hand.named("approval.outcome.problem.reset").isVisible()
    hand.press(Qt.Key.Key_Return)
    hand.navigator.presenters.home._change(BINDING, link=Halted(Problem(failure)))
    card = hand.named("home.account.1.problem")
    assert card.isVisible()
    assert card.property("tone") == result.property("tone") == "error"


def test_a_locked_device_says_what_to_do_and_takes_a_code(
    services: FakeServices, held: HeldJobs
) -> None:
    services.accounts = (BINDING,)
    services.logins.news = [Refused(Failure.DEVICE_LOCKED)]
    hand = Hand(services, held)
    held.finish_poll()
    assert "gesperrt" in hand.text("home.account.1.problem.title")
    assert "AZF-2002" in hand.text("home.account.1.problem.code")
    assert not hand.button("home.account.1.login").isVisible()
    hand.click("home.account.1.activate")
    assert hand.page == "activation.terms"


def test_closing_the_window_is_not_held_up_by_a_waiting_poll(hand: Hand) -> None:
    hand.window.close()
    assert not hand.window.isVisible()


def to_result(hand: Hand) -> OutcomePage:
    """The end of a login from the app."""
    hand.navigator.log_in(BINDING)
    hand.navigator.presenters.app_login._enter(app_login.LoggedIn())
    assert hand.page == "login.outcome"
    return outcome_page(hand, "login.outcome")


def outcome_page(hand: Hand, name: str) -> OutcomePage:
    page = hand.named(name)
    assert isinstance(page, OutcomePage)
    return page


def pass_time(page: OutcomePage, seconds: float) -> None:
    """As the timer would; its page may be left by then."""
    for _ in range(round(seconds * 1000 / page.timer.interval())):
        if page.timer.isActive():
            page.timer.timeout.emit()


def test_a_result_returns_to_the_overview_by_itself(hand: Hand) -> None:
    page = to_result(hand)
    assert hand.text("login.outcome.countdown") == in_seconds(5)
    pass_time(page, 2)
    assert hand.text("login.outcome.countdown") == in_seconds(3)
    pass_time(page, 2.9)
    assert hand.page == "login.outcome"
    pass_time(page, 0.1)
    assert hand.page == "home"
    assert not page.timer.isActive()


def in_seconds(count: int) -> str:
    return window_text("The app goes back in {count} seconds by itself.", count=count)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_what_warns_stays_until_it_was_read(hand: Hand, outcome: Outcome) -> None:
    ask(hand, login_request())
    problem = Problem(Failure.PORTAL_UNREACHABLE) if outcome is Outcome.FAILED else None
    closed = approval.Closed(login_request(), outcome, problem)
    hand.navigator.presenters.approval._enter(closed)
    passes = outcome in (Outcome.APPROVED, Outcome.DENIED, Outcome.ENDED)
    assert outcome_page(hand, "approval.outcome").timer.isActive() is passes


@pytest.mark.parametrize("starts", ["before", "meanwhile"])
def test_a_result_stays_with_a_screen_reader_until_it_is_closed(
    hand: Hand, monkeypatch: pytest.MonkeyPatch, starts: str
) -> None:
    if starts == "before":
        monkeypatch.setattr("ui.widgets.outcome.QAccessible.isActive", lambda: True)
    page = to_result(hand)
    monkeypatch.setattr("ui.widgets.outcome.QAccessible.isActive", lambda: True)
    pass_time(page, 60)
    assert hand.page == "login.outcome"
    assert hand.text("login.outcome.countdown") == ""
    hand.press(Qt.Key.Key_Return)
    assert hand.page == "home"


def move_mouse(page: OutcomePage, kind: QEvent.Type, *, by: float = 20) -> None:
    at = QPointF(20, 20)
    QApplication.sendEvent(page, QHoverEvent(kind, at, at, at - QPointF(by, 0)))


def test_a_result_waits_while_the_mouse_moves_on_it_and_goes_on_when_it_has_left(
    hand: Hand,
) -> None:
    page = to_result(hand)
    pass_time(page, 2)
    move_mouse(page, QEvent.Type.HoverMove)
    pass_time(page, 60)
    assert hand.text("login.outcome.countdown") == window_text("Paused while you read here.")
    move_mouse(page, QEvent.Type.HoverLeave)
    pass_time(page, 0.1)
    assert hand.text("login.outcome.countdown") == in_seconds(3)
    pass_time(page, 3)
    assert hand.page == "home"


def test_a_mouse_that_lies_where_it_was_clicked_holds_no_result(hand: Hand) -> None:
    page = to_result(hand)
    move_mouse(page, QEvent.Type.HoverMove, by=0)
    pass_time(page, 5)
    assert hand.page == "home"


def test_a_result_waits_while_the_keyboard_is_elsewhere(hand: Hand) -> None:
    page = to_result(hand)
    hand.press(Qt.Key.Key_Tab)
    assert hand.focus != "login.outcome.close"
    pass_time(page, 60)
    assert hand.page == "login.outcome"
    hand.button("login.outcome.close").setFocus()
    pass_time(page, 5)
    assert hand.page == "home"


def enter_pin(hand: Hand) -> None:
    ask(hand, login_request())
    hand.keys("482913")
    hand.press(Qt.Key.Key_Return)
    hand.held.finish()


def approve(hand: Hand) -> OutcomePage:
    enter_pin(hand)
    return outcome_page(hand, "approval.outcome")


def test_an_approval_waits_until_the_browser_that_it_opened_is_in_front(
    hand: Hand, opened: list[str], qtbot: QtBot
) -> None:
    page = approve(hand)
    pass_time(page, 30)
    assert hand.page == "approval.outcome"
    assert hand.text("approval.outcome.countdown") == window_text(
        "The app goes back by itself as soon as the browser is in front."
    )
    hand.click("approval.outcome.leave")
    assert len(opened) == 2
    hand.button("approval.outcome.close").setFocus()
    browser = QWidget()
    qtbot.addWidget(browser)
    browser.show()
    assert QTest.qWaitForWindowActive(browser)
    pass_time(page, 5)
    assert hand.page == "home"


def test_the_browser_is_offered_once_more_while_the_ticket_is_good(
    hand: Hand, qtbot: QtBot
) -> None:
    page = approve(hand)
    assert hand.button("approval.outcome.leave").isVisible()
    leave = hand.button("approval.outcome.leave")
    browser = QWidget()
    qtbot.addWidget(browser)
    browser.show()
    assert QTest.qWaitForWindowActive(browser)
    hand.navigator.presenters.approval._ticket.timeout.emit()
    assert not leave.isVisible()
    pass_time(page, 5)
    assert hand.page == "home"


def test_whoever_still_waits_for_the_browser_is_asked_whether_it_came(hand: Hand) -> None:
    approve(hand)
    hand.navigator.presenters.approval._ticket.timeout.emit()
    assert hand.page == "approval.unopened"
    assert hand.text("approval.unopened.title") == window_text("Did no browser open?")
    hand.click("approval.unopened.close")
    assert hand.page == "home"


def test_without_a_browser_the_page_says_so_and_gives_the_address_of_the_login(
    hand: Hand, opens: list[bool], opened: list[str]
) -> None:
    opens.append(False)
    enter_pin(hand)
    assert hand.page == "approval.unopened"
    hand.click("approval.unopened.copy")
    copied = QGuiApplication.clipboard().text()
    assert copied == hand.text("approval.unopened.address")
    assert copied.endswith("/login")
    hand.click("approval.unopened.again")
    assert len(opened) == 2
    assert hand.page == "approval.unopened"
    hand.navigator.presenters.approval._ticket.timeout.emit()
    assert not hand.button("approval.unopened.again").isVisible()
    hand.click("approval.unopened.close")
    assert hand.page == "home"


def test_a_browser_that_opens_at_the_second_try_is_no_failure(
    hand: Hand, opens: list[bool]
) -> None:
    opens.append(False)
    enter_pin(hand)
    opens.append(True)
    hand.click("approval.unopened.again")
    assert hand.page == "approval.outcome"
    assert hand.text("approval.outcome.title") == outcome_words(Outcome.APPROVED, Mode.BROWSER)[0]


def test_a_login_that_no_browser_takes_can_open_it_again_and_says_what_to_do(
    hand: Hand, services: FakeServices, opened: list[str]
) -> None:
    services.logins.claims = [replace(OWN, state=ClaimState.VOID)]
    hand.click("home.account.1.login")
    hand.keys("482913")
    hand.press(Qt.Key.Key_Return)
    hand.held.finish()
    hand.click("login.browser.again")
    assert len(opened) == 2
    assert opened[0] == opened[1]
    hand.held.polling.pop()()
    hand.held.deliver()
    assert hand.text("login.outcome.problem.title") == window_text(
        "No browser has answered in time."
    )
    hand.click("login.outcome.leave")
    assert hand.page == "login.pin"


def test_an_account_that_waits_for_its_clearance_is_no_failure_in_red(hand: Hand) -> None:
    hand.navigator.log_in(BINDING)
    ended = app_login.Ended(Problem(Failure.NOT_CLEARED))
    hand.navigator.presenters.app_login._enter(ended)
    assert hand.named("login.outcome.problem").property("tone") == "info"
    assert outcome_page(hand, "login.outcome").seal._sign is Sign.WAITING
    assert not hand.button("login.outcome.leave").isVisible()


def test_a_result_counts_anew_each_time_it_comes(hand: Hand) -> None:
    pass_time(to_result(hand), 4)
    hand.press(Qt.Key.Key_Return)
    pass_time(to_result(hand), 4)
    assert hand.page == "login.outcome"


@pytest.mark.parametrize("may_move", [True, False])
def test_nothing_but_the_words_counts_where_nothing_may_move(
    hand: Hand, monkeypatch: pytest.MonkeyPatch, may_move: bool
) -> None:
    monkeypatch.setattr("ui.widgets.outcome.may_move", lambda: may_move)
    page = to_result(hand)
    assert page.countdown._bar.isVisible() is may_move
    assert hand.text("login.outcome.countdown") == in_seconds(5)


@pytest.mark.parametrize("flow", ["login", "activation", "approval of another account"])
def test_a_request_takes_the_place_of_any_result(hand: Hand, flow: str) -> None:
    match flow:
        case "login":
            to_result(hand)
        case "activation":
            hand.navigator.open(Task.ACTIVATION)
            hand.navigator.presenters.activation._enter(activation.Done(ACCOUNT))
        case _:
            home = hand.navigator.presenters.home
            home.requests_changed.emit(SECOND_BINDING, login_request("another"))
            hand.click("approval.request.deny")
            hand.held.finish()
            assert hand.page == "approval.outcome"
    ask(hand, login_request())
    assert hand.page == "approval.request"
    assert hand.focus == "approval.request.pin"
    hand.click("approval.request.deny")
    hand.held.finish()
    hand.click("approval.outcome.close")
    assert hand.page == "home"
