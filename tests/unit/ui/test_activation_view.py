import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from authenticator.failures import Failure, Problem, Refused
from authenticator.flows import activation as machine
from authenticator.model import Account, Secret
from tests.support.screens.fakes import ACCOUNT, BINDING, LOGIN, PENDING, FakeServices
from tests.support.texts import window_text
from tests.unit.ui.hand import Hand
from tests.unit.ui.held_jobs import HeldJobs

CODE, PIN = Secret("10542963"), Secret("482913")


@pytest.fixture
def hand(services: FakeServices, held: HeldJobs) -> Hand:
    return Hand(services, held)


def to_code(hand: Hand) -> None:
    hand.click("activation.terms.read")
    hand.click("activation.terms.accept")
    hand.held.finish()


def to_pin(hand: Hand) -> None:
    to_code(hand)
    hand.type("activation.code.login", LOGIN)
    hand.type("activation.code.code", "1054 2963")
    hand.click("activation.code.next")


def test_accepting_is_the_only_way_on_and_needs_the_tick(hand: Hand) -> None:
    assert hand.page == "activation.terms"
    assert not hand.button("activation.terms.accept").isEnabled()
    assert hand.button("activation.terms.cancel").isHidden()
    hand.click("activation.terms.read")
    assert hand.button("activation.terms.accept").isEnabled()
    hand.click("activation.terms.accept")
    assert hand.page == "activation.probing"
    hand.held.finish()
    assert hand.page == "activation.code"


def test_the_whole_activation_by_keyboard(hand: Hand, services: FakeServices) -> None:
    hand.press(Qt.Key.Key_Space)
    hand.press(Qt.Key.Key_Return)
    hand.held.finish()
    hand.keys(LOGIN)
    hand.press(Qt.Key.Key_Tab)
    hand.keys("10542963")
    hand.press(Qt.Key.Key_Return)
    hand.keys("482913")
    hand.press(Qt.Key.Key_Tab)
    hand.keys("482913")
    services.accounts = (BINDING,)
    hand.press(Qt.Key.Key_Return)
    hand.held.finish()
    assert hand.page == "activation.done"
    assert services.activation.calls[-1] == f"activate {LOGIN} 10542963 482913"


@pytest.mark.parametrize(
    ("login", "code", "hint", "words"),
    [
        ("", "10542963", "activation.code.login.hint", window_text("Please enter your user name.")),
        (LOGIN, "1054", "activation.code.code.hint", "alle 8 Ziffern"),
    ],
)
def test_what_is_missing_is_said_and_gets_the_focus(
    hand: Hand, login: str, code: str, hint: str, words: str
) -> None:
    to_code(hand)
    hand.type("activation.code.login", login)
    hand.type("activation.code.code", code)
    hand.click("activation.code.next")
    assert hand.page == "activation.code"
    assert words in hand.text(hint)
    assert hand.focus == hint.removesuffix(".hint")


def test_a_user_name_is_sent_as_the_portal_compares_it(hand: Hand) -> None:
    to_code(hand)
    hand.type("activation.code.login", " Maler.Montag@ABC.de ")
    hand.type("activation.code.code", "10542963")
    hand.click("activation.code.next")
    assert hand.navigator.presenters.activation.state == machine.ChoosePin(LOGIN, CODE)


def test_going_back_keeps_user_name_and_code_and_forgets_the_pin(hand: Hand) -> None:
    to_pin(hand)
    hand.type("activation.pin.first", "482913")
    hand.press(Qt.Key.Key_Escape)
    assert hand.page == "activation.code"
    assert hand.edit("activation.code.login").text() == LOGIN
    assert hand.edit("activation.code.code").text() == "1054 2963"
    hand.press(Qt.Key.Key_Return)
    assert hand.page == "activation.pin"
    assert hand.edit("activation.pin.first").text() == ""


@pytest.mark.parametrize("code", ["1054 2963", "1054 29", ""])
def test_going_back_to_the_terms_keeps_what_was_typed(hand: Hand, code: str) -> None:
    to_code(hand)
    hand.type("activation.code.login", LOGIN)
    hand.type("activation.code.code", code)
    hand.press(Qt.Key.Key_Escape)
    assert hand.page == "activation.terms"
    to_code(hand)
    assert hand.edit("activation.code.login").text() == LOGIN
    assert hand.edit("activation.code.code").text() == code


def test_another_activation_begins_with_empty_fields(hand: Hand) -> None:
    to_pin(hand)
    hand.navigator.presenters.activation.begin()
    to_code(hand)
    assert hand.edit("activation.code.login").text() == ""
    assert hand.edit("activation.code.code").text() == ""


@pytest.mark.parametrize(
    ("first", "second", "possible"),
    [
        ("482913", "482913", True),
        ("482913", "482914", False),
        ("123456", "123456", False),
        ("48291", "48291", False),
        ("482913", "", False),
    ],
)
def test_activating_is_possible_only_with_a_good_pin_twice(
    hand: Hand, first: str, second: str, possible: bool
) -> None:
    to_pin(hand)
    hand.type("activation.pin.first", first)
    hand.type("activation.pin.second", second)
    assert hand.button("activation.pin.activate").isEnabled() is possible


def test_a_weak_pin_and_an_unequal_one_are_said_at_once(hand: Hand) -> None:
    to_pin(hand)
    hand.type("activation.pin.first", "123456")
    assert hand.text("activation.pin.first.wrong") == window_text("This is a sequence …")
    hand.clear("activation.pin.first")
    hand.type("activation.pin.first", "482913")
    hand.type("activation.pin.second", "49")
    assert hand.text("activation.pin.first.wrong") == ""
    assert hand.text("activation.pin.second.wrong") == window_text("The two PINs are not the same.")


@pytest.mark.parametrize("way", ["enter", "mouse"])
@pytest.mark.parametrize(
    ("first", "second", "field", "words"),
    [
        ("48291", "", "first", "Please enter all 6 digits of your PIN."),
        ("482913", "4829", "second", "Please enter all 6 digits of your PIN."),
        ("123456", "123456", "first", "This is a sequence …"),
        ("482913", "482914", "second", "The two PINs are not the same."),
    ],
)
def test_who_wants_to_activate_too_early_is_told_why_at_the_field(
    hand: Hand, way: str, first: str, second: str, field: str, words: str
) -> None:
    to_pin(hand)
    hand.type("activation.pin.first", first)
    hand.type("activation.pin.second", second)
    button = hand.button("activation.pin.activate")
    if way == "enter":
        hand.press(Qt.Key.Key_Return)
    else:
        at = button.mapTo(hand.window, button.rect().center())
        QTest.mouseClick(hand.window.windowHandle(), Qt.MouseButton.LeftButton, pos=at)
    assert hand.page == "activation.pin"
    assert hand.text(f"activation.pin.{field}.wrong") == window_text(words)
    assert hand.focus == f"activation.pin.{field}"
    assert button.toolTip() == button.accessibleDescription() != ""


def test_the_rules_of_the_pin_are_ticked_off_while_it_is_typed(hand: Hand) -> None:
    to_pin(hand)
    assert rules(hand) == [
        "6 Ziffern",
        "keine Reihe",
        "kein Muster",
        "kein Datum",
        "nicht oft benutzt",
    ]
    hand.type("activation.pin.first", "123456")
    met, broken = window_text("{rule}: met", rule=""), window_text("{rule}: not met", rule="")
    assert [rule.endswith(broken) for rule in rules(hand)] == [False, True, False, False, True]
    hand.clear("activation.pin.first")
    hand.type("activation.pin.first", "482913")
    assert all(rule.endswith(met) and not rule.endswith(broken) for rule in rules(hand))
    hand.press(Qt.Key.Key_Backspace)
    assert not any(rule.endswith(met) for rule in rules(hand))


def rules(hand: Hand) -> list[str]:
    """As a screen reader says them."""
    return [hand.named(f"activation.pin.rules.{number}").accessibleName() for number in range(1, 6)]


def test_what_is_said_of_the_pin_never_shows_it(hand: Hand) -> None:
    to_pin(hand)
    for pin in ("654321", "020304", "147147", "311299"):
        hand.clear("activation.pin.first")
        hand.type("activation.pin.first", pin)
        assert hand.text("activation.pin.first.wrong") != ""
        shown = [label.text() for label in hand.window.findChildren(QLabel)]
        assert not any(pin in words for words in shown)


def test_pins_are_gone_from_the_fields_once_they_are_sent(hand: Hand) -> None:
    to_pin(hand)
    hand.type("activation.pin.first", "482913")
    hand.type("activation.pin.second", "482913")
    hand.click("activation.pin.activate")
    assert hand.page == "activation.registering"
    assert hand.edit("activation.pin.first").text() == ""
    assert hand.edit("activation.pin.second").text() == ""


def test_a_refused_code_is_said_in_place_and_only_the_code_is_asked_for(
    hand: Hand, services: FakeServices
) -> None:
    services.activation.activated = Refused(Failure.ACTIVATION_REFUSED)
    to_pin(hand)
    hand.type("activation.pin.first", "482913")
    hand.type("activation.pin.second", "482913")
    hand.click("activation.pin.activate")
    hand.held.finish()
    assert hand.page == "activation.code"
    assert "AZF-1001" in hand.text("activation.code.problem.code")
    assert hand.button("activation.code.next").text() == window_text("Activate")
    assert hand.focus == "activation.code.code"
    hand.type("activation.code.code", "11112222")
    hand.click("activation.code.next")
    assert hand.page == "activation.registering"


def test_an_interruption_says_that_nothing_is_lost_and_goes_on(
    hand: Hand, services: FakeServices
) -> None:
    services.activation.activated = Refused(Failure.PORTAL_UNREACHABLE)
    to_pin(hand)
    hand.type("activation.pin.first", "482913")
    hand.type("activation.pin.second", "482913")
    hand.click("activation.pin.activate")
    hand.held.finish()
    assert hand.page == "activation.paused"
    assert "AZF-3001" in hand.text("activation.paused.problem.code")
    services.activation.activated = ACCOUNT
    hand.press(Qt.Key.Key_Return)
    hand.held.finish()
    assert hand.page == "activation.done"


@pytest.mark.parametrize(("account", "possible"), [(ACCOUNT, True), (PENDING, False)])
def test_success_offers_the_login_only_after_clearance(
    hand: Hand, services: FakeServices, account: Account, possible: bool
) -> None:
    services.accounts = (BINDING,)
    hand.navigator.presenters.activation.bound.emit()
    hand.navigator.presenters.activation._enter(machine.Done(account))
    assert hand.text("activation.done.title") == window_text("Congratulations")
    assert hand.button("activation.done.login").text() == window_text("Log in now")
    assert hand.button("activation.done.login").isVisible() is possible
    assert hand.named("activation.done.pending").isVisible() is not possible
    hand.press(Qt.Key.Key_Return)
    assert hand.page == ("login.pin" if possible else "home")


def test_the_pin_of_an_interrupted_activation_is_asked_for_once_more(
    hand: Hand, services: FakeServices
) -> None:
    hand.navigator.presenters.activation._unfinished = BINDING
    hand.navigator.presenters.activation._enter(machine.RepeatPin(LOGIN))
    services.activation.confirmed = Refused(Failure.PIN_WRONG, tries_left=4)
    hand.type("activation.repeat.pin", "905271")
    hand.click("activation.repeat.finish")
    hand.held.finish()
    assert hand.text("activation.repeat.pin.wrong") == window_text(
        "Wrong PIN. {left} tries left, then this device is locked.", left=4
    )
    assert hand.edit("activation.repeat.pin").text() == ""


def test_a_stopped_activation_begins_again_at_the_terms(hand: Hand) -> None:
    hand.navigator.presenters.activation._enter(machine.Stopped(Problem(Failure.ATTEMPT_ENDED)))
    hand.click("activation.stopped.over")
    assert hand.page == "activation.terms"
    assert not hand.button("activation.terms.accept").isEnabled()


def test_the_terms_can_be_read_by_keyboard(hand: Hand) -> None:
    reader = hand.named("activation.terms.text")
    reader.setFocus()
    QTest.keyClick(reader, Qt.Key.Key_PageDown)
    assert reader.verticalScrollBar().value() > 0  # type: ignore[attr-defined]
    QTest.keyClick(reader, Qt.Key.Key_Tab)
    assert hand.focus == "activation.terms.read"


def test_each_step_shows_its_number_and_other_pages_show_none(hand: Hand) -> None:
    numbers: list[str] = []
    for state in (
        machine.ReadTerms(),
        machine.EnterCode(),
        machine.ChoosePin(LOGIN, CODE),
        machine.RepeatPin(LOGIN),
    ):
        hand.navigator.presenters.activation._enter(state)
        numbers.append(hand.text(f"{hand.page}.step"))
    assert numbers == ["Schritt 1 von 3", "Schritt 2 von 3", "Schritt 3 von 3", ""]
