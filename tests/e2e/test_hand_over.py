"""From the browser to the app and back, over nothing but the desktop's own openers."""

import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from authenticator.branding import load_branding
from authenticator.desktop.url_scheme import DESKTOP_FILE, desktop_entry
from authenticator.programs import own_command
from crypto.app_link import SCHEME
from tests.support.default_browser import default_browser
from tests.support.mail_server import MailServer, mail_server
from tests.support.patience import until
from tests.support.portal_process import PortalProcess, portal, running_portal_process
from tests.support.screen_person import ScreenPerson
from tests.support.screen_reader import Gone, Role, ScreenReader
from tests.support.texts import portal_text
from tests.support.x_screen import desktop_variables, window_manager, x_screen

pytestmark = pytest.mark.only_on("linux", reason="xdg-open and X11")

BRANDING = load_branding()
ANSWERS = (f"Open {BRANDING.product}", f"{BRANDING.product} öffnen")
LOGIN, PIN = "erika.mustermann@abc.example", "482913"
TYPED = {
    "ik": "108018007",
    "postal_code": "80331",
    "first_name": "Erika",
    "last_name": "Mustermann",
    "function": "Praxismanagerin",
    "phone": "089 1234567",
    "email": LOGIN,
    "email_again": LOGIN,
}


class Person(ScreenPerson):
    """Has a browser beside the app."""

    def __init__(
        self, reader: ScreenReader, browser: BrowserContext, variables: dict[str, str]
    ) -> None:
        super().__init__(reader, variables)
        self.browser = browser

    def agrees(self) -> bool:
        """Press the button of the browser's question that names the app; False while there is
        none."""
        for control in self.reader.seen():
            with suppress(Gone):
                if control.role == Role.BUTTON and control.name in ANSWERS:
                    control.press()
                    return True
        return False


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with mail_server() as mails:
        yield mails


@pytest.fixture
def service(mails: MailServer, tmp_path: Path) -> Iterator[PortalProcess]:
    with running_portal_process(tmp_path / "portal", settings=mails.settings) as service:
        yield service


@pytest.fixture
def person(service: PortalProcess, tmp_path: Path) -> Iterator[Person]:
    with x_screen() as display, window_manager(display), ScreenReader() as reader:
        variables = {
            **desktop_variables(display, tmp_path),
            # Without a desktop's name xdg-open 1.1.3 takes a scheme with a digit for a file's.
            "XDG_CURRENT_DESKTOP": "GNOME",
        }
        register_app(service.address, variables)
        with default_browser(tmp_path / "browser", variables) as browser:
            person = Person(reader, browser, variables)
            yield person
            # It has the browser's output: Playwright would wait 30 seconds for its end.
            person.ends_app()


def register_app(portal_address: str, variables: dict[str, str]) -> None:
    """As `--register-links` does it, for an app of this portal."""
    applications = Path(variables["XDG_DATA_HOME"], "applications")
    applications.mkdir(exist_ok=True)
    command = (*own_command(), "--language", "de", "--portal", portal_address)
    (applications / DESKTOP_FILE).write_text(desktop_entry(command, BRANDING.product))
    words = ("xdg-mime", "default", DESKTOP_FILE, f"x-scheme-handler/{SCHEME}")
    subprocess.run(words, env=variables, check=True)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def come_to_code(page: Page, service: PortalProcess, mails: MailServer) -> None:
    """Register, confirm the address, ask for a code."""
    page.goto(service.address)
    press(page, portal_text("Accept"))
    page.goto(f"{service.address}/registration/new")
    page.fill("#ik", TYPED["ik"])
    page.locator("#institution").wait_for()
    page.fill("#institution", "Gemeinschaftspraxis am Markt")
    for name, value in TYPED.items():
        page.fill(f"#{name}", value)
    page.select_option("#salutation", "frau")
    page.check("#terms")
    page.check("#data")
    press(page, portal_text("Continue"))
    mail = mails.wait_for(LOGIN, "Ihre Registrierung")
    page.goto(mails.link(mail, "/registration/confirm"))
    press(page, portal_text("Confirm e-mail address"))
    page.get_by_role("link", name=portal_text("Continue registration")).wait_for()
    page.goto(f"{service.address}/registration/device/code")
    press(page, portal_text("Request a new code"))
    page.locator("#code").wait_for()


def open_app(page: Page, person: Person) -> None:
    """Press the link; the browser asks first, and that is agreed to."""
    page.get_by_role("link", name=portal_text("Open in the app on this computer")).click()
    until(person.agrees, what="the browser's question")
    # For a moment after it has come up, and after each answer in that moment, it takes none.
    while not person.has_come("activation.terms.read", 8):
        person.agrees()


def choose_pin(person: Person) -> None:
    person.presses("activation.code.next")
    for field in ("first", "second"):
        person.types(f"activation.pin.{field}", PIN)
    person.presses("activation.pin.activate")
    person.presses("activation.done.close")


def begin_login(page: Page, service: PortalProcess) -> None:
    page.goto(service.address)
    page.get_by_role("link", name=portal_text("Log in")).first.click()
    page.get_by_label(portal_text("User name")).fill(LOGIN)
    press(page, portal_text("Continue"))
    page.wait_for_url("**/login/wait")


@pytest.mark.slow
def test_browser_and_app_hand_over_to_each_other(
    person: Person, service: PortalProcess, mails: MailServer
) -> None:
    page = person.browser.pages[0]
    come_to_code(page, service, mails)
    open_app(page, person)
    until(lambda: person.front == BRANDING.window_title, what="the app in front")
    person.presses("activation.terms.read")
    person.presses("activation.terms.accept")
    person.waits_for("activation.code.code", page.locator("#code").inner_text())
    person.waits_for("activation.code.login", LOGIN)
    choose_pin(person)
    page.wait_for_url("**/registration/done")
    portal(service.data, "account", "clear", LOGIN)
    begin_login(page, service)
    person.types("approval.request.pin", PIN)
    with person.browser.expect_page() as opened:
        person.presses("approval.request.approve")
    assert opened.value.url.startswith(service.address)
    opened.value.wait_for_url("**/home")
    opened.value.get_by_text("Erika Mustermann").first.wait_for()
    page.wait_for_url("**/login/other-tab")
    person.waits_for("approval.outcome.title")
