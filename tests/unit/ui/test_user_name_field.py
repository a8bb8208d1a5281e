"""Step 2: what is said of a user name that is none, and of the tries that a code has left."""

import pytest

from authenticator.failures import Failure, Refused
from authenticator.flows.activation import ChoosePin
from authenticator.flows.activation_input import read_login
from authenticator.model import Secret
from crypto.email_address import BadAddress
from crypto.protocol import CODE_TRIES
from tests.support.screens.fakes import FakeServices
from tests.support.texts import window_text
from tests.unit.ui.hand import Hand
from tests.unit.ui.held_jobs import HeldJobs
from ui.texts import code_tries_text, user_name_text


@pytest.fixture
def hand(services: FakeServices, held: HeldJobs) -> Hand:
    return Hand(services, held)


def sign(sign: str) -> str:
    text = "There is {sign} here, which no e-mail address has. Please check what you have entered."
    return window_text(text, "UserName", sign=sign)


COMPLETE = window_text(
    "Your user name is your e-mail address, for example max.mustermann@abc.de. Please complete it.",
    "UserName",
)
SEVERAL = window_text("Please enter one e-mail address only. It has a single @.", "UserName")
NO_SUCH = window_text(
    "There is no such e-mail address. Please check what comes after the @.", "UserName"
)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", window_text("Please enter your user name.", "UserName")),
        ("max", COMPLETE),
        ("max@abc.de, eva@abc.de", SEVERAL),
        ("max mustermann@abc.de", sign(window_text("a space", "UserName"))),
        ("max@abc_d.de", sign("„_“")),
        ("max@abc.de\u202e", sign(window_text("an invisible character", "UserName"))),
        ("max@abc.d", NO_SUCH),
        ("max@abc", NO_SUCH),
        ("max@xn--a.de", NO_SUCH),
        ("m" * 600, NO_SUCH),
    ],
)
def test_a_user_name_that_is_none_has_its_reason(typed: str, sentence: str) -> None:
    bad = read_login(typed)
    assert isinstance(bad, BadAddress)
    assert user_name_text(bad) == sentence


def to_code(hand: Hand) -> None:
    hand.click("activation.terms.read")
    hand.click("activation.terms.accept")
    hand.held.finish()


def test_the_reason_stands_at_the_field_and_nothing_is_sent(hand: Hand) -> None:
    to_code(hand)
    hand.type("activation.code.login", "max@abc.de, eva@abc.de")
    hand.type("activation.code.code", "1054 2963")
    hand.click("activation.code.next")
    assert hand.page == "activation.code"
    assert hand.text("activation.code.login.hint") == SEVERAL


@pytest.mark.parametrize(
    "typed", ["mailto:info@praxis-müller.de", "Praxis <INFO@xn--praxis-mller-klb.de>"]
)
def test_what_was_pasted_is_sent_in_the_form_of_the_portal(hand: Hand, typed: str) -> None:
    to_code(hand)
    hand.edit("activation.code.login").setText(typed)
    hand.type("activation.code.code", "1054 2963")
    hand.click("activation.code.next")
    state = hand.navigator.presenters.activation.state
    assert state == ChoosePin("info@praxis-müller.de", Secret("10542963"))


def test_the_tries_that_remain_are_said_with_the_refusal(
    hand: Hand, services: FakeServices
) -> None:
    services.activation.activated = Refused(Failure.ACTIVATION_REFUSED, tries_left=CODE_TRIES - 1)
    to_code(hand)
    hand.type("activation.code.login", "max@abc.de")
    hand.type("activation.code.code", "1054 2963")
    hand.click("activation.code.next")
    for field in ("activation.pin.first", "activation.pin.second"):
        hand.type(field, "482913")
    hand.click("activation.pin.activate")
    hand.held.finish()
    assert hand.page == "activation.code"
    said = hand.text("activation.code.problem.text")
    assert window_text("At least {count} tries remain.", "Failure", count=4) in said
    assert code_tries_text(0) == window_text("This code is no longer valid, you need a new one.")
