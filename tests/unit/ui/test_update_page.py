"""What users see when the portal serves this version no longer."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from authenticator import __version__
from authenticator.failures import Failure, Refused
from authenticator.model import PollResult
from tests.support.screens.fakes import ACCOUNT, AUD, BINDING, FakeServices
from tests.unit.ui.hand import Hand
from tests.unit.ui.held_jobs import HeldJobs

CONTACT = "Zentrale IT, Telefon 1234"


def shown(
    services: FakeServices, held: HeldJobs, opened: list[str] | None = None, **policy: str
) -> Hand:
    """The window after the portal has demanded version 1.2.0."""
    services.config = replace(services.config, **policy)  # type: ignore[arg-type]
    services.accounts = (BINDING,)
    services.logins.news = [Refused(Failure.UPGRADE_REQUIRED, details="1.2.0")]
    pages = [] if opened is None else opened

    def open_url(address: str) -> bool:
        pages.append(address)
        return True

    hand = Hand(services, held, open_url)
    held.finish_poll()
    return hand


def test_a_page_says_what_is_needed_and_what_stays(services: FakeServices, held: HeldJobs) -> None:
    hand = shown(services, held)
    assert hand.page == "update"
    assert __version__ in hand.text("update.here")
    assert "1.2.0" in hand.text("update.needed")
    assert hand.text("update.code") == "AZF-9001"
    assert "bleiben erhalten" in hand.text("update.kept")
    assert "Ihre IT" in hand.text("update.advice")


def test_the_account_stays_and_its_card_leads_back_to_the_page(
    services: FakeServices, held: HeldJobs
) -> None:
    hand = shown(services, held)
    hand.click("update.back")
    assert hand.page == "home"
    assert not hand.named("home.account.1.login").isVisible()
    hand.click("home.account.1.update")
    assert hand.page == "update"


def test_whom_the_policy_names_is_named(services: FakeServices, held: HeldJobs) -> None:
    hand = shown(services, held, it_contact=CONTACT)
    assert hand.text("update.contact") == CONTACT
    assert hand.focus == "update.retry"


@pytest.mark.parametrize(
    ("policy", "address"),
    [
        ({}, f"{AUD}/download"),
        ({"download_page": "https://soft.clinic.example/2fa"}, "https://soft.clinic.example/2fa"),
    ],
)
def test_the_page_of_the_portal_or_of_the_house_is_opened_and_nothing_is_loaded(
    services: FakeServices, held: HeldJobs, policy: dict[str, str], address: str
) -> None:
    opened: list[str] = []
    hand = shown(services, held, opened, **policy)
    hand.click("update.page")
    assert opened == [address]
    assert not held.actions


def test_once_the_portal_serves_this_version_again_the_overview_is_back(
    services: FakeServices, held: HeldJobs
) -> None:
    hand = shown(services, held)
    services.logins.news = [PollResult("tag", None, ACCOUNT)]
    hand.click("update.retry")
    assert hand.text("update.checked") == "Wird geprüft …"
    held.finish_poll()
    assert hand.page == "home"
    assert hand.named("home.account.1.login").isVisible()


def test_a_check_that_changes_nothing_says_when_it_was(
    services: FakeServices, held: HeldJobs
) -> None:
    hand = shown(services, held)
    services.logins.news = [Refused(Failure.UPGRADE_REQUIRED, details="1.3.0")]
    hand.click("update.retry")
    held.finish_poll()
    assert hand.page == "update"
    assert hand.text("update.checked").startswith("Zuletzt geprüft: heute, ")
    assert "1.3.0" in hand.text("update.needed")


def newer(services: FakeServices, held: HeldJobs, opened: list[str] | None = None) -> Hand:
    """The overview after a newer version was found."""
    services.releases.version = "1.2.0"
    services.accounts = (BINDING,)
    services.logins.news = [PollResult("tag", None, ACCOUNT)]
    pages = [] if opened is None else opened

    def open_url(address: str) -> bool:
        pages.append(address)
        return True

    hand = Hand(services, held, open_url)
    held.finish_poll()
    hand.navigator.presenters.new_version.ask()
    held.finish_reading()
    return hand


def test_a_newer_version_is_a_notice_that_leads_to_the_page_and_loads_nothing(
    services: FakeServices, held: HeldJobs
) -> None:
    opened: list[str] = []
    hand = newer(services, held, opened)
    assert hand.page == "home"
    assert "1.2.0" in hand.text("home.update.notice.title")
    hand.click("home.update.page")
    assert opened == [f"{AUD}/download"]
    assert not held.actions


def test_the_notice_and_its_buttons_are_in_sight_without_scrolling(
    services: FakeServices, held: HeldJobs
) -> None:
    services.config = replace(services.config, it_contact=CONTACT)
    hand = newer(services, held)
    QApplication.processEvents()
    QApplication.processEvents()
    for name in ("home.title", "home.update.notice", "home.update.page", "home.update.later"):
        widget = hand.named(name)
        assert widget.visibleRegion().boundingRect() == widget.rect(), name
    low = hand.named("home.title").height()
    hand.click("home.update.later")
    held.finish_reading()
    for _ in range(4):
        # Each layout within a layout asks the one around it for room by an event of its own.
        QApplication.processEvents()
    assert hand.named("home.title").height() > low, "there is space for a large title again"


def test_the_tab_key_comes_to_the_notice_before_what_is_below_it(
    services: FakeServices, held: HeldJobs
) -> None:
    hand = newer(services, held)
    hand.named("home.logins.all").setFocus()
    came = []
    for _ in range(3):
        QTest.keyClick(hand.named(hand.focus), Qt.Key.Key_Tab)
        came.append(hand.focus)
    assert came == ["home.update.page", "home.update.later", "home.add"]


def test_later_hides_the_notice_and_is_kept(services: FakeServices, held: HeldJobs) -> None:
    hand = newer(services, held)
    hand.click("home.update.later")
    held.finish_reading()
    assert services.releases.deferred == ["1.2.0"]
    assert not hand.named("home.update").isVisible()


def test_nothing_is_asked_at_the_start_and_never_where_the_policy_forbids_it(
    services: FakeServices, held: HeldJobs
) -> None:
    services.config = replace(services.config, update_notice=False)
    hand = Hand(services, held)
    new_version = hand.navigator.presenters.new_version
    assert not new_version._timer.isActive()
    new_version.begin()
    assert new_version._timer.remainingTime() > 4 * 60 * 1000
    assert not held.reading
    new_version.ask()
    assert new_version._timer.remainingTime() > 21 * 3600 * 1000


def test_a_failure_is_told_to_nobody_and_it_is_asked_again_in_a_day(
    services: FakeServices, held: HeldJobs
) -> None:
    def fail() -> str | None:
        raise Refused(Failure.PORTAL_UNREACHABLE)

    services.releases.newest = fail  # type: ignore[method-assign]
    services.accounts = (BINDING,)
    hand = Hand(services, held)
    new_version = hand.navigator.presenters.new_version
    new_version.ask()
    held.finish_reading()
    assert new_version.version == ""
    assert new_version._timer.isActive()
