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
    _offer(studio)
    page.goto("/download")
    studio.show(page, "download-files")
    page.goto("/barrier")
    button(page, portal_text("Send report")).click()
    page.locator(".field-error").wait_for()
    studio.show(page, "barrier-empty")
    page.goto("/barrier/thanks")
    studio.show(page, "barrier-thanks")
    page.context.close()


def _offer(studio: Studio) -> None:
    """Packages as they are built, for two of three systems."""
    folder = studio.portal.settings.downloads
    assert folder is not None
    for name in (
        "aok-2faktor-1.2.0-setup.exe",
        "aok-2faktor-1.2.0.msi",
        "aok-2faktor_1.2.0-1_amd64.deb",
        "aok-2faktor-1.2.0-1.x86_64.rpm",
        "aok-2faktor-policy-templates-1.2.0.zip",
    ):
        (folder / name).write_bytes(name.encode() * 1_000_000)


SCENES: list[Draw] = [info]
