"""Pages that anybody may read: help, accessibility, downloads, terms."""

from tests.support.device import Device
from tests.support.portal_screens.studio import Draw, Studio, button
from tests.support.texts import portal_text

NAMES = ("help", "contact", "accessibility", "terms", "privacy", "download", "barrier")


def info(studio: Studio, _device: Device) -> None:
    page = studio.context().new_page()
    for name in NAMES:
        page.goto(f"/{name}")
        studio.show(page, name)
    button(page, portal_text("Send report")).click()
    page.locator(".field-error").wait_for()
    studio.show(page, "barrier-empty")
    page.goto("/barrier/thanks")
    studio.show(page, "barrier-thanks")
    page.context.close()


SCENES: list[Draw] = [info]
