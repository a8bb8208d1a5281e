"""A portal and a browser to play scenes with."""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Page, Playwright

from tests.support.portal_screens.studio import LOGIN, Draw, Look, Studio, await_pictures
from tests.support.portal_server import running_portal

_BETWEEN_SECONDS = 3600


@contextlib.contextmanager
def studio(playwright: Playwright, data: Path, look: Look) -> Iterator[Studio]:
    """A studio whose portal has its files in `data`."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    downloads = data / "downloads"
    downloads.mkdir()
    with running_portal(data, code_transfer=True, downloads=downloads) as portal:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            yield Studio(browser, portal, look)
        finally:
            browser.close()


def play(studio: Studio, draw: Draw, number: int) -> None:
    """Play a scene with an account of its own, an hour after the last one."""
    draw(studio, studio.account(LOGIN if number == 0 else f"montag{number}@abc.de"))
    studio.later(_BETWEEN_SECONDS)


@contextlib.contextmanager
def in_english(page: Page) -> Iterator[Page]:
    """The same address in English, in the same browser.

    What a page shows in answer to a form, or after a script has run, is not there then.
    """
    context = page.context
    # The page's own address would give a second cookie, for its folder, that hides the first.
    root = urljoin(page.url, "/")
    visits = [cookie for cookie in context.cookies() if cookie["name"] == "visit"]
    for cookie in visits:
        value = cookie["value"].partition(".")[0]
        context.add_cookies([{"name": "visit", "value": f"{value}.en", "url": root}])
    another = context.new_page()
    another.set_viewport_size({"width": 1280, "height": 800})
    another.goto(page.url if visits else f"{page.url}&lang=en")
    await_pictures(another)
    try:
        yield another
    finally:
        another.close()
        for cookie in visits:
            context.add_cookies([{"name": "visit", "value": cookie["value"], "url": root}])
