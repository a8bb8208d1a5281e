"""Whether a page can be used by everybody, as far as a machine can tell (WCAG 2.2, AA)."""

from enum import Enum, auto
from typing import Any, Final

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

PAPER_WIDTH: Final = 718
"""Of A4 between margins of 1 cm, in pixels of CSS."""
_TAGS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_COLOURS: Final = ("color-contrast", "link-in-text-block")
_OPTIONS: Final = {"resultTypes": ["violations"], "preload": False}
_RUN: Final = "(options) => axe.run(document, options).then((found) => found.violations)"
# Every element that Tab should come to; of a group of radio buttons one.
_FIND: Final = """() => {
  const all = "a[href], button, input:not([type=hidden]), select, " +
    "textarea, summary, [tabindex='0']";
  const groups = new Set();
  window.wanted = [...document.querySelectorAll(all)].filter((one) => {
    if (one.disabled || !one.checkVisibility({ visibilityProperty: true })) {
      return false;
    }
    if (one.type !== "radio") {
      return true;
    }
    const first = !groups.has(one.name);
    groups.add(one.name);
    return first;
  });
  document.activeElement.blur();
  window.focused = [];
  document.addEventListener("focusin", ({ target: one }) => {
    const style = getComputedStyle(one);
    const same = (other) => other === one || (one.type === "radio" && other.name === one.name);
    window.focused.push({
      number: window.wanted.findIndex(same),
      visible: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
      // On a filled button the ring is seen by its gap alone.
      parted: !one.matches(".button") || parseFloat(style.outlineOffset) >= 2,
      name: one.outerHTML.slice(0, 100),
    });
  });
  return window.wanted.length;
}"""
_FOCUS: Final = (("visible", "focus is not visible"), ("parted", "focus has no gap"))
_NAMES: Final = "(numbers) => numbers.map((n) => window.wanted[n].outerHTML.slice(0, 100))"
# The browser's own interface, or the page itself, may come between the last and the first.
_SPARE: Final = 3
_SMALL: Final = """(least) => {
  const all = "a[href], button, summary, input, select, textarea";
  const found = [];
  for (const one of document.querySelectorAll(all)) {
    if (!one.checkVisibility({ visibilityProperty: true }) || one.matches(".skip")) {
      continue;
    }
    const ticked = one.matches("[type=checkbox], [type=radio]");
    const box = ((ticked && one.closest("label")) || one).getBoundingClientRect();
    const inline = getComputedStyle(one).display === "inline";
    let height = one.matches(".button") ? least.button : least.any;
    if (one.matches(".compact")) {
      height = least.compact;
    }
    if (!inline && (box.height < height || box.width < least.any)) {
      found.push(`${box.width} x ${box.height} ${one.outerHTML.slice(0, 100)}`);
    }
  }
  return found;
}"""
_BROKEN: Final = r"""() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const around = text.parentElement;
    const style = getComputedStyle(around);
    const isHeardOnly = style.clipPath === "inset(50%)";
    if (!around.checkVisibility() || isHeardOnly || style.overflowWrap === "anywhere") {
      continue;
    }
    for (const word of text.data.matchAll(/[^\s\-\u2013\u00ad\/]+/g)) {
      const range = document.createRange();
      // The hyphen that is drawn for a soft one belongs to the letter behind it.
      const behind = text.data[word.index - 1] === "\u00ad" ? 1 : 0;
      range.setStart(text, word.index + behind);
      range.setEnd(text, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
      if (lines.size > 1) {
        found.push(word[0]);
      }
    }
  }
  return found;
}"""


class Rules(Enum):
    """Which ones of axe-core are asked; those of colours take most of its time."""

    ALL = auto()
    COLOURS = auto()
    BUT_COLOURS = auto()

    @property
    def options(self) -> dict[str, Any]:
        if self is Rules.COLOURS:
            return {"runOnly": {"type": "rule", "values": list(_COLOURS)}}
        enabled = self is Rules.ALL
        rules = {name: {"enabled": enabled} for name in _COLOURS}
        return {"runOnly": {"type": "tag", "values": list(_TAGS)}, "rules": rules}


def violations(page: Page, rules: Rules = Rules.ALL) -> list[str]:
    """What axe-core finds, one sentence for each rule that is broken."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(_RUN, {**_OPTIONS, **rules.options})
    return [f"{rule['id']}: {rule['help']}, at {_places(rule['nodes'])}" for rule in found]


def keyboard_faults(page: Page) -> list[str]:
    """What Tab does not come to, and where the focus cannot be seen."""
    number = page.evaluate(_FIND)
    reached, faults = set(), []
    for _ in range(number + _SPARE):
        page.keyboard.press("Tab")
    for focused in page.evaluate("window.focused"):
        if focused["number"] < 0:
            continue
        if focused["number"] not in reached:
            faults += [f"{fault}: {focused['name']}" for key, fault in _FOCUS if not focused[key]]
        reached.add(focused["number"])
    missed = page.evaluate(_NAMES, sorted(set(range(number)) - reached))
    return [*faults, *(f"Tab does not come to: {name}" for name in missed)]


def too_wide(page: Page, width: int) -> list[str]:
    """Whether a page has to be scrolled sideways in a window of `width` CSS pixels."""
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": 800})
    needed = int(page.evaluate("document.documentElement.scrollWidth"))
    if before is not None:
        page.set_viewport_size(before)
    return [f"{needed} pixels wide in a window of {width}"] if needed > width else []


def small_targets(page: Page) -> list[str]:
    """What is smaller than 24 pixels (WCAG 2.2, 2.5.8), and buttons lower than 44, in cards 40.

    Links within a sentence may be as small as its letters.
    """
    found: Any = page.evaluate(_SMALL, {"any": 24, "button": 44, "compact": 40})
    return [f"too small: {name}" for name in found]


def print_faults(page: Page) -> list[str]:
    """Buttons that would be on paper of A4, and columns that would not."""
    before = page.viewport_size
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER_WIDTH, "height": 800})
    names = page.locator("button:visible, .button:visible").all_inner_texts()
    lines = page.locator("table tr").evaluate_all(
        "rows => rows.filter(row => row.checkVisibility()"
        " && getComputedStyle(row).display !== 'table-row').length"
    )
    page.emulate_media(media="screen")
    if before is not None:
        page.set_viewport_size(before)
    columns = ["the columns of a table are not printed"] if lines else []
    return [*(f"a button is printed: {name}" for name in names), *columns]


def broken_words(page: Page) -> list[str]:
    """Words that go on in another line, other than behind a hyphen.

    What people typed is excepted: its styles say `overflow-wrap: anywhere`.
    """
    found: Any = page.evaluate(_BROKEN)
    return [f"broken in its middle: {word}" for word in found]


def _places(nodes: list[Any]) -> str:
    return ", ".join(str(node["target"][0]) for node in nodes)
