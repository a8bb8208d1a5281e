"""The steps of the main job, in the order of the manual and of every later day."""

import re
from io import StringIO
from pathlib import Path

from playwright.sync_api import Page

from authenticator.services import Services
from tests.support.main_job.browser import Browser
from tests.support.main_job.report import Report
from tests.support.main_job.robot import Robot
from tests.support.portal_process import PortalProcess

LOGIN, NAME, PROVIDER = "maren.montag@abc.example", "Maren Montag", "Praxis Montag"
PIN, WRONG_PIN = "482913", "905271"


class MainJob:
    """Activation, both kinds of login, a wrong PIN and a denied login."""

    def __init__(
        self,
        portal: PortalProcess,
        services: Services,
        robot: Robot,
        browser: Browser,
        app_log: StringIO,
        report: Report,
    ) -> None:
        self._portal = portal
        self._services = services
        self._robot = robot
        self._browser = browser
        self._app_log = app_log
        self._step = report.step
        self._secrets = [PIN, WRONG_PIN]

    def run(self) -> None:
        """All steps.

        Raises:
            StepFailed: after the failed step was reported.
        """
        self._activate()
        self._log_in_from_browser()
        self._log_in_from_app()
        self._refuse()
        self._look_for_secrets()

    def _activate(self) -> None:
        robot = self._robot
        with self._step("terms"):
            robot.wait_for("activation.terms")
            robot.picture("terms")
            robot.click("activation.terms.read")
            robot.click("activation.terms.accept")
            robot.wait_for("activation.code.login")
        with self._step("user-name-and-code"):
            robot.type("activation.code.login", LOGIN)
            code = self._portal.issue_code(LOGIN)
            self._secrets += [code, code.replace(" ", "")]
            robot.type("activation.code.code", code)
            robot.picture("user-name-and-code")
            robot.click("activation.code.next")
            robot.wait_for("activation.pin.first")
        with self._step("pin"):
            robot.type("activation.pin.first", PIN)
            robot.type("activation.pin.second", PIN)
            robot.picture("pin")
        with self._step("activation"):
            robot.click("activation.pin.activate")
            robot.wait_for("activation.done")
            robot.picture("activated")
            if len(self._services.bindings()) != 1:
                raise AssertionError("the app has no binding after the activation")
            robot.click("activation.done.close")
            robot.wait_for_like(r"home\..*\.login", enabled=True)
            robot.picture("home")

    def _log_in_from_browser(self) -> None:
        robot, browser = self._robot, self._browser
        with self._step("login-begun-in-browser"):
            tab = self._begin_in_browser()
            browser.picture(tab, "waiting")
            robot.wait_for("approval.request")
            robot.picture("request")
        with self._step("login-approved"):
            robot.type("approval.request.pin", PIN)
            robot.click("approval.request.approve")
            robot.wait_for("approval.outcome")
            robot.picture("approved")
            browser.do(lambda: tab.wait_for_url("**/home"))
            self._expect(tab, NAME)
            browser.picture(tab, "logged-in")
            browser.picture(browser.newest_tab(), "finished")
        self._log_out(tab)
        robot.click("approval.outcome.close")

    def _log_in_from_app(self) -> None:
        robot, browser = self._robot, self._browser
        with self._step("login-begun-in-app"):
            robot.click_like(r"home\..*\.login")
            robot.type("login.pin.pin", PIN)
            robot.picture("app-login-pin")
            tabs = len(browser.do(lambda: browser.context.pages))
            robot.click("login.pin.go")
            robot.wait_until(
                lambda: len(browser.do(lambda: browser.context.pages)) > tabs, "no tab was opened"
            )
            tab = browser.newest_tab()
            browser.do(lambda: tab.wait_for_url("**/home"))
            self._expect(tab, NAME)
            browser.picture(tab, "logged-in-from-app")
            robot.wait_for("login.outcome")
            robot.picture("app-login-done")
        self._log_out(tab)
        robot.click("login.outcome.close")

    def _refuse(self) -> None:
        robot, browser = self._robot, self._browser
        with self._step("wrong-pin"):
            tab = self._begin_in_browser()
            robot.wait_for("approval.request")
            robot.type("approval.request.pin", WRONG_PIN)
            robot.click("approval.request.approve")
            robot.wait_for("approval.request.problem")
            robot.picture("wrong-pin")
            if robot.sees("approval.outcome"):
                raise AssertionError("a wrong PIN must not end the request")
        with self._step("login-denied"):
            robot.click("approval.request.deny")
            robot.wait_for("approval.outcome")
            robot.picture("denied")
            browser.do(lambda: tab.get_by_role("heading", name=re.compile("abgelehnt")).wait_for())
            browser.picture(tab, "denied")
            browser.do(lambda: tab.goto(f"{self._portal.address}/home"))
            if tab.url.endswith("/home"):
                raise AssertionError("a denied login must not open the page behind it")

    def _look_for_secrets(self) -> None:
        with self._step("no-secret-in-logs"):
            secrets = [*self._secrets, *self._browser.tickets]
            logs = self._portal.log.read_text() + self._app_log.getvalue()
            if "activated" not in logs:
                raise AssertionError("the logs say nothing of the activation")
            if any(secret in logs for secret in secrets):
                raise AssertionError("a PIN, a code or a ticket stands in a log")

    def _begin_in_browser(self) -> Page:
        browser, tab = self._browser, self._browser.tab()

        browser.do(lambda: tab.goto(self._portal.address))
        self._accept_cookies(tab)
        browser.picture(tab, "start")

        def begin() -> None:
            tab.get_by_role("link", name="Anmelden").first.click()
            tab.get_by_label("Benutzername").fill(LOGIN)
            tab.get_by_role("button", name="Weiter").click()
            tab.wait_for_url("**/login/wait")

        browser.do(begin)
        return tab

    def _accept_cookies(self, tab: Page) -> None:
        """Where the browser is at the portal for the first time."""
        if self._browser.do(lambda: "/cookies" in tab.url):
            self._browser.picture(tab, "cookies")
            self._browser.do(lambda: tab.get_by_role("button", name="Akzeptieren").click())
            self._browser.do(lambda: tab.wait_for_url(f"{self._portal.address}/"))

    def _log_out(self, tab: Page) -> None:
        with self._step("logout"):
            self._browser.do(lambda: tab.get_by_role("button", name="Abmelden").click())
            self._browser.do(lambda: tab.wait_for_url(f"{self._portal.address}/"))

    def _expect(self, tab: Page, text: str) -> None:
        def wait() -> None:
            tab.get_by_text(text).first.wait_for()

        self._browser.do(wait)


def account_of(portal: PortalProcess) -> None:
    """Create the demo's cleared account."""
    portal.create_account(LOGIN, name=NAME, provider=PROVIDER, cleared=True)


def pictures_folder(path: Path | None) -> Path | None:
    """Make the folder for pictures, if any are wanted."""
    if path is not None:
        path.mkdir(parents=True, exist_ok=True)
    return path
