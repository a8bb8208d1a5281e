"""The text of a Word paragraph, with what is beside it in pictures and boxes."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from portal.domain.certificates.sandbox.office_pictures import attribute, local

_LEFT_OUT: Final = frozenset({"del", "moveFrom", "instrText", "Fallback", "pPr", "rPr"})
"""Deleted text, commands, and what older programs show instead of what stood before."""
_SIGNS: Final = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}
_PICTURES: Final = {"blip": "embed", "imagedata": "id"}
_DRAWINGS: Final = frozenset({"chart", "relIds"})
_NOTES: Final = frozenset({"footnoteReference", "endnoteReference"})
_TICKS: Final = {
    "f06f": "☐",
    "f071": "☐",
    "f0a8": "☐",
    "f0fb": "✗",
    "f0fc": "✓",
    "f0fd": "☒",
    "f0fe": "☑",
}
"""Of the font Wingdings."""
_OFF: Final = ("0", "false", "off")


def child(element: Any, *path: str) -> Any:
    """The element at the end of a path of names; None where there is none."""
    for name in path:
        element = next((one for one in element if local(one) == name), None)
        if element is None:
            return None
    return element


def is_on(element: Any) -> bool:
    """A switch (ECMA-376, part 1, 17.17.4): on if it is there, unless it says otherwise."""
    return element is not None and attribute(element, "val") not in _OFF


@dataclass
class Words:
    """What a paragraph holds."""

    text: str = ""
    beside: list[Any] = field(default_factory=list)
    """Text boxes."""
    pictures: list[str | None] = field(default_factory=list)
    """Relations; None for what is no picture that we can draw."""
    hidden: bool = False
    """There is text that is not shown."""

    def read(self, element: Any, notes: dict[str, int]) -> None:
        """Add what lies in an element; `notes` has their numbers."""
        for one in element:
            name = local(one)
            if name in _LEFT_OUT or (name == "r" and self._is_hidden(one)):
                continue
            if name == "t":
                self.text += one.text or ""
            elif name in _SIGNS:
                self.text += _SIGNS[name]
            elif name == "sym":
                self.text += _TICKS.get(attribute(one, "char").lower(), "▪")
            elif name == "checkBox":
                self.text += "☒" if _is_ticked(one) else "☐"
            elif name in _NOTES:
                self.text += f"[{notes.get(name[:-9] + attribute(one, 'id'), '?')}]"
            elif name == "txbxContent":
                self.beside.append(one)
            elif name in _PICTURES:
                self.pictures.append(attribute(one, _PICTURES[name]) or None)
            elif name in _DRAWINGS:
                self.pictures.append(None)
            else:
                self.read(one, notes)

    def _is_hidden(self, run: Any) -> bool:
        hidden = is_on(child(run, "rPr", "vanish"))
        self.hidden |= hidden and any(local(one) == "t" for one in run)
        return hidden


def _is_ticked(box: Any) -> bool:
    """Of a form field (ECMA-376, part 1, 17.16.7)."""
    checked = child(box, "checked")
    return is_on(child(box, "default") if checked is None else checked)


class Lists:
    """Numbers and bullets, which stand in no text (ECMA-376, part 1, 17.9)."""

    def __init__(self, numbering: Any) -> None:
        self._counts: Counter[tuple[str, int]] = Counter()
        self._bullets: set[tuple[str, int]] = set()
        if numbering is not None:
            self._read(numbering)

    def _read(self, numbering: Any) -> None:
        levels = {
            attribute(one, "abstractNumId"): [
                attribute(child(level, "numFmt"), "val")
                if child(level, "numFmt") is not None
                else ""
                for level in one
                if local(level) == "lvl"
            ]
            for one in numbering
            if local(one) == "abstractNum"
        }
        for one in numbering:
            if local(one) == "num":
                formats = levels.get(attribute(child(one, "abstractNumId"), "val"), [])
                number = attribute(one, "numId")
                self._bullets |= {
                    (number, level)
                    for level, format_ in enumerate(formats)
                    if format_ in ("bullet", "none", "")
                }

    def sign(self, number: str, level: int) -> str:
        """What stands before the next paragraph of this list."""
        indent = "\t" * level
        if (number, level) in self._bullets:
            return f"{indent}• "
        self._counts[number, level] += 1
        for deeper in range(level + 1, 9):
            self._counts.pop((number, deeper), None)
        parts = [str(self._counts[number, upper] or 1) for upper in range(level + 1)]
        return f"{indent}{'.'.join(parts)}. "
