"""Reads Word documents (ECMA-376, part 1, 17): python-docx opens their parts."""

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import docx
from docx.oxml import parse_xml

from portal.domain.certificates.file_types import Block, BlockKind
from portal.domain.certificates.sandbox.office_pictures import OfficePictures, attribute, local

_LEFT_OUT: Final = frozenset({"del", "moveFrom", "instrText", "Fallback", "pPr", "rPr"})
"""Deleted text, commands, and what older programs show instead of what stood before."""
_SIGNS: Final = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}
_PICTURES: Final = {"blip": "embed", "imagedata": "id"}
_DRAWINGS: Final = frozenset({"chart", "relIds"})
_NOTE_REFERENCES: Final = frozenset({"footnoteReference", "endnoteReference"})
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
            elif name in _NOTE_REFERENCES:
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


_NOTES: Final = {
    "footnotes": BlockKind.NOTES,
    "endnotes": BlockKind.NOTES,
    "comments": BlockKind.COMMENTS,
}
_SEPARATORS: Final = ("separator", "continuationSeparator", "continuationNotice")
_HEADINGS: Final = ("heading", "title", "subtitle")


def word_blocks(data: bytes) -> Iterator[Block]:
    """Headers, text, notes, comments and footers, in this order."""
    return _Document(data).blocks()


class _Document:
    def __init__(self, data: bytes) -> None:
        document = docx.Document(io.BytesIO(data))
        self._part: Any = document.part
        self._pictures = OfficePictures(data)
        self._headings = {
            one.style_id
            for one in document.styles
            if (one.name or "").lower().startswith(_HEADINGS)
        }
        self._lists = Lists(next(iter(self._roots("numbering")), None))
        self._list_styles = {
            one.style_id: child(one.element, "pPr", "numPr") for one in document.styles
        }
        self._notes = {kind: self._notes_of(kind) for kind in _NOTES}
        numbered = [one for kind in ("footnotes", "endnotes") for one in self._notes[kind]]
        self._numbers = {
            local(note) + attribute(note, "id"): number for number, note in enumerate(numbered, 1)
        }
        self._has_hidden_text = False

    def blocks(self) -> Iterator[Block]:
        yield from self._edges("header", BlockKind.HEADER)
        yield from self._story(self._part, self._part.element.body)
        for kind, label in _NOTES.items():
            if self._notes[kind]:
                yield Block(label)
            for part in self._parts(kind):
                for note in self._notes[kind]:
                    yield from self._note(part, note)
        yield from self._edges("footer", BlockKind.FOOTER)
        if self._has_hidden_text:
            yield Block(BlockKind.HIDDEN_TEXT)

    def _parts(self, kind: str) -> list[Any]:
        return [
            one.target_part
            for one in self._part.rels.values()
            if not one.is_external and one.reltype.endswith(f"/{kind}")
        ]

    def _roots(self, kind: str) -> list[Any]:
        return [parse_xml(part.blob) for part in self._parts(kind)]

    def _notes_of(self, kind: str) -> list[Any]:
        notes = (note for root in self._roots(kind) for note in root)
        return [one for one in notes if attribute(one, "type") not in _SEPARATORS]

    def _edges(self, kind: str, label: BlockKind) -> Iterator[Block]:
        """Headers or footers of all sections; each is told once."""
        seen: list[list[Block]] = []
        for part in self._parts(kind):
            blocks = list(self._story(part, parse_xml(part.blob)))
            if blocks and blocks not in seen:
                seen.append(blocks)
                yield Block(label)
                yield from blocks

    def _note(self, part: Any, note: Any) -> Iterator[Block]:
        number = self._numbers.get(local(note) + attribute(note, "id"))
        who = attribute(note, "author")
        before = f"[{number}] " if number else f"{who}: " if who else ""
        for block in self._story(part, note):
            yield Block(block.kind, before + block.text, block.number, block.rows)
            before = ""

    def _story(self, part: Any, element: Any) -> Iterator[Block]:
        """Paragraphs and tables, also those that lie in something else."""
        for one in element:
            name = local(one)
            if name == "p":
                yield from self._paragraph(part, one)
            elif name == "tbl":
                yield from self._table(part, one)
            elif name not in ("del", "moveFrom", "Fallback"):
                yield from self._story(part, one)

    def _paragraph(self, part: Any, paragraph: Any) -> Iterator[Block]:
        words = self._words(paragraph)
        style = child(paragraph, "pPr", "pStyle")
        style_name = "" if style is None else attribute(style, "val")
        if words.text.strip():
            text = self._sign(paragraph, style_name) + words.text.rstrip()
            is_heading = style_name in self._headings
            yield Block(BlockKind.HEADING if is_heading else BlockKind.TEXT, text)
        yield from self._beside(part, words)

    def _words(self, element: Any) -> Words:
        words = Words()
        words.read(element, self._numbers)
        self._has_hidden_text |= words.hidden
        return words

    def _sign(self, paragraph: Any, style: str) -> str:
        own = child(paragraph, "pPr", "numPr")
        in_list = self._list_styles.get(style) if own is None else own
        number = None if in_list is None else child(in_list, "numId")
        if number is None or attribute(number, "val") == "0":
            return ""
        level = child(in_list, "ilvl")
        depth = 0 if level is None else int(attribute(level, "val"))
        return self._lists.sign(attribute(number, "val"), depth)

    def _beside(self, part: Any, words: Words) -> Iterator[Block]:
        for relation in words.pictures:
            found = part.rels.get(relation)
            inside = found is not None and not found.is_external
            yield self._pictures.block(str(found.target_part.partname) if inside else "")
        for box in words.beside:
            yield from self._story(part, box)

    def _table(self, part: Any, table: Any) -> Iterator[Block]:
        rows, beside = [], list[Words]()
        for row in _below(table, "tr"):
            cells = []
            for cell in _below(row, "tc"):
                paragraphs = [self._words(one) for one in _paragraphs(cell)]
                beside += paragraphs
                cells.append("\n".join(one.text for one in paragraphs).strip())
                cells += [""] * (_span(cell) - 1)
            rows.append(cells)
        if any(cell for cells in rows for cell in cells):
            yield Block(BlockKind.TABLE, rows=rows)
        for words in beside:
            yield from self._beside(part, words)


def _below(element: Any, name: str) -> Iterator[Any]:
    """The nearest of a name, whatever is between; those of a table in a table are not near."""
    for one in element:
        if local(one) == name:
            yield one
        elif local(one) not in ("tbl", "tc", "p"):
            yield from _below(one, name)


def _paragraphs(element: Any) -> Iterator[Any]:
    for one in element:
        if local(one) == "p":
            yield one
        else:
            yield from _paragraphs(one)


def _span(cell: Any) -> int:
    span = child(cell, "tcPr", "gridSpan")
    return 1 if span is None else min(int(attribute(span, "val")), 100)
