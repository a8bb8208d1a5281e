"""What comes after the registration: a colleague, payment advices, and rights that end (P11)."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.support.demo.practice import deliver_samples
from tests.support.mail_server import MailServer
from tests.support.main_job.further_ik import IK as FURTHER_IK
from tests.support.main_job.person import Person
from tests.support.main_job.registration import IK, Registration
from tests.support.main_job.report import Report
from tests.support.portal_process import PortalProcess
from tests.support.texts import portal_text

LOGIN, PIN = "erika.mustermann@abc.example", "571903"
NEW_PIN = "608217"
FIRST, LAST = "Erika", "Mustermann"
NAME = f"{FIRST} {LAST}"
_REFERENCE, _SENDER = "118790", "AOK Hessen"


class Colleague:
    """An LE-Admin and whom she invites, each with app and browser."""

    def __init__(
        self,
        portal: PortalProcess,
        admin: Person,
        colleague: Person,
        mails: MailServer,
        report: Report,
        folder: Path,
    ) -> None:
        self._portal = portal
        self._admin = admin
        self._colleague = colleague
        self._mails = mails
        self._step = report.step
        self._registration = Registration(colleague, mails, report, folder)

    def run(self, admin_tab: Page) -> None:
        """From the invitation to the block; the LE-Admin is logged in in `admin_tab`."""
        with self._step("colleague-invited"):
            self._invite(admin_tab)
        with self._step("colleague-activated"):
            self._accept()
        with self._step("colleague-logged-in"):
            tab = self._colleague.log_in()
            self._colleague.sees(tab, NAME)
        with self._step("advice-fetched"):
            self._fetch_advice(tab)
        with self._step("colleague-new-device"):
            tab = self._renew(admin_tab)
        with self._step("rights-granted"):
            self._change(admin_tab, portal_text("Make LE-Admin"), "granted")
            self._colleague.presses(tab, portal_text("Payment advices"))
            self._colleague.presses(tab, portal_text("Users"))
            self._colleague.sees(tab, portal_text("User management"))
            self._colleague.browser.picture(tab, "le-admin")
        with self._step("rights-withdrawn"):
            self._change(admin_tab, portal_text("Withdraw LE-Admin rights"), "withdrawn")
            self._colleague.presses(tab, portal_text("Users"))
            self._colleague.sees(tab, portal_text("For this you need LE-Admin rights"))
            self._colleague.browser.picture(tab, "rights-withdrawn")
        with self._step("colleague-blocked"):
            self._block(admin_tab, tab)

    def _invite(self, tab: Page) -> None:
        admin = self._admin
        admin.presses(tab, portal_text("Users"))
        admin.presses(tab, portal_text("Invite user"))

        def fill() -> None:
            tab.get_by_label(portal_text("First name")).fill(FIRST)
            tab.get_by_label(portal_text("Last name")).fill(LAST)
            tab.get_by_label(portal_text("E-mail address")).fill(LOGIN)

        admin.browser.do(fill)
        admin.browser.picture(tab, "invite")
        admin.presses(tab, portal_text("Continue to confirmation"))
        self._approve(tab, "invited")

    def _accept(self) -> None:
        """By the link in the mail, to the app that is activated."""
        mail = self._mails.wait_for(LOGIN, "Einladung")
        self._registration.follow(self._mails.link(mail, "/registration/confirm"))
        tab = self._registration.tab
        self._colleague.accept_cookies(tab)

        def fill() -> None:
            tab.get_by_label(portal_text("Title")).select_option(label=portal_text("Ms"))
            tab.get_by_label(portal_text("Telephone number")).fill("089 7654321")
            tab.locator("#terms").check()
            tab.locator("#data").check()

        self._colleague.browser.do(fill)
        self._colleague.browser.picture(tab, "invitation")
        self._colleague.presses(tab, portal_text("Continue"))
        self._colleague.accept_terms()
        self._registration.register_device()
        self._colleague.browser.picture(tab, "done")

    def _fetch_advice(self, tab: Page) -> None:
        """What arrives on the disk is, byte for byte, what the AOK has delivered."""
        delivered = deliver_samples(self._portal, IK, FURTHER_IK)
        colleague, of = self._colleague, {"sender": _SENDER, "reference": _REFERENCE}
        name = portal_text("Download %(sender)s, advice %(reference)s", **of)
        colleague.presses(tab, portal_text("Payment advices"))
        colleague.browser.picture(tab, "advices")

        def fetch() -> bytes:
            with tab.expect_download() as download:
                tab.get_by_role("link", name=name, exact=True).click()
            return download.value.path().read_bytes()

        if colleague.browser.do(fetch) != delivered[_REFERENCE]:
            raise AssertionError("the advice is not what was delivered")

    def _renew(self, admin_tab: Page) -> Page:
        """A lost device: the LE-Admin allows a new one, with which the colleague logs in."""
        colleague, registration = self._colleague, self._registration
        self._admin.browser.do(lambda: admin_tab.goto(f"{self._portal.address}/users"))
        button = portal_text("Make a new device possible")
        self._admin.browser.do(lambda: self._press_in_vain(admin_tab, button))
        self._tick_and_press(admin_tab, button)
        self._approve(admin_tab, "new-device-allowed")
        mail = self._mails.wait_for(LOGIN, "neues Gerät aktivieren")
        registration.follow(self._mails.link(mail, "/registration/status"))
        registration.open_device_step()
        colleague.pin = NEW_PIN
        colleague.secrets.append(NEW_PIN)
        colleague.robot.click_like(r"home\..*activate|home\.add")
        colleague.accept_terms()
        registration.register_device()
        tab = colleague.log_in()
        colleague.sees(tab, NAME)
        return tab

    def _press_in_vain(self, tab: Page, button: str) -> None:
        """With nobody ticked: the page leads to where to tick, and stays as it was."""
        tab.get_by_text(portal_text("Device lost or PIN forgotten"), exact=True).click()
        pressed = tab.get_by_role("button", name=button)
        pressed.click(force=True)
        expect(tab.locator("#chosen")).to_have_text("Kreuzen Sie zuerst an, wen es betrifft.")
        expect(tab.locator("#chosen")).to_be_in_viewport()
        expect(tab.locator("tbody input[type=checkbox]").first).to_be_focused()
        expect(pressed).to_be_visible()

    def _block(self, admin_tab: Page, tab: Page) -> None:
        colleague = self._colleague
        colleague.browser.do(lambda: tab.goto(f"{self._portal.address}/home"))
        self._change(admin_tab, portal_text("Block"), "blocked")
        colleague.presses(tab, portal_text("Payment advices"))
        colleague.browser.do(lambda: tab.wait_for_url("**/login"))
        colleague.sees(tab, portal_text("Your account is blocked"))
        colleague.browser.picture(tab, "blocked")

    def _change(self, tab: Page, button: str, name: str) -> None:
        """Tick the colleague in the list, press the button, agree in the app."""
        self._admin.browser.do(lambda: tab.goto(f"{self._portal.address}/users"))
        self._tick_and_press(tab, button)
        self._approve(tab, name)

    def _tick_and_press(self, tab: Page, button: str) -> None:
        admin = self._admin
        box = tab.get_by_label(portal_text("Select %(name)s", name=NAME))
        admin.browser.do(box.check)
        admin.browser.picture(tab, "users")
        admin.presses(tab, button)

    def _approve(self, tab: Page, name: str) -> None:
        """In the app, and see in the browser that it is done."""
        admin = self._admin
        admin.browser.do(lambda: tab.wait_for_url("**/changes/*"))
        admin.browser.picture(tab, f"{name}-waits")
        admin.approve()
        admin.sees(tab, portal_text("The change has been made"))
        admin.browser.picture(tab, name)
