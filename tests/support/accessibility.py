"""Whether a page can be used by everybody, as far as a machine can tell (WCAG 2.2, AA)."""

from typing import Any, Final

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

_TAGS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_ALL: Final = {"type": "tag", "values": list(_TAGS)}
_OF_COLOURS: Final = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
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
      name: one.outerHTML.slice(0, 100),
    });
  });
  return window.wanted.length;
}"""
_NAMES: Final = "(numbers) => numbers.map((n) => window.wanted[n].outerHTML.slice(0, 100))"
# The browser's own interface, or the page itself, may come between the last and the first.
_SPARE: Final = 3


def violations(page: Page, *, of_colours: bool = False) -> list[str]:
    """What axe-core finds, one sentence for each rule that is broken; all, or that of colours."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    rules = _OF_COLOURS if of_colours else _ALL
    found = page.evaluate(_RUN, {"runOnly": rules, "resultTypes": ["violations"]})
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
        if not focused["visible"] and focused["number"] not in reached:
            faults.append(f"focus is not visible: {focused['name']}")
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


def _places(nodes: list[Any]) -> str:
    return ", ".join(str(node["target"][0]) for node in nodes)
