"""A further IK number: added with the certificate that names it, cleared, and seen (P11)."""

from pathlib import Path

from playwright.sync_api import Page

from tests.support.mail_server import MailServer
from tests.support.main_job.clearance import Clearance
from tests.support.main_job.person import Person
from tests.support.main_job.registration import FIRST, LAST
from tests.support.main_job.report import Report
from tests.support.texts import portal_text

IK, INSTITUTION = "201191070", "Gemeinschaftspraxis am Kastanienhof"


class FurtherIk:
    """The LE-Admin's side, with the clerk in between."""

    def __init__(
        self,
        admin: Person,
        mails: MailServer,
        clearance: Clearance,
        report: Report,
        certificate: Path,
    ) -> None:
        self._admin = admin
        self._mails = mails
        self._clearance = clearance
        self._step = report.step
        self._certificate = certificate
        """The first one: its page 2 names further IK numbers."""

    def run(self, tab: Page) -> None:
        """From the form to the list that shows it; the LE-Admin is logged in in `tab`."""
        with self._step("ik-added"):
            self._add(tab)
            self._hand_in(tab)
        with self._step("ik-cleared"):
            self._clearance.clear(f"{FIRST} {LAST}", told=IK)
            self._mails.wait_for(self._admin.login, f"IK-Nummer {IK} ist freigeschaltet")
            self._look(tab)

    def _add(self, tab: Page) -> None:
        admin = self._admin
        admin.browser.do(tab.locator("nav a[href='/iks']").click)
        admin.presses(tab, portal_text("Add IK number"))
        field = tab.get_by_label(portal_text("IK number"), exact=True)
        admin.browser.do(lambda: field.press_sequentially(IK))
        admin.browser.do(lambda: tab.locator("#ik-answer", has_text=INSTITUTION).wait_for())
        admin.browser.picture(tab, "ik-new")
        admin.presses(tab, portal_text("Continue to the certificate"))
        admin.browser.do(lambda: tab.wait_for_url("**/registration/certificate"))

    def _hand_in(self, tab: Page) -> None:
        admin, file = self._admin, self._certificate
        choose = tab.get_by_label(portal_text("Choose file"))
        admin.browser.do(lambda: choose.set_input_files(file))
        admin.browser.do(lambda: tab.locator("#uploads", has_text=file.name).wait_for())
        admin.browser.picture(tab, "ik-certificate")
        admin.presses(tab, portal_text("Continue"))
        admin.browser.do(lambda: tab.wait_for_url("**/iks?done=handed-in&ik=*"))
        admin.sees(tab, portal_text("being checked"))
        admin.browser.picture(tab, "ik-checked")

    def _look(self, tab: Page) -> None:
        """Seen on the page afterwards: cleared, and no longer being checked."""
        admin = self._admin
        admin.browser.do(tab.reload)
        card = tab.locator("li.device", has_text=IK)
        cleared = card.get_by_text(portal_text("cleared"), exact=True)
        admin.browser.do(cleared.wait_for)
        admin.browser.picture(tab, "ik-cleared")
