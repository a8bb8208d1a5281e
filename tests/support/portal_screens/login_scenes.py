"""Logging in, and what can come in between."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.support.device import Device
from tests.support.portal_screens.endings import deny, expire, lock, report, supersede, suspect
from tests.support.portal_screens.studio import Draw, Studio, begin, button, login_of
from tests.support.texts import portal_text


def waiting(studio: Studio, device: Device) -> None:
    page = studio.context().new_page()
    begin(page, login_of(device))
    studio.show(page, "wait")
    page.get_by_text(portal_text("No request in the app?"), exact=True).click()
    studio.show(page, "wait-reasons")
    device.respond(device.poll()["challenge"])
    page.get_by_role("heading", name=portal_text("Confirmed")).wait_for()
    studio.show(page, "wait-approved")
    page.context.close()


def waiting_with_code(studio: Studio, device: Device) -> None:
    page = studio.context().new_page()
    begin(page, login_of(device))
    page.get_by_text(portal_text("No request in the app?"), exact=True).click()
    button(page, portal_text("Show the code that you enter there")).click()
    page.locator("#code").wait_for()
    studio.show(page, "wait-code")
    page.context.close()


def ended(event: Callable[[Studio, Device, Page], None], name: str, words: str) -> Draw:
    """A picture of the waiting page after something has ended the login."""

    def draw(studio: Studio, device: Device) -> None:
        page = studio.context().new_page()
        begin(page, login_of(device))
        event(studio, device, page)
        page.get_by_role("heading", name=words).wait_for()
        studio.show(page, f"ended-{name}")
        page.context.close()

    return draw


def _elsewhere(studio: Studio, device: Device, _page: Page) -> None:
    ticket = device.respond(device.poll()["challenge"])["ticket"]
    other = studio.context().new_page()
    other.goto(f"/login/finish#t={ticket}")
    other.get_by_role("button", name=portal_text("Log in with this browser")).wait_for()
    studio.show(other, "finish-elsewhere")
    other.context.close()


def too_many(studio: Studio, device: Device) -> None:
    page = studio.context().new_page()
    for _ in range(3):
        begin(page, login_of(device))
    page.goto("/login")
    page.get_by_label(portal_text("User name / e-mail address")).fill(login_of(device))
    page.get_by_role("button", name=portal_text("Continue")).click()
    page.get_by_role("heading", name="Bitte warten").wait_for()
    studio.show(page, "too-many")
    page.context.close()


def finished(studio: Studio, device: Device) -> None:
    context = studio.context()
    page, second = context.new_page(), context.new_page()
    begin(page, login_of(device))
    ticket = device.respond(device.poll()["challenge"])["ticket"]
    second.goto(f"/login/finish#t={ticket}")
    second.get_by_role("heading", name="Guten Tag").wait_for()
    studio.show(second, "home-first")
    page.get_by_role("heading", name=portal_text("Logged in in another tab")).wait_for()
    studio.show(page, "other-tab")
    button(second, portal_text("Log out")).click()
    second.get_by_role("heading", name=portal_text("You are logged out")).wait_for()
    studio.show(second, "logged-out")
    context.close()


def from_the_app(studio: Studio, device: Device) -> None:
    context = studio.context()
    page = context.new_page()
    for number in range(2):
        ticket = device.applogin()["ticket"]
        page.goto(f"/login/app#t={ticket}")
        device.claim(ticket, wait=25)
        if number == 0:
            studio.show(page, "app-working")
        device.claimok(ticket)
        page.get_by_role("heading", name="Guten Tag").wait_for()
    studio.show(page, "home")
    ticket = device.applogin()["ticket"]
    page.goto(f"/login/app#t={ticket}")
    device.claim(ticket, wait=25)
    device.claimok(ticket, ok=False)
    page.get_by_text("zurückgenommen").wait_for()
    studio.show(page, "ticket-void")
    context.close()


def broken_line(studio: Studio, device: Device) -> None:
    page = studio.context().new_page()
    begin(page, login_of(device))
    page.route("**/state?*", lambda route: route.abort())
    page.reload()
    page.get_by_text("unterbrochen").wait_for()
    studio.show(page, "wait-offline")
    page.context.close()


SCENES: list[Draw] = [
    waiting,
    waiting_with_code,
    ended(deny, "denied", portal_text("refused")),
    ended(report, "reported", "gemeldet"),
    ended(expire, "expired", "abgelaufen"),
    ended(supersede, "superseded", "neuere"),
    ended(lock, "locked", portal_text("locked")),
    ended(suspect, "removed", "beendet"),
    ended(_elsewhere, "elsewhere", "beendet"),
    too_many,
    finished,
    from_the_app,
    broken_line,
]
