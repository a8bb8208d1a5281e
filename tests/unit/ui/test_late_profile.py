"""A profile that comes while the first pages are shown: its accounts take their place."""

from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from authenticator.model import Secret
from authenticator.storage.preferences import Preferences
from tests.support.screens.fakes import BINDING, LOGIN, FakeServices
from tests.unit.ui.hand import Hand
from tests.unit.ui.held_jobs import HeldJobs
from ui.late_profile import LateProfile

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


class Hours:
    """Lets the looks follow each other without waiting for them."""

    def __init__(self, late: LateProfile) -> None:
        self.timer = late.timer
        self.looks = 0

    def pass_by(self, seconds: float) -> None:
        milliseconds = seconds * 1000
        while self.timer.isActive() and self.timer.interval() <= milliseconds:
            milliseconds -= self.timer.interval()
            self.looks += 1
            self.timer.timeout.emit()


def test_a_profile_that_comes_late_is_seen_soon_at_first_and_always_in_the_end(
    qapp: QApplication, tmp_path: Path
) -> None:
    parent, seen = QObject(), list[str]()

    def take_up() -> bool:
        seen.append((tmp_path / "profile.json").read_text())
        return seen[-1] == "the whole"

    late = LateProfile(tmp_path, parent)
    late.wait(take_up)
    hours = Hours(late)
    hours.pass_by(60)
    assert hours.looks == 30
    hours.pass_by(9 * 3600)
    assert hours.looks == 30 + 9 * 120
    assert seen == []
    (tmp_path / "profile.json").write_text("half")
    hours.pass_by(30)
    assert seen == ["half"]
    (tmp_path / "profile.json").write_text("the whole")
    hours.pass_by(2)
    assert seen == ["half", "the whole"]
    assert not late.timer.isActive()
