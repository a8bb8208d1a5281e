"""Where scenes are played: a portal, a browser, and somebody who looks at each page."""

from collections.abc import Callable

from playwright.sync_api import Browser, BrowserContext, Locator, Page

from portal.platform.asgi import new_cookie
from tests.support.device import Device
from tests.support.portal_server import RunningPortal
from tests.support.texts import portal_text

_LOADED = """() => Promise.all([...document.images].map(image => {
    const ended = new Promise(done => { image.onload = image.onerror = done; });
    image.loading = "eager";
    return image.complete || ended;
}))"""
"""Pictures below the window are not loaded otherwise."""
LOGIN = "maler.montag@abc.de"
"""Of the first scene; the others have accounts of their own."""

Look = Callable[[Page, str], None]


class Studio:
    """What a scene works with."""

    def __init__(self, browser: Browser, portal: RunningPortal, look: Look) -> None:
        self._browser = browser
        self._look = look
        self.portal = portal

    @property
    def url(self) -> str:
        return self.portal.url

    def context(self, *, accepted: bool = True) -> BrowserContext:
        """A new browser; its cookies are `accepted` unless told."""
        context = self._browser.new_context(locale="de-DE", base_url=self.url)
        if accepted:
            context.add_cookies([{"name": "visit", "value": new_cookie(), "url": self.url}])
        return context

    def show(self, page: Page, name: str) -> None:
        """A page is as it should be looked at, with all its pictures."""
        await_pictures(page)
        self._look(page, name)

    def account(self, login: str = LOGIN) -> Device:
        """A cleared account with an active device."""
        self.portal.create_account(login, "Maren Montag", "Praxis Dr. Montag", cleared=True)
        device = Device(self.url)
        device.activate(login, self.portal.issue_code(login))
        device.confirm()
        return device

    def further(self, device: Device, name: str) -> Device:
        """One more device of the same account."""
        device.freshen()
        login = login_of(device)
        other = Device(self.url)
        code = self.portal.issue_code(login)
        other.send(other.activation(login, code, texts={"name": name, "os": "Windows 11"}))
        other.confirm()
        return other

    def later(self, seconds: int) -> None:
        self.portal.clock.advance(seconds)


def await_pictures(page: Page) -> None:
    """Until each is there, or is known to be missing."""
    page.evaluate(_LOADED)


Draw = Callable[[Studio, Device], None]


def login_of(device: Device) -> str:
    return str(device.status()["account"]["login"])


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name)


def begin(page: Page, login: str) -> None:
    """Fill in the login page and come to the waiting page."""
    page.goto("/login")
    page.get_by_label(portal_text("User name / e-mail address")).fill(login)
    button(page, portal_text("Continue")).click()
    page.get_by_text("Noch gültig").wait_for()


def logged_in(studio: Studio, device: Device) -> Page:
    """A page in a browser that the app has logged in."""
    page = studio.context().new_page()
    device.freshen()
    ticket = device.applogin()["ticket"]
    page.goto(f"/login/app#t={ticket}")
    device.claim(ticket, wait=25)
    device.claimok(ticket)
    page.get_by_role("heading", name="Guten Tag").wait_for()
    return page
