"""Somebody with a computer: the app with its own profile, and a default browser."""

from pathlib import Path

from playwright.sync_api import Page

from tests.support.main_job.app_user import AppUser
from tests.support.main_job.browser import Browser
from tests.support.texts import portal_text


class Person(AppUser):
    """What a person does with app and browser, wherever it is done more than once."""

    def __init__(
        self, name: str, login: str, pin: str, portal: str, folder: Path, pictures: Path | None
    ) -> None:
        self.browser = Browser(pictures, name)
        super().__init__(name, login, pin, portal, folder, pictures, self.browser.open_url)

    def close(self) -> None:
        """Leave nothing behind in the keyring."""
        self.browser.close()
        super().close()

    def picture(self, name: str) -> None:
        """Keep what the window and each tab show now."""
        self.robot.picture(name)
        for tab in self.browser.do(lambda: self.browser.context.pages):
            self.browser.picture(tab, name)

    def tab(self, path: str = "/") -> Page:
        """A new tab at an address of the portal, or at a whole one."""
        page = self.browser.tab()
        url = path if path.startswith("http") else self.portal + path
        self.browser.do(lambda: page.goto(url))
        return page

    def sees(self, tab: Page, text: str) -> None:
        """Wait until the page shows a text."""
        self.browser.do(tab.get_by_text(text).first.wait_for)

    def presses(self, tab: Page, name: str) -> None:
        """Press a button or follow a link of that name."""

        def press() -> None:
            either = tab.get_by_role("button", name=name, exact=True).or_(
                tab.get_by_role("link", name=name, exact=True)
            )
            either.first.click()

        self.browser.do(press)

    def log_in(self) -> Page:
        """From the start page to the page behind the login, approved in the app."""
        tab = self.begin_login()
        self.approve()
        self.browser.do(lambda: tab.wait_for_url("**/login/other-tab"))
        front = self.browser.newest_tab()
        self.browser.do(lambda: front.wait_for_url(lambda url: url.endswith(("/home", "/desk"))))
        return front

    def begin_login(self) -> Page:
        """To the waiting page, and to the request in the app."""
        tab = self.tab("/")
        self.accept_cookies(tab)
        self.browser.picture(tab, "start")
        self.presses(tab, portal_text("Log in"))
        self.browser.do(lambda: tab.get_by_label(portal_text("User name")).fill(self.login))
        self.presses(tab, portal_text("Continue"))
        self.browser.do(lambda: tab.wait_for_url("**/login/wait"))
        return tab

    def accept_cookies(self, tab: Page) -> None:
        """Where the cookie page is before everything else."""
        if "/cookies" in tab.url:
            self.browser.picture(tab, "cookies")
            self.presses(tab, portal_text("Accept"))
            self.browser.do(lambda: tab.wait_for_url(lambda url: "/cookies" not in url))
