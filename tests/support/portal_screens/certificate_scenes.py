"""Step 2 of a registration: form and upload."""

from playwright.sync_api import Page

from tests.support.device import Device
from tests.support.portal_screens.studio import Draw, Studio
from tests.support.texts import portal_text
from tests.support.uploads import samples
from tests.support.uploads.registrations import PATH, registered, working_on

_SLOW = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 100_000}


def certificate(studio: Studio, _device: Device) -> None:
    registration = registered(studio.portal)
    page = _opened(studio, registration)
    studio.show(page, "certificate")
    page.get_by_role("button", name=portal_text("Continue")).click()
    page.get_by_role("alert").wait_for()
    studio.show(page, "certificate-missing")
    _choose(page, "Bescheinigung Praxis Dr. Müßig, Seite 1 und 2.pdf", samples.pdf(2))
    delete = page.locator(".files summary")
    delete.wait_for()
    studio.show(page, "certificate-listed")
    _choose(page, "IMG_4711.jfif", samples.GOOD["a.jpg"])
    delete.nth(1).click()
    studio.show(page, "certificate-removing")
    page.get_by_role("button", name=portal_text("Yes, delete")).click()
    delete.nth(1).wait_for(state="detached")
    studio.show(page, "certificate-removed")
    _choose(page, "bescheinigung.pdf.exe", b"MZ" + bytes(100))
    page.get_by_role("alert").wait_for()
    studio.show(page, "certificate-refused")
    studio.portal.execute(
        "UPDATE registrations SET state = 'ordered' WHERE id = :r", r=registration
    )
    page.goto(PATH)
    studio.show(page, "certificate-closed")
    page.context.close()


def certificate_asked(studio: Studio, _device: Device) -> None:
    reason = "Auf Seite 2 fehlt die Unterschrift."
    page = _opened(studio, registered(studio.portal, reason=reason))
    studio.show(page, "certificate-asked")
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", _SLOW)
    _choose(page, "Scan.txt", b"x" * 9_000_000)
    page.get_by_role("progressbar").wait_for()
    studio.show(page, "certificate-uploading")
    page.context.close()


def _opened(studio: Studio, registration: str) -> Page:
    visit = working_on(studio.portal, registration).cookie("visit")
    context = studio.context()
    context.add_cookies([{"name": "visit", "value": visit or "", "url": studio.url}])
    page = context.new_page()
    page.goto(PATH)
    return page


def _choose(page: Page, name: str, data: bytes) -> None:
    page.set_input_files(
        "#files", {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    )


SCENES: list[Draw] = [certificate, certificate_asked]
