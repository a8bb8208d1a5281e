"""Pictures of every page and state of the portal, light and dark, narrow and wide.

    write_screens(folder)   writes portal-NAME.SCHEME.WIDTH.png

Chromium drives the real pages; `apt-get install chromium fonts-noto-core` where it is missing.
"""

import contextlib
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal
from unittest import mock

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from crypto.statements import Decision
from portal.rate_limits import RateLimit
from portal.web.cookies import new_cookie
from tests.support.device import Device, PortalProblem
from tests.support.portal_server import RunningPortal, running_portal

WIDTHS = (360, 1280)
HEIGHT = 800
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LOGIN = "maler.montag@abc.de"


class Studio:
    """Takes the pictures."""

    def __init__(self, folder: Path, browser: Browser, portal: RunningPortal) -> None:
        self._folder = folder
        self._browser = browser
        self._portal = portal

    @property
    def url(self) -> str:
        return self._portal.url

    def context(self) -> BrowserContext:
        """A browser in which the cookies are accepted."""
        context = self._browser.new_context(locale="de-DE", base_url=self.url)
        context.add_cookies([{"name": "visit", "value": new_cookie(), "url": self.url}])
        return context

    def shoot(self, page: Page, name: str) -> None:
        """Draw a page in all widths and schemes."""
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": HEIGHT})
                path = self._folder / f"portal-{name}.{scheme}.{width}.png"
                page.screenshot(path=path, full_page=True)

    def account(self, login: str = LOGIN) -> Device:
        """A cleared account with an active device."""
        self._portal.create_account(login, "Maren Montag", "Praxis Dr. Montag", cleared=True)
        device = Device(self.url)
        device.activate(login, self._portal.issue_code(login))
        device.confirm()
        return device

    def further(self, device: Device, name: str) -> Device:
        """One more device of the same account."""
        device.freshen()
        login = str(device.status()["account"]["login"])
        other = Device(self.url)
        code = self._portal.issue_code(login)
        other.send(other.activation(login, code, texts={"name": name, "os": "Windows 11"}))
        other.confirm()
        return other

    def forget_device(self, name: str) -> None:
        """Let a device be gone without what else that ends."""
        self._portal.execute("UPDATE devices SET state = 'revoked' WHERE name = :n", n=name)

    def later(self, seconds: int) -> None:
        self._portal.clock.advance(seconds)


Draw = Callable[[Studio, Device], None]


def write_screens(folder: Path) -> None:
    """Draw everything into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    program = shutil.which("chromium") or shutil.which("google-chrome")
    with (
        tempfile.TemporaryDirectory() as data,
        running_portal(Path(data), code_transfer=True) as portal,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        studio = Studio(folder, browser, portal)
        for number, draw in enumerate(PAGES):
            draw(studio, studio.account(LOGIN if number == 0 else f"montag{number}@abc.de"))
            studio.later(3600)
        browser.close()


def _login_of(device: Device) -> str:
    return str(device.status()["account"]["login"])


def begin(page: Page, login: str) -> None:
    """Fill in the login page and come to the waiting page."""
    page.goto("/login")
    page.get_by_label("Benutzername / E-Mail-Adresse").fill(login)
    page.get_by_role("button", name="Weiter").click()
    page.get_by_text("Noch gültig").wait_for()


def waiting(studio: Studio, device: Device) -> None:
    page = studio.context().new_page()
    begin(page, _login_of(device))
    studio.shoot(page, "wait")
    page.context.close()


def waiting_with_code(studio: Studio, device: Device) -> None:
    page = studio.context().new_page()
    begin(page, _login_of(device))
    page.get_by_role("button", name="Die App läuft").click()
    page.locator("#code").wait_for()
    studio.shoot(page, "wait-code")
    page.context.close()


def simple_pages(studio: Studio, _device: Device) -> None:
    page = studio.context().new_page()
    for name, path in {"start": "/", "login": "/login", "error-404": "/nothing"}.items():
        page.goto(path)
        studio.shoot(page, name)
    for name, typed in {"login-empty": "", "login-form": "maler montag"}.items():
        page.goto("/login")
        page.get_by_label("Benutzername / E-Mail-Adresse").fill(typed)
        page.get_by_role("button", name="Weiter").click()
        page.locator(".field-error").wait_for()
        studio.shoot(page, name)
    page.goto("/login/finish")
    page.get_by_text("abgelaufen").wait_for()
    studio.shoot(page, "ticket-gone")
    page.context.close()


def ended(event: Callable[[Studio, Device, Page], None], name: str, words: str) -> Draw:
    """A picture of the waiting page after something has ended the login."""

    def draw(studio: Studio, device: Device) -> None:
        page = studio.context().new_page()
        begin(page, _login_of(device))
        event(studio, device, page)
        page.get_by_role("heading", name=words).wait_for()
        studio.shoot(page, f"ended-{name}")
        page.context.close()

    return draw


def _deny(_studio: Studio, device: Device, _page: Page) -> None:
    device.respond(device.poll()["challenge"], Decision.DENY)


def _report(_studio: Studio, device: Device, _page: Page) -> None:
    device.respond(device.poll()["challenge"], Decision.REPORT)


def _expire(studio: Studio, _device: Device, _page: Page) -> None:
    studio.later(180)


def _supersede(studio: Studio, device: Device, _page: Page) -> None:
    other = studio.context().new_page()
    begin(other, _login_of(device))
    other.context.close()


def _lock(_studio: Studio, device: Device, _page: Page) -> None:
    for _ in range(5):
        try:
            device.applogin("000001")
        except PortalProblem:
            continue


def _suspect(_studio: Studio, device: Device, _page: Page) -> None:
    with contextlib.suppress(PortalProblem):
        device.copied(b"another machine").poll()


def _elsewhere(studio: Studio, device: Device, _page: Page) -> None:
    ticket = device.respond(device.poll()["challenge"])["ticket"]
    other = studio.context().new_page()
    other.goto(f"/login/finish#t={ticket}")
    other.get_by_role("button", name="In diesem Browser anmelden").wait_for()
    studio.shoot(other, "finish-elsewhere")
    other.context.close()


def too_many(studio: Studio, device: Device) -> None:
    page = studio.context().new_page()
    for _ in range(3):
        begin(page, _login_of(device))
    page.goto("/login")
    page.get_by_label("Benutzername / E-Mail-Adresse").fill(_login_of(device))
    page.get_by_role("button", name="Weiter").click()
    page.get_by_role("heading", name="Bitte warten").wait_for()
    studio.shoot(page, "too-many")
    page.context.close()


def finished(studio: Studio, device: Device) -> None:
    context = studio.context()
    page, second = context.new_page(), context.new_page()
    begin(page, _login_of(device))
    ticket = device.respond(device.poll()["challenge"])["ticket"]
    second.goto(f"/login/finish#t={ticket}")
    second.get_by_role("heading", name="Anmeldung bestätigt").wait_for()
    studio.shoot(second, "finish-done")
    page.get_by_role("heading", name="Guten Tag").wait_for()
    studio.shoot(page, "home-first")
    context.close()


def from_the_app(studio: Studio, device: Device) -> None:
    context = studio.context()
    page = context.new_page()
    for number in range(2):
        ticket = device.applogin()["ticket"]
        page.goto(f"/login/app#t={ticket}")
        device.claim(ticket, wait=25)
        if number == 0:
            studio.shoot(page, "app-working")
        device.claimok(ticket)
        page.get_by_role("heading", name="Guten Tag").wait_for()
    studio.shoot(page, "home")
    ticket = device.applogin()["ticket"]
    page.goto(f"/login/app#t={ticket}")
    device.claim(ticket, wait=25)
    device.claimok(ticket, ok=False)
    page.get_by_text("zurückgenommen").wait_for()
    studio.shoot(page, "ticket-void")
    context.close()


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


def my_devices(studio: Studio, device: Device) -> None:
    page = logged_in(studio, device)
    page.goto("/devices")
    studio.shoot(page, "devices-one")
    page.get_by_text("Entfernen", exact=True).click()
    studio.shoot(page, "devices-remove-last")
    studio.later(86_400)
    locked = studio.further(device, "Laptop von Dr. Montag, mit einem langen Namen zu Hause")
    studio.further(device, "Anmeldung 2")
    _lock(studio, locked, page)
    page.context.close()
    page = logged_in(studio, device)
    page.goto("/devices")
    studio.shoot(page, "devices")
    item = page.locator(".item").nth(2)
    item.get_by_text("Umbenennen").click()
    item.get_by_label("Neuer Name").fill("Büro „2“")
    studio.shoot(page, "devices-rename")
    item.get_by_role("button", name="Weiter").click()
    page.locator(".field-error").wait_for()
    studio.shoot(page, "devices-rename-wrong")
    page.context.close()


def ask_to_remove(studio: Studio, device: Device) -> Page:
    """A page that waits until the removal of a further device is confirmed."""
    studio.further(device, "Laptop")
    page = logged_in(studio, device)
    page.goto("/devices")
    item = page.locator(".item", has=page.get_by_role("heading", name="Laptop"))
    item.get_by_text("Entfernen", exact=True).click()
    item.get_by_role("button", name="Weiter").click()
    page.get_by_text("Noch gültig").wait_for()
    return page


def change_waits(studio: Studio, device: Device) -> None:
    page = ask_to_remove(studio, device)
    studio.shoot(page, "change-wait")
    page.context.close()


def change_ended(event: Callable[[Studio, Device, Page], None], name: str, words: str) -> Draw:
    """A picture of what a change has come to."""

    def draw(studio: Studio, device: Device) -> None:
        page = ask_to_remove(studio, device)
        event(studio, device, page)
        page.get_by_role("heading", name=words).wait_for()
        studio.shoot(page, f"change-{name}")
        page.context.close()

    return draw


def _approve(_studio: Studio, device: Device, _page: Page) -> None:
    device.respond(device.poll()["challenge"])


def _come_too_late(studio: Studio, device: Device, _page: Page) -> None:
    challenge = device.poll()["challenge"]
    studio.forget_device("Laptop")
    with contextlib.suppress(PortalProblem):
        device.respond(challenge)


def own_device_removed(studio: Studio, device: Device) -> None:
    page = logged_in(studio, device)
    page.goto("/devices")
    page.get_by_text("Entfernen", exact=True).click()
    page.get_by_role("button", name="Weiter").click()
    page.get_by_text("Noch gültig").wait_for()
    _approve(studio, device, page)
    page.get_by_role("heading", name="erledigt").wait_for()
    studio.shoot(page, "change-own-device")
    page.context.close()


def history(studio: Studio, device: Device) -> None:
    page = studio.context().new_page()
    begin(page, _login_of(device))
    _deny(studio, device, page)
    with contextlib.suppress(PortalProblem):
        device.applogin("000001")
    page.context.close()
    studio.later(86_400 + 900)
    page = logged_in(studio, device)
    page.goto("/devices")
    page.get_by_text("Umbenennen").click()
    page.get_by_label("Neuer Name").fill("Büro 2")
    page.get_by_role("button", name="Weiter").click()
    page.get_by_text("Noch gültig").wait_for()
    _approve(studio, device, page)
    page.get_by_role("heading", name="erledigt").wait_for()
    page.goto("/security")
    studio.shoot(page, "security")
    page.context.close()


def broken_line(studio: Studio, device: Device) -> None:
    page = studio.context().new_page()
    begin(page, _login_of(device))
    page.context.set_offline(True)
    page.get_by_text("unterbrochen").wait_for()
    studio.shoot(page, "wait-offline")
    page.context.close()


def failures(studio: Studio, _device: Device) -> None:
    page = studio.context().new_page()
    page.goto("/login")
    with mock.patch("portal.login.start_routes.normalised", side_effect=RuntimeError("a fault")):
        page.get_by_role("button", name="Weiter").click()
        page.get_by_text("AGP-500").wait_for()
    studio.shoot(page, "error-500")
    page.goto("/login")
    with mock.patch.object(RateLimit, "take", return_value=60):
        page.get_by_role("button", name="Weiter").click()
        page.get_by_text("AGP-429").wait_for()
    studio.shoot(page, "error-429")
    page.goto("about:blank")
    page.set_content(f'<form method="post" action="{studio.url}/login"><button>x</button></form>')
    page.get_by_role("button").click()
    page.get_by_text("AGP-403").wait_for()
    studio.shoot(page, "error-403")
    page.context.close()


PAGES: list[Draw] = [
    waiting,
    waiting_with_code,
    simple_pages,
    ended(_deny, "denied", "abgelehnt"),
    ended(_report, "reported", "gemeldet"),
    ended(_expire, "expired", "abgelaufen"),
    ended(_supersede, "superseded", "neuere"),
    ended(_lock, "locked", "gesperrt"),
    ended(_suspect, "removed", "beendet"),
    ended(_elsewhere, "elsewhere", "beendet"),
    too_many,
    finished,
    from_the_app,
    my_devices,
    change_waits,
    change_ended(_approve, "done", "erledigt"),
    change_ended(_deny, "denied", "abgelehnt"),
    change_ended(_report, "reported", "gemeldet"),
    change_ended(_expire, "expired", "abgelaufen"),
    change_ended(_supersede, "superseded", "neuere"),
    change_ended(_lock, "locked", "gesperrt"),
    change_ended(_come_too_late, "impossible", "nicht mehr möglich"),
    own_device_removed,
    history,
    broken_line,
    failures,
]


if __name__ == "__main__":
    write_screens(Path(sys.argv[1]))
