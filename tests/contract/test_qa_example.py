"""The worked example of docs/qa.md: real window, real portal, a keyring that is locked at first."""

from tests.contract.app import LOGIN, App
from tests.support.clock import ManualClock
from tests.support.keyrings import MemoryBackend
from tests.support.plugin import OpenWindow
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.support.texts import window_text


def test_who_unlocks_the_keyring_goes_on_where_it_was_locked(
    app: App, keyring: MemoryBackend, open_window: OpenWindow
) -> None:
    keyring.is_locked = True
    window = open_window(app.start())
    window.click("activation.terms.read")
    window.click("activation.terms.accept")
    assert "AZF-4002" in window.see("activation.keyring.problem.code")
    keyring.is_locked = False
    window.click("activation.keyring.retry")
    assert window.see("activation.code.title") == window_text("Enter the activation code")


def test_a_slow_keyring_is_waited_for_and_a_missing_one_is_said(
    app: App, keyring: MemoryBackend, open_window: OpenWindow
) -> None:
    keyring.be_slow()
    window = open_window(app.start())
    window.click("activation.terms.read")
    window.click("activation.terms.accept")
    window.see("activation.probing.title")
    keyring.is_missing = True
    keyring.answer_now()
    assert "AZF-4001" in window.see("activation.keyring.problem.code")


def test_a_login_is_approved_though_the_portal_was_gone_for_a_moment(
    app: App, portal: RunningPortal, open_window: OpenWindow
) -> None:
    services, _ = app.activate()
    window = open_window(services)
    browser = Browser(portal.url)
    browser.begin(LOGIN)
    assert window.see("approval.request.title") == window_text("Do you want to log in?")
    window.type(pin="482913")
    portal.stop()
    window.click("approval.request.approve")
    assert "AZF-3001" in window.see("approval.request.problem.code")
    portal.start()
    window.type(pin="482913")
    window.click("approval.request.approve")
    assert window.see("approval.outcome.title")


def test_a_request_that_nobody_answers_ends_with_its_time(
    app: App, portal: RunningPortal, clock: ManualClock, open_window: OpenWindow
) -> None:
    services, _ = app.activate()
    window = open_window(services)
    Browser(portal.url).begin(LOGIN)
    window.see("approval.request.title")
    clock.advance(600)
    assert window.see("approval.outcome.title")
