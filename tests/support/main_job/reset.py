"""A lost device or a forgotten PIN: from the start page to a new device (P12)."""

from playwright.sync_api import Page

from tests.support.mail_server import MailServer
from tests.support.main_job.clearance import Clearance
from tests.support.main_job.person import Person
from tests.support.main_job.registration import FIRST, LAST, Registration
from tests.support.main_job.report import Report
from tests.support.texts import portal_text

NEW_PIN = "716402"


class Reset:
    """The user's side, with the clerk in between."""

    def __init__(
        self,
        user: Person,
        mails: MailServer,
        registration: Registration,
        clearance: Clearance,
        report: Report,
    ) -> None:
        self._user = user
        self._mails = mails
        self._registration = registration
        self._clearance = clearance
        self._step = report.step

    def run(self) -> Page:
        """To the login with the new device; the tab in which the user is logged in."""
        user = self._user
        with self._step("reset-asked-for"):
            self._ask()
        with self._step("devices-revoked"):
            tab = self._confirm()
        with self._step("fresh-certificate"):
            user.browser.picture(tab, "reset-status")
            user.presses(tab, "Weiter: Arbeitgeberbescheinigung")
            self._registration.hand_in_certificate()
            self._mails.wait_for(user.login, "Ihre Geräte sind gesperrt")
        with self._step("cleared-again"):
            self._clearance.clear(f"{FIRST} {LAST}")
        with self._step("new-device"):
            mail = self._mails.wait_for(user.login, "Ihr Zugang ist wieder freigeschaltet")
            self._registration.follow(self._mails.link(mail, "/registration/status"))
            self._registration.open_device_step()
            user.pin = NEW_PIN
            user.secrets.append(NEW_PIN)
            user.robot.click_like(r"home\..*activate|home\.add")
            user.accept_terms()
            self._registration.register_device()
        with self._step("login-with-new-device"):
            tab = user.log_in()
            user.sees(tab, f"{FIRST} {LAST}")
        return tab

    def _ask(self) -> None:
        user, tab = self._user, self._user.tab("/")
        user.accept_cookies(tab)
        user.presses(tab, portal_text("Reset access"))
        user.browser.do(lambda: tab.get_by_label(portal_text("User name")).fill(user.login))
        user.browser.picture(tab, "reset")
        user.presses(tab, portal_text("Request the e-mail"))
        user.sees(tab, portal_text("Please look into your mailbox"))

    def _confirm(self) -> Page:
        user = self._user
        mail = self._mails.wait_for(user.login, "Zugang zurücksetzen")
        self._registration.follow(self._mails.link(mail, "/registration/reset"))
        tab = self._registration.tab
        user.browser.picture(tab, "reset-confirm")
        name = tab.get_by_label(portal_text("Your complete user name"))
        user.browser.do(lambda: name.fill(user.login))
        user.presses(tab, portal_text("Yes, lock all devices"))
        user.robot.wait_until(
            lambda: "revoked" in str(user.services.bindings()) or user.robot.sees("home"),
            "the app did not hear of it",
        )
        return tab
