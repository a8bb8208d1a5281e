"""The manual's four steps, from the cookie page to the waiting for clearance."""

import re
from pathlib import Path

import pypdf
from playwright.sync_api import Page

from tests.support.mail_server import MailServer
from tests.support.main_job.person import Person
from tests.support.main_job.report import Report
from tests.support.texts import portal_text

IK, INSTITUTION = "200391285", "Praxis am Markt"
FIRST, LAST = "Maren", "Montag"


class Registration:
    """What the user does in the browser, and once in the app."""

    def __init__(self, user: Person, mails: MailServer, report: Report, folder: Path) -> None:
        self._user = user
        self._mails = mails
        self._step = report.step
        self.certificate = folder / "Arbeitgeberbescheinigung.pdf"
        """Filled in by `hand_in_certificate`."""
        self.tab: Page

    def run(self) -> None:
        """All four steps; at the end the AOK has an order."""
        with self._step("cookies"):
            self.tab = self._user.tab("/")
            self._user.accept_cookies(self.tab)
        with self._step("personal-data"):
            self._fill_in()
        with self._step("address-confirmed"):
            self._confirm()
        with self._step("certificate"):
            self._presses(portal_text("Continue registration"))
            self.hand_in_certificate()
        with self._step("device-registration"):
            self.register_device()
            self._user.sees(self.tab, portal_text("You need not do anything else now."))
            self._picture("done")
            self._mails.wait_for(self._user.login, "Ihre Unterlagen werden geprüft")

    def _fill_in(self) -> None:
        tab, browser = self.tab, self._user.browser
        self._picture("start")
        self._presses(portal_text("Register"))
        browser.do(lambda: tab.get_by_label(portal_text("IK number")).press_sequentially(IK))
        browser.do(lambda: tab.locator("#ik-answer", has_text=INSTITUTION).wait_for())

        def fill() -> None:
            tab.get_by_label(portal_text("Title")).select_option(label=portal_text("Ms"))
            for label, text in (
                (portal_text("First name"), FIRST),
                (portal_text("Last name"), LAST),
                (portal_text("Your position in the institution"), "Praxismanagerin"),
                (portal_text("Telephone number"), "089 1234567"),
            ):
                tab.get_by_label(label, exact=True).fill(text)
            tab.locator("#email").fill(self._user.login)
            tab.locator("#email_again").fill(self._user.login)
            tab.locator("#terms").check()
            tab.locator("#data").check()

        browser.do(fill)
        self._picture("personal-data")
        self._presses(portal_text("Continue"))
        self._user.sees(tab, portal_text("Please confirm your e-mail address"))
        self._picture("mail-sent")

    def _confirm(self) -> None:
        mail = self._mails.wait_for(self._user.login, "Ihre Registrierung")
        self.follow(self._mails.link(mail, "/registration/confirm"))
        self._picture("confirm")
        self._presses(portal_text("Confirm e-mail address"))
        self._user.sees(self.tab, portal_text("You have confirmed your e-mail address"))
        self._picture("confirmed")
        self._mails.wait_for(self._user.login, "Status Ihrer Registrierung")

    def follow(self, link: str) -> None:
        """Open a link of a mail in a tab of its own, as a mail program does."""
        address, _, secret = link.partition("#t=")
        self._user.secrets.append(secret)
        tab = self.tab = self._user.tab(link)
        self._user.browser.do(lambda: tab.wait_for_url(lambda url: url != address))

    def hand_in_certificate(self) -> None:
        """Download the form, fill it in, upload it, go on."""
        tab, browser = self.tab, self._user.browser
        browser.do(lambda: tab.wait_for_url("**/registration/certificate"))
        self._picture("certificate")
        form = browser.do(lambda: self._download(tab))
        filled = self._fill_form(form)
        browser.do(lambda: tab.get_by_label(portal_text("Choose file")).set_input_files(filled))
        browser.do(lambda: tab.locator("#uploads", has_text=filled.name).wait_for())
        self._picture("uploaded")
        self._presses(portal_text("Continue"))
        browser.do(lambda: tab.wait_for_url(lambda url: not url.endswith("/certificate")))

    def open_device_step(self) -> None:
        """From the status page to step 3."""
        self._picture("status")
        link = self.tab.get_by_role("link", name="Weiter: Geräteregistrierung")
        self._user.browser.do(link.click)

    def _download(self, tab: Page) -> Path:
        with tab.expect_download() as download:
            tab.get_by_role("link", name=portal_text("Download PDF")).click()
        return download.value.path()

    def _fill_form(self, form: Path) -> Path:
        writer = pypdf.PdfWriter(clone_from=form)
        known = {name: field.get("/V", "") for name, field in (writer.get_fields() or {}).items()}
        assert (known["ik"], known["institution"]) == (IK, INSTITUTION), known
        assert known["email"] == self._user.login
        for page in writer.pages:
            writer.update_page_form_field_values(page, {"employer": "Praxis am Markt"})
        writer.write(self.certificate)
        return self.certificate

    def register_device(self) -> None:
        """Step 3 in the browser, with the app's own three steps in the middle."""
        tab, user = self.tab, self._user
        self._picture("device")
        self._presses(portal_text("Continue"))
        self._picture("app-download")
        self._presses(portal_text("The app is installed: continue"))
        code = user.browser.do(lambda: tab.locator("#code").inner_text())
        assert re.fullmatch(r"\d{4} \d{4}", code)
        self._picture("activation-code")
        user.enter_code(code)
        user.choose_pin()
        user.browser.do(lambda: tab.wait_for_url("**/registration/done"))

    def _presses(self, name: str) -> None:
        self._user.presses(self.tab, name)

    def _picture(self, name: str) -> None:
        self._user.browser.picture(self.tab, name)
