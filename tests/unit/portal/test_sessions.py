"""Sessions and their cookies."""

import pytest

from tests.support.device import Device
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.support.texts import portal_text
from tests.unit.portal.test_app_login import log_in


def test_a_session_ends_after_fifteen_idle_minutes(
    portal: RunningPortal, device: Device, browser: Browser
) -> None:
    log_in(device, browser)
    portal.clock.advance(899)
    assert browser.is_logged_in()
    portal.clock.advance(899)
    assert browser.is_logged_in()
    portal.clock.advance(900)
    assert not browser.is_logged_in()


def test_who_clicks_after_the_session_has_ended_is_told_why_there_is_a_login(
    portal: RunningPortal, device: Device, browser: Browser
) -> None:
    told = portal_text("You are not logged in any more, …")
    assert told not in browser.open("/login").text, "nobody was logged in here"
    log_in(device, browser)
    browser.post_only("/logout")
    assert told not in browser.open("/login").text, "that was the user's own click"
    log_in(device, browser)
    assert told not in browser.open("/login").text
    portal.clock.advance(900)
    answer = browser.post_only("/advices/change", do="archive", id="1")
    assert answer.headers["location"] == "/login"
    assert told in browser.open("/login", "same-origin").text


def test_a_session_ends_after_ten_hours_whatever_happens(
    portal: RunningPortal, device: Device, browser: Browser
) -> None:
    log_in(device, browser)
    for _ in range(59):
        portal.clock.advance(600)
        assert browser.is_logged_in()
    portal.clock.advance(599)
    assert browser.is_logged_in()
    portal.clock.advance(1)
    assert not browser.is_logged_in()


def test_logging_out_ends_the_session_at_the_portal_and_clears_the_cookies(
    portal: RunningPortal, device: Device, browser: Browser
) -> None:
    log_in(device, browser)
    kept = str(browser.cookie("session"))
    assert browser.post("/logout").headers["location"] == "/logged-out"
    assert portal_text("You are logged out") in browser.open("/logged-out").text
    assert browser.cookie("session") is None
    stolen = Browser(portal.url)
    stolen.http.cookies.set("session", kept)
    assert not stolen.is_logged_in()


def test_after_logging_out_old_cookies_and_the_ticket_let_nobody_in(
    device: Device, browser: Browser
) -> None:
    ticket = device.applogin()["ticket"]
    browser.land(ticket)
    device.claimok(ticket)
    assert browser.wait_for_app() == "done"
    thief = with_cookies_of(browser)
    browser.post("/logout")
    assert thief.wait_for_app() == "gone"
    assert thief.land(ticket) == {"result": "gone"}
    assert not thief.is_logged_in()


def test_after_another_login_the_cookies_of_the_one_before_let_nobody_in(
    device: Device, browser: Browser
) -> None:
    log_in(device, browser)
    thief = with_cookies_of(browser)
    log_in(device, browser)
    assert thief.wait_for_app() == "gone"
    assert not thief.is_logged_in()
    assert browser.is_logged_in()


def test_the_ticket_in_another_browser_is_an_alarm_also_after_logging_out(
    portal: RunningPortal, device: Device, browser: Browser, another_browser: Browser
) -> None:
    ticket = device.applogin()["ticket"]
    browser.land(ticket)
    device.claimok(ticket)
    browser.wait_for_app()
    browser.post("/logout")
    alarms = "SELECT count(*) FROM audit WHERE event = 'ticket-alarm'"
    ((before,),) = portal.query(alarms)
    assert another_browser.land(ticket) == {"result": "void"}
    assert portal.query(alarms) == [(before + 1,)]


def with_cookies_of(browser: Browser) -> Browser:
    """A copy of what a browser has now, and of what it asked for last."""
    copy = Browser(browser.url, accepted=False)
    copy.http.cookies.update(browser.http.cookies)
    copy.http.cookies.delete("session")
    copy.th = browser.th
    return copy


def test_a_made_up_cookie_is_no_session(browser: Browser) -> None:
    for value in ("x", "A" * 43, "ä", ""):
        cookies = f"visit={browser.cookie('visit')}; session={value}"
        answer = browser.http.get("/home", headers={b"cookie": cookies.encode()})
        assert answer.headers["location"] == "/login"


def test_the_database_does_not_show_the_cookie(
    portal: RunningPortal, device: Device, browser: Browser
) -> None:
    log_in(device, browser)
    cookie = str(browser.cookie("session")).encode()
    assert all(cookie not in found for (found,) in portal.query("SELECT hash FROM sessions"))


def test_the_page_behind_the_login_names_the_login_before(
    portal: RunningPortal, device: Device, browser: Browser
) -> None:
    log_in(device, browser)
    assert portal_text("This is your first login.") in browser.open("/home").text
    from portal.platform.language import german_time

    when = german_time(portal.clock.now())
    portal.clock.advance(86_400)
    device.nonce = ""
    with pytest.raises(Exception, match="nonce-stale"):
        device.status()
    log_in(device, browser)
    assert when in browser.open("/home").text


def test_times_are_shown_as_germans_write_them() -> None:
    from portal.platform.language import german_time

    assert german_time(1_763_964_000) == "24. November 2025 um 07:00 Uhr"
    assert german_time(1_751_379_300) == "1. Juli 2025 um 16:15 Uhr"


def test_who_is_logged_in_is_led_on_from_the_start_page(device: Device, browser: Browser) -> None:
    log_in(device, browser)
    assert browser.open("/").headers["location"] == "/home"


def test_reading_pages_does_not_write_each_time(
    portal: RunningPortal, device: Device, browser: Browser
) -> None:
    log_in(device, browser)
    before = portal.query("SELECT seen_at FROM sessions")
    portal.clock.advance(29)
    browser.is_logged_in()
    assert portal.query("SELECT seen_at FROM sessions") == before
    portal.clock.advance(1)
    browser.is_logged_in()
    assert portal.query("SELECT seen_at FROM sessions") != before
