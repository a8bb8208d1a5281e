"""A profile that comes while the first pages are shown: its accounts take their place."""

import pytest
from PySide6.QtCore import Qt

from authenticator.model import Secret
from authenticator.storage.preferences import Preferences
from tests.support.screens.fakes import BINDING, LOGIN, FakeServices
from tests.unit.ui.hand import Hand
from tests.unit.ui.held_jobs import HeldJobs

TERMS = "activation.terms"


def come(hand: Hand, services: FakeServices) -> bool:
    services.accounts = (BINDING,)
    services.preferences.kept = Preferences(lock_minutes=15, introduced=True)
    return hand.navigator.take_up_profile()


@pytest.mark.parametrize("introduces", [True, False])
def test_the_first_page_makes_room_for_the_accounts(
    services: FakeServices, held: HeldJobs, introduces: bool
) -> None:
    hand = Hand(services, held, introduces=introduces)
    assert not hand.navigator.take_up_profile()
    assert hand.page != "home"
    assert come(hand, services)
    assert hand.page == "home"
    assert hand.navigator.presenters.settings.preferences.lock_minutes == 15


def test_what_was_begun_goes_on_and_can_be_left(services: FakeServices, held: HeldJobs) -> None:
    hand = Hand(services, held)
    hand.click(f"{TERMS}.read")
    hand.click(f"{TERMS}.accept")
    held.finish()
    assert come(hand, services)
    assert hand.page == "activation.code"
    hand.press(Qt.Key.Key_Escape)
    assert hand.page == TERMS
    hand.click(f"{TERMS}.cancel")
    assert hand.page == "home"


def test_a_code_that_a_link_brought_is_not_lost(services: FakeServices, held: HeldJobs) -> None:
    hand = Hand(services, held)
    assert hand.navigator.fill_in(LOGIN, Secret("10542963"))
    come(hand, services)
    assert hand.page == TERMS
    assert hand.named(f"{TERMS}.cancel").isVisible()
