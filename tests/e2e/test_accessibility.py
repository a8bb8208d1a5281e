"""Every page of the portal: no violation that axe-core finds, and a keyboard is enough."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, ViewportSize, expect

from tests.support.accessibility import (
    Rules,
    broken_words,
    keyboard_faults,
    print_faults,
    small_targets,
    too_wide,
    violations,
)
from tests.support.portal_screens.catalogue import SCENES
from tests.support.portal_screens.stage import in_english, play, studio
from tests.support.portal_screens.studio import Studio
from tests.support.texts import portal_text

NARROW = 320
"""CSS pixels, as wide as a window of 1280 at 400 % (WCAG 1.4.10)."""
TELEPHONE = 360
WIDE = ViewportSize(width=1280, height=720)


EDGES = """() => [...new Set([".top", "main", ".foot"].map((name) => {
  const one = document.querySelector(name);
  const box = one.getBoundingClientRect();
  const style = getComputedStyle(one);
  const left = box.left + parseFloat(style.paddingLeft);
  return `${left} ${box.right - parseFloat(style.paddingRight)}`;
}))]"""


class Inspector:
    """Looks at each page and writes down what is wrong with it."""

    def __init__(self) -> None:
        self.pages: list[str] = []
        self.faults: list[str] = []

    def look(self, page: Page, name: str) -> None:
        self.pages.append(name)
        self._look(page, name)
        self._look_in_the_dark(page, name)
        self._note(name, keyboard_faults(page))
        self._note(name, too_wide(page, NARROW))
        if not name.startswith("email-"):
            self._note(name, print_faults(page))
        page.set_viewport_size({"width": NARROW, "height": 800})
        self._note(f"{name} at 400 %", small_targets(page))
        page.set_viewport_size(WIDE)
        self._note(name, small_targets(page))
        page.set_viewport_size({"width": TELEPHONE, "height": 800})
        self._note(f"{name} on a telephone", [*small_targets(page), *broken_words(page)])
        page.set_viewport_size(WIDE)
        with in_english(page) as english:
            assert english.locator("html").get_attribute("lang") == "en"
            # The language changes no colour.
            found = violations(english, Rules.BUT_COLOURS)
            self._note(f"{name} in English", [*found, *too_wide(english, NARROW)])

    def _look(self, page: Page, name: str) -> None:
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        self._note(f"{name}, light", violations(page))

    def _look_in_the_dark(self, page: Page, name: str) -> None:
        # Nothing but values of colours depends on the scheme: Branding.colours_css.
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        self._note(f"{name}, dark", violations(page, Rules.COLOURS))

    def _note(self, name: str, faults: list[str]) -> None:
        self.faults += [f"{name}: {fault}" for fault in faults]


BAD = """<!doctype html><html lang="en"><title>x</title><main><h1>x</h1>
<style>button { outline: none !important } p { color: #ccc; width: 400px }</style>
<button id="unseen" style="height: 20px">one</button>
<a href="/x" tabindex="-1">two</a><p>pale and wide</p>
<table><tr style="display: grid"><td>1</td></tr></table>
<p style="width: 40px; overflow-wrap: break-word">Arbeitgeber</p></main>"""


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
    assert violations(page, Rules.COLOURS) == violations(page)
    assert violations(page, Rules.BUT_COLOURS) == []
    unseen, missed = keyboard_faults(page)
    assert unseen.startswith("focus is not visible: <button")
    assert missed.startswith("Tab does not come to: <a href")
    assert too_wide(page, NARROW)
    assert print_faults(page) == [
        "a button is printed: one",
        "the columns of a table are not printed",
    ]
    assert broken_words(page) == ["broken in its middle: Arbeitgeber"]
    assert [fault.partition("<")[2] for fault in small_targets(page)] == [
        'button id="unseen" style="height: 20px">one</button>'
    ]
    page.context.close()


def test_on_a_telephone_a_button_shows_the_menu(place: Studio) -> None:
    context = place.context()
    page = context.new_page()
    page.set_viewport_size({"width": TELEPHONE, "height": 640})
    page.goto("/login")
    english = page.get_by_role("button", name="English")
    expect(english).to_be_hidden()
    menu = page.get_by_role("button", name=portal_text("Menu"))
    menu.press("Enter")
    expect(english).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(english).to_be_focused()
    page.keyboard.press("Escape")
    expect(english).to_be_hidden()
    expect(menu).to_be_focused()
    menu.click()
    english.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    context.close()


def test_cookies_can_be_accepted_without_scrolling(place: Studio) -> None:
    context = place.context(accepted=False)
    page = context.new_page()
    for width, height in ((1050, 890), (360, 640)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto("/")
        expect(page.get_by_role("button", name=portal_text("Accept"))).to_be_in_viewport(ratio=1)
    context.close()


def test_header_cards_and_footer_begin_and_end_at_the_same_lines(place: Studio) -> None:
    context = place.context()
    page = context.new_page()
    for width in (TELEPHONE, 800, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto("/privacy")
        assert len(page.evaluate(EDGES)) == 1, page.evaluate(EDGES)
    context.close()
