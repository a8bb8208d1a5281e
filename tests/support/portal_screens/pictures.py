"""Pictures of every page and state of the portal, light and dark, narrow and wide.

    write_screens(folder)   writes portal-NAME.SCHEME.WIDTH.png, in English portal-NAME.en.png,
                            as printed portal-NAME.print.png, in the colours of a dark contrast
                            theme portal-NAME.forced.png

Chromium drives the real pages; `apt-get install chromium fonts-noto-core` where it is missing.
"""

import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, sync_playwright

from tests.support.accessibility import PAPER_WIDTH
from tests.support.portal_screens.catalogue import SCENES
from tests.support.portal_screens.stage import in_english, play, studio

WIDTHS = (360, 1280)
HEIGHT = 800
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def write_screens(folder: Path) -> None:
    """Draw everything into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)

    def shoot(page: Page, name: str) -> None:
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": HEIGHT})
                path = folder / f"portal-{name}.{scheme}.{width}.png"
                page.screenshot(path=path, full_page=True)
        _shoot_special(page, folder / f"portal-{name}")
        with in_english(page) as english:
            english.screenshot(path=folder / f"portal-{name}.en.png", full_page=True)

    with (
        tempfile.TemporaryDirectory() as data,
        sync_playwright() as playwright,
        studio(playwright, Path(data), shoot) as there,
    ):
        for number, draw in enumerate(SCENES):
            play(there, draw, number)


def _shoot_special(page: Page, path: Path) -> None:
    """On paper, and in forced colours; the page is as it was afterwards."""
    page.emulate_media(color_scheme="dark", forced_colors="active")
    page.screenshot(path=path.with_suffix(".forced.png"), full_page=True)
    page.emulate_media(media="print", color_scheme="light", forced_colors="none")
    page.set_viewport_size({"width": PAPER_WIDTH, "height": HEIGHT})
    page.screenshot(path=path.with_suffix(".print.png"), full_page=True)
    page.emulate_media(media="screen", color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size({"width": WIDTHS[-1], "height": HEIGHT})
