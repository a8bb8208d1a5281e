"""Every page of the portal: no violation that axe-core finds, and a keyboard is enough."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright

from tests.support.accessibility import keyboard_faults, too_wide, violations
from tests.support.portal_screens.catalogue import SCENES
from tests.support.portal_screens.stage import in_english, play, studio
from tests.support.portal_screens.studio import Studio

NARROW = 320
"""CSS pixels, as wide as a window of 1280 at 400 % (WCAG 1.4.10)."""


class Inspector:
    """Looks at each page and writes down what is wrong with it."""

    def __init__(self) -> None:
        self.pages: list[str] = []
        self.faults: list[str] = []

    def look(self, page: Page, name: str) -> None:
        self.pages.append(name)
        self._look(page, name)
        self._note(name, keyboard_faults(page))
        self._note(name, too_wide(page, NARROW))
        with in_english(page) as english:
            assert english.locator("html").get_attribute("lang") == "en"
            self._look(english, f"{name} in English")
            self._note(f"{name} in English", too_wide(english, NARROW))

    def _look(self, page: Page, name: str) -> None:
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        self._note(f"{name}, light", violations(page))
        # Nothing but values of colours depends on the scheme: Branding.colours_css.
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        self._note(f"{name}, dark", violations(page, of_colours=True))

    def _note(self, name: str, faults: list[str]) -> None:
        self.faults += [f"{name}: {fault}" for fault in faults]


BAD = """<!doctype html><html lang="en"><title>x</title><main><h1>x</h1>
<style>button { outline: none !important } p { color: #ccc; width: 400px }</style>
<button id="unseen">one</button><a href="/x" tabindex="-1">two</a><p>pale and wide</p></main>"""


@pytest.fixture(scope="module")
def inspector() -> Inspector:
    return Inspector()


@pytest.fixture(scope="module")
def place(
    playwright: Playwright, inspector: Inspector, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Studio]:
    data: Path = tmp_path_factory.mktemp("studio")
    with studio(playwright, data, inspector.look) as there:
        yield there


@pytest.mark.parametrize("number", range(len(SCENES)))
def test_everybody_can_use_every_page(place: Studio, inspector: Inspector, number: int) -> None:
    inspector.pages.clear()
    inspector.faults.clear()
    play(place, SCENES[number], number)
    assert inspector.pages
    assert inspector.faults == []


def test_what_is_wrong_with_a_page_is_found(place: Studio) -> None:
    page = place.context().new_page()
    page.set_content(BAD)
    assert [fault.partition(":")[0] for fault in violations(page)] == ["color-contrast"]
    assert violations(page, of_colours=True) == violations(page)
    unseen, missed = keyboard_faults(page)
    assert unseen.startswith("focus is not visible: <button")
    assert missed.startswith("Tab does not come to: <a href")
    assert too_wide(page, NARROW)
    page.context.close()
