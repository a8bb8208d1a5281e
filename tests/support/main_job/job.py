"""The steps of the main job, in the order of the manual and of every later day."""

import re
from io import StringIO
from pathlib import Path

from playwright.sync_api import Page

from tests.support.mail_server import MailServer
from tests.support.main_job.clearance import Clearance
from tests.support.main_job.colleague import Colleague
from tests.support.main_job.further_ik import FurtherIk
from tests.support.main_job.person import Person
from tests.support.main_job.registration import FIRST, LAST, Registration
from tests.support.main_job.report import Report
from tests.support.main_job.reset import Reset
from tests.support.portal_process import PortalProcess
from tests.support.texts import portal_text

LOGIN, PIN, WRONG_PIN = "maren.montag@abc.example", "482913", "905271"
CLERK, CLERK_NAME, CLERK_PIN = "karla.klar@aok.example", "Karla Klar", "305816"
NAME = f"{FIRST} {LAST}"


class MainJob:
    """Registration, clearance, both kinds of login, a wrong PIN, a denied login, a reset, a
    further IK number, and a colleague who comes and goes.
    """

    def __init__(
        self,
        portal: PortalProcess,
        user: Person,
        clerk: Person,
        colleague: Person,
        mails: MailServer,
        report: Report,
        folder: Path,
    ) -> None:
        self._portal = portal
        self._user = user
        self._clerk = clerk
        self._people = (user, clerk, colleague)
        self._mails = mails
        self._step = report.step
        self._registration = Registration(user, mails, report, folder)
        self._clearance = Clearance(clerk)
        self._reset = Reset(user, mails, self._registration, self._clearance, report)
        certificate = self._registration.certificate
        self._further_ik = FurtherIk(user, mails, self._clearance, report, certificate)
        self._colleague = Colleague(portal, user, colleague, mails, report, folder)

    def run(self, app_log: StringIO) -> None:
        """All steps.

        Raises:
            StepFailed: after the failed step was reported.
        """
        with self._step("terms"):
            self._user.accept_terms()
        self._registration.run()
        self._clear()
        self._log_in_from_browser()
        self._log_in_from_app()
        self._refuse()
        tab = self._reset.run()
        self._further_ik.run(tab)
        self._colleague.run(tab)
        self._look_for_secrets(app_log)

    def _clear(self) -> None:
        with self._step("clerk-activated"):
            self._clerk.accept_terms()
            self._clerk.enter_code(self._portal.issue_code(CLERK))
            self._clerk.choose_pin()
        with self._step("clerk-logged-in"):
            self._clearance.log_in()
        with self._step("cleared"):
            self._clearance.clear(NAME)
            self._mails.wait_for(LOGIN, "Ihr Zugang ist freigeschaltet")

    def _log_in_from_browser(self) -> None:
        user = self._user
        with self._step("login-begun-in-browser"):
            tab = user.begin_login()
            user.browser.picture(tab, "waiting")
            user.robot.wait_for("approval.request")
        with self._step("login-approved"):
            user.approve()
            user.browser.do(lambda: tab.wait_for_url("**/login/other-tab"))
            user.browser.picture(tab, "other-tab")
            front = user.browser.newest_tab()
            user.browser.do(lambda: front.wait_for_url("**/home"))
            user.sees(front, NAME)
            user.browser.picture(front, "logged-in")
        self._log_out(front)

    def _log_in_from_app(self) -> None:
        robot, browser = self._user.robot, self._user.browser
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
            self._user.sees(tab, NAME)
            browser.picture(tab, "logged-in-from-app")
            robot.wait_for("login.outcome")
            robot.picture("app-login-done")
        self._log_out(tab)
        robot.click("login.outcome.close")

    def _refuse(self) -> None:
        user, robot, browser = self._user, self._user.robot, self._user.browser
        user.secrets.append(WRONG_PIN)
        with self._step("wrong-pin"):
            tab = user.begin_login()
            user.approve(WRONG_PIN)
            robot.wait_for("approval.request.pin.wrong")
            robot.picture("wrong-pin")
            if robot.sees("approval.outcome"):
                raise AssertionError("a wrong PIN must not end the request")
        with self._step("login-denied"):
            robot.click("approval.request.deny")
            robot.wait_for("approval.outcome")
            robot.picture("denied")
            browser.do(
                lambda: tab.get_by_role(
                    "heading", name=re.compile(portal_text("refused"))
                ).wait_for()
            )
            browser.picture(tab, "denied")
            browser.do(lambda: tab.goto(f"{self._portal.address}/home"))
            if tab.url.endswith("/home"):
                raise AssertionError("a denied login must not open the page behind it")
            robot.click("approval.outcome.close")

    def _look_for_secrets(self, app_log: StringIO) -> None:
        with self._step("no-secret-in-logs"):
            secrets = [
                secret for one in self._people for secret in (*one.secrets, *one.browser.tickets)
            ]
            logs = self._portal.log.read_text() + app_log.getvalue()
            if "activated" not in logs:
                raise AssertionError("the logs say nothing of the activation")
            if any(secret in logs for secret in secrets if secret):
                raise AssertionError("a PIN, a code, a ticket or a link stands in a log")

    def _log_out(self, tab: Page) -> None:
        with self._step("logout"):
            self._user.presses(tab, portal_text("Log out"))
            self._user.browser.do(lambda: tab.wait_for_url("**/logged-out"))


def prepare(portal: PortalProcess) -> None:
    """What an operator does once: institutions, regions, a clerk."""
    portal.import_samples()
    portal.create_account(CLERK, name=CLERK_NAME, provider="AOK Bayern", cleared=True, clerk=True)


def pictures_folder(path: Path | None) -> Path | None:
    """Make the folder for pictures, if any are wanted."""
    if path is not None:
        path.mkdir(parents=True, exist_ok=True)
    return path
