"""Requests that are no login in this computer's browser, by hand."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget

from authenticator.desktop.remote_session import read_session
from authenticator.failures import Failure, Refused
from authenticator.flows.approval import Outcome
from crypto.protocol import Line, Mode
from tests.support.screens.fakes import BINDING, FakeServices, login_request
from tests.support.texts import window_text
from tests.unit.ui.accounts import at_home
from tests.unit.ui.hand import Hand
from tests.unit.ui.held_jobs import HeldJobs
from ui.screens.approval.texts import origin_words, outcome_words

PAGE = "approval.request"
SESSION = f"{PAGE}.facts.session"
ACTION = "Gerät „BEREITSCHAFT“ entfernen"


@pytest.fixture
def hand(services: FakeServices, held: HeldJobs) -> Hand:
    services.config = replace(services.config, code_transfer=True)
    return at_home(services, held)


def ask(hand: Hand, mode: Mode, action: str = "") -> None:
    request = login_request(mode.value, mode=mode, action=action)
    hand.navigator.presenters.home.requests_changed.emit(BINDING, request)


def test_an_action_is_shown_in_its_own_words_and_takes_the_pin(
    hand: Hand, services: FakeServices
) -> None:
    ask(hand, Mode.ACTION, ACTION)
    assert hand.text(f"{PAGE}.title") == "Änderung bestätigen"
    assert hand.text(f"{PAGE}.changes") == ACTION
    assert not hand.named(f"{PAGE}.code").isVisible()
    assert hand.focus == f"{PAGE}.pin"
    hand.keys("482913")
    hand.press(Qt.Key.Key_Return)
    hand.held.finish()
    assert services.logins.calls[-1] == "answer action approve 482913"
    assert hand.text("approval.outcome.text") == outcome_words(Outcome.APPROVED, Mode.ACTION)[1]


def test_several_changes_are_listed_singly(hand: Hand) -> None:
    ask(hand, Mode.ACTION, "Zugang von A sperren\nZugang von B sperren")
    assert hand.text(f"{PAGE}.title") == "2 Änderungen bestätigen"
    assert hand.text(f"{PAGE}.changes") == "1. Zugang von A sperren\n2. Zugang von B sperren"


def test_a_login_after_an_action_asks_its_own_question(hand: Hand) -> None:
    ask(hand, Mode.ACTION, ACTION)
    hand.click(f"{PAGE}.deny")
    hand.held.finish()
    assert hand.text("approval.outcome.text") == outcome_words(Outcome.DENIED, Mode.ACTION)[1]
    ask(hand, Mode.BROWSER)
    assert hand.text(f"{PAGE}.title") == window_text("Do you want to log in?")
    assert hand.text(f"{PAGE}.lead").startswith("bei ")


def test_a_browser_elsewhere_is_warned_of_and_takes_code_and_pin(
    hand: Hand, services: FakeServices
) -> None:
    ask(hand, Mode.CODE)
    danger = origin_words(login_request(mode=Mode.CODE), line_warning=True).question
    assert hand.text(f"{PAGE}.facts.browser.question") == danger
    assert hand.focus == f"{PAGE}.code"
    hand.keys("362 517")
    assert hand.edit(f"{PAGE}.code").text() == "362517"
    hand.click(f"{PAGE}.approve")
    assert hand.focus == f"{PAGE}.pin", "it is what is missing"
    hand.type(f"{PAGE}.pin", "482913")
    hand.press(Qt.Key.Key_Return)
    hand.held.finish()
    assert services.logins.calls[-1] == "answer code approve 482913 362517"
    assert hand.text("approval.outcome.text") == outcome_words(Outcome.APPROVED, Mode.CODE)[1]


def test_a_wrong_pin_keeps_the_code(hand: Hand, services: FakeServices) -> None:
    services.logins.answered = Refused(Failure.PIN_WRONG, tries_left=2)
    ask(hand, Mode.CODE)
    hand.keys("362517")
    hand.type(f"{PAGE}.pin", "905271")
    hand.press(Qt.Key.Key_Return)
    hand.held.finish()
    assert hand.edit(f"{PAGE}.code").text() == "362517"
    assert hand.focus == f"{PAGE}.pin"


def test_nothing_moves_by_what_is_said_about_code_or_pin(
    hand: Hand, services: FakeServices
) -> None:
    ask(hand, Mode.CODE)
    QApplication.processEvents()
    before = places(hand)
    hand.press(Qt.Key.Key_Return)
    assert "Codes" in said(hand, before, "code.hint")
    hand.keys("123a")
    assert "nur Ziffern" in said(hand, before, "code.hint")
    hand.keys("456")
    hand.click(f"{PAGE}.approve")
    assert "PIN" in said(hand, before, "pin.wrong")
    assert said(hand, before, "code.hint") == "", "the last thing alone is said"
    for tries_left in (2, 1):
        services.logins.answered = Refused(Failure.PIN_WRONG, tries_left=tries_left)
        hand.type(f"{PAGE}.pin", "905271")
        hand.press(Qt.Key.Key_Return)
        hand.held.finish()
        assert str(tries_left) in said(hand, before, "pin.wrong")
    hand.type(f"{PAGE}.pin", "a")
    assert "nur Ziffern" in said(hand, before, "pin.hint")


def test_a_login_here_after_one_elsewhere_says_again_at_the_pin_that_it_was_wrong(
    hand: Hand, services: FakeServices
) -> None:
    ask(hand, Mode.CODE)
    hand.click(f"{PAGE}.deny")
    hand.held.finish()
    services.logins.answered = Refused(Failure.PIN_WRONG, tries_left=2)
    ask(hand, Mode.BROWSER)
    QApplication.processEvents()
    before = places(hand)
    hand.keys("905271")
    hand.press(Qt.Key.Key_Return)
    hand.held.finish()
    assert "2" in said(hand, before, "pin.wrong")
    field = hand.named(f"{PAGE}.pin").parent()
    assert isinstance(field, QWidget)
    assert field.isAncestorOf(hand.named(f"{PAGE}.pin.wrong"))


def places(hand: Hand) -> dict[str, QRect]:
    """Where the controls are in the window."""
    names = ("facts", "code", "pin", "approve", "deny", "report")
    widgets = {name: hand.named(f"{PAGE}.{name}") for name in names}
    return {
        name: QRect(widget.mapTo(hand.window, QPoint()), widget.size())
        for name, widget in widgets.items()
        if widget.isVisible()
    }


def said(hand: Hand, before: dict[str, QRect], what: str) -> str:
    """What stands there now, with everything else still in its place."""
    QApplication.processEvents()
    QApplication.processEvents()
    assert places(hand) == before
    return hand.text(f"{PAGE}.{what}")


def test_the_code_of_one_request_does_not_stay_for_the_next(hand: Hand) -> None:
    ask(hand, Mode.CODE)
    hand.keys("362517")
    request = login_request("another", mode=Mode.CODE)
    hand.navigator.presenters.home.requests_changed.emit(BINDING, request)
    assert hand.edit(f"{PAGE}.code").text() == ""


def test_a_wrong_code_ends_the_request_and_says_so(hand: Hand, services: FakeServices) -> None:
    services.logins.answered = Refused(Failure.REQUEST_ENDED)
    ask(hand, Mode.CODE)
    hand.keys("362517")
    hand.type(f"{PAGE}.pin", "482913")
    hand.press(Qt.Key.Key_Return)
    hand.held.finish()
    assert hand.text("approval.outcome.text") == outcome_words(Outcome.ENDED, Mode.CODE)[1]


@pytest.mark.parametrize("answer", ["deny", "report"])
def test_without_the_policy_it_can_only_be_refused(
    services: FakeServices, held: HeldJobs, answer: str
) -> None:
    hand = at_home(services, held)
    ask(hand, Mode.CODE)
    assert "AZF-6005" in hand.text(f"{PAGE}.problem.code")
    for hidden in ("code", "pin", "approve"):
        assert not hand.named(f"{PAGE}.{hidden}").isVisible()
    assert hand.focus == f"{PAGE}.deny"
    hand.click(f"{PAGE}.{answer}")
    if answer == "report":
        hand.click("approval.report.send")
    held.finish()
    assert services.logins.calls[-1] == f"answer code {answer} None"


@pytest.mark.parametrize(
    ("typed", "kept", "advice"),
    [
        ("12a3", "123", "nur Ziffern"),
        ("1234567", "", "genau 6 Ziffern"),
        ("\uff11\uff12\uff13\uff14\uff15\uff16", "123456", ""),
    ],
)
def test_the_code_field_takes_six_digits_however_they_are_typed(
    hand: Hand, typed: str, kept: str, advice: str
) -> None:
    ask(hand, Mode.CODE)
    hand.edit(f"{PAGE}.code").insert(typed)
    hand.edit(f"{PAGE}.code").textEdited.emit(typed)
    assert hand.edit(f"{PAGE}.code").text() == kept
    assert advice in hand.text(f"{PAGE}.code.hint")


def come(hand: Hand, line: Line) -> None:
    hand.navigator.presenters.home.requests_changed.emit(BINDING, login_request(line=line))


def test_a_login_from_another_line_is_asked_about(hand: Hand) -> None:
    come(hand, Line.OTHER)
    question = window_text("From another line. Are you sitting there just now?")
    assert hand.text(f"{PAGE}.facts.browser.question") == question
    assert hand.text(f"{PAGE}.facts.browser.usual") == ""


@pytest.mark.parametrize(("line", "warns"), [(Line.OTHER, False), (Line.UNKNOWN, True)])
def test_a_line_is_only_shown_where_the_policy_says_so_or_nothing_is_known(
    services: FakeServices, held: HeldJobs, line: Line, warns: bool
) -> None:
    services.config = replace(services.config, line_warning=warns)
    hand = at_home(services, held)
    come(hand, line)
    assert "198.51.100.7" in hand.text(f"{PAGE}.facts.browser.detail")
    assert hand.text(f"{PAGE}.facts.browser.question") == ""
    assert hand.text(f"{PAGE}.facts.browser.usual") == ""


def sit_at(hand: Hand, client: str) -> None:
    session = read_session("ICA-CGP#4", client)
    hand.navigator.presenters.approval.remote_session = lambda: session


@pytest.mark.parametrize("mode", [Mode.BROWSER, Mode.ACTION, Mode.CODE])
def test_each_request_says_at_which_computer_its_user_sits(hand: Hand, mode: Mode) -> None:
    sit_at(hand, "EMPFANG-2")
    ask(hand, mode, ACTION)
    words = window_text("You are sitting at {client} ({kind})", client="EMPFANG-2", kind="Citrix")
    assert hand.text(SESSION) == words
    spoken = hand.named(SESSION).accessibleName()
    assert spoken == f"{window_text('Your computer', 'RequestPage')}: {words}"


def test_where_the_user_sits_is_left_out_where_it_is_not_known(hand: Hand) -> None:
    ask(hand, Mode.BROWSER)
    assert not hand.named(SESSION).isVisible()
    sit_at(hand, "")
    hand.navigator.presenters.approval.remaining_changed.emit(100)
    assert not hand.named(SESSION).isVisible()


def test_a_session_that_goes_on_at_another_computer_says_so_in_an_open_request(hand: Hand) -> None:
    sit_at(hand, "EMPFANG-2")
    ask(hand, Mode.BROWSER)
    sit_at(hand, "LABOR-1")
    hand.navigator.presenters.approval.remaining_changed.emit(100)
    assert "LABOR-1" in hand.text(SESSION)
    assert "LABOR-1" in hand.named(SESSION).accessibleName()


def test_the_seconds_of_a_request_say_its_computer_only_once(hand: Hand) -> None:
    sit_at(hand, "EMPFANG-2")
    ask(hand, Mode.BROWSER)
    hand.named(SESSION).setAccessibleName("said")
    hand.navigator.presenters.approval.remaining_changed.emit(100)
    assert hand.named(SESSION).accessibleName() == "said"
