"""Somebody with a computer: the app with its own profile, and a default browser."""

from pathlib import Path

from playwright.sync_api import Page

from authenticator.policy.loading import load_config
from authenticator.services.composition import Services, build_services
from tests.support.main_job.browser import Browser
from tests.support.main_job.robot import Robot
from tests.support.texts import portal_text
from ui.app import build_main_window


class Person:
    """What a person does with app and browser, wherever it is done more than once."""

    def __init__(
        self, name: str, login: str, pin: str, portal: str, folder: Path, pictures: Path | None
    ) -> None:
        self.login, self.pin, self.portal = login, pin, portal
        self.secrets = [pin]
        self.browser = Browser(pictures, name)
        config = load_config(portal, folder / name, default_portal=portal)
        self.services: Services = build_services(config)
        window = build_main_window(self.services, open_url=self.browser.open_url)
        window.show()
        self.robot = Robot(window, pictures, name)
        self.robot.wait_for("main")

    def close(self) -> None:
        """Leave nothing behind in the keyring."""
        self.browser.close()
        for binding in self.services._store.bindings():
            self.services._store.remove(binding)

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

    def accept_terms(self) -> None:
        """Step 1 of the activation."""
        robot = self.robot
        robot.wait_for("activation.terms")
        robot.picture("terms")
        robot.click("activation.terms.read")
        robot.click("activation.terms.accept")
        robot.wait_for("activation.code.login")

    def enter_code(self, code: str) -> None:
        """Step 2."""
        robot = self.robot
        self.secrets += [code, code.replace(" ", "")]
        robot.type("activation.code.login", self.login)
        robot.type("activation.code.code", code)
        robot.picture("user-name-and-code")
        robot.click("activation.code.next")
        robot.wait_for("activation.pin.first")

    def choose_pin(self) -> None:
        """Step 3, to the home screen."""
        robot = self.robot
        robot.type("activation.pin.first", self.pin)
        robot.type("activation.pin.second", self.pin)
        robot.picture("pin")
        robot.click("activation.pin.activate")
        robot.wait_for("activation.done")
        robot.picture("activated")
        robot.click("activation.done.close")
        robot.wait_for_like(r"home\..*\.(login|activate)", enabled=False)
        robot.picture("home")

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

    def approve(self, pin: str | None = None) -> None:
        """Enter the PIN for the open request."""
        robot = self.robot
        robot.wait_for("approval.request")
        robot.picture("request")
        robot.type("approval.request.pin", pin or self.pin)
        robot.click("approval.request.approve")
        if pin is None:
            robot.wait_for("approval.outcome")
            robot.picture("approved")
            robot.click("approval.outcome.close")
