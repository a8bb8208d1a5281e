"""A sheet of all components of the style sheet, within the frame of a real page."""

from pathlib import Path

from tests.support.device import Device
from tests.support.portal_screens.studio import Draw, Studio

_SHEET = Path(__file__).with_name("components.html")


def components(studio: Studio, _device: Device) -> None:
    page = studio.context().new_page()
    page.goto("/help")
    sheet = _SHEET.read_text("utf-8")
    page.locator("main").evaluate("(main, sheet) => { main.innerHTML = sheet; }", sheet)
    page.keyboard.press("Tab")
    page.locator("main .button").first.focus()
    studio.show(page, "components")
    page.context.close()


SCENES: list[Draw] = [components]
