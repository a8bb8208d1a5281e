"""Reads workbooks (ECMA-376, part 1, 18), with openpyxl."""

import io
import re
import warnings
from collections.abc import Iterable, Iterator
from typing import Any, Final

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from portal.domain.certificates.documents import Block, BlockKind
from portal.domain.certificates.sandbox.cell_formats import shown
from portal.domain.certificates.sandbox.office_pictures import OfficePictures

_MOST_ROWS: Final = 500
_MOST_COLUMNS: Final = 40
_VISIBLE: Final = "visible"
_DRAWING: Final = re.compile(r"xl/drawings/[^/]+\.xml")


def excel_blocks(data: bytes) -> Iterator[Block]:
    """Sheet by sheet what is to be seen; what is hidden is counted."""
    return _Workbook(data).blocks()


class _Workbook:
    def __init__(self, data: bytes) -> None:
        with warnings.catch_warnings():
            # Of what a workbook holds that openpyxl leaves out.
            warnings.simplefilter("ignore")
            self._values = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
            self._formulas = openpyxl.load_workbook(io.BytesIO(data))
        self._pictures = OfficePictures(data)

    def blocks(self) -> Iterator[Block]:
        for sheet in self._values.worksheets:
            if sheet.sheet_state == _VISIBLE:
                yield Block(BlockKind.SHEET, sheet.title)
                yield from self._sheet(sheet)
            else:
                yield Block(BlockKind.HIDDEN_SHEET, sheet.title)
        for part in self._pictures.parts(_DRAWING):
            yield from self._pictures.drawing(part)

    def _sheet(self, sheet: Worksheet) -> Iterator[Block]:
        yield from _edge(BlockKind.HEADER, sheet.oddHeader)
        rows = {number for number, row in sheet.row_dimensions.items() if row.hidden}
        columns = _hidden_columns(sheet)
        table = _cropped(self._rows(sheet, rows, columns))
        if table:
            yield Block(BlockKind.TABLE, rows=table)
        if sheet.max_row > _MOST_ROWS or sheet.max_column > _MOST_COLUMNS:
            yield Block(BlockKind.CUT)
        for kind, hidden, last in (
            (BlockKind.HIDDEN_ROWS, rows, sheet.max_row),
            (BlockKind.HIDDEN_COLUMNS, columns, sheet.max_column),
        ):
            if number := sum(one <= last for one in hidden):
                yield Block(kind, number=number)
        yield from _comments(sheet)
        yield from _edge(BlockKind.FOOTER, sheet.oddFooter)

    def _rows(self, sheet: Worksheet, rows: set[int], columns: set[int]) -> Iterator[list[str]]:
        formulas = self._formulas[sheet.title]
        last, widest = min(sheet.max_row, _MOST_ROWS), min(sheet.max_column, _MOST_COLUMNS)
        for row in sheet.iter_rows(max_row=last, max_col=widest):
            cells = [cell for cell in row if cell.column not in columns]
            if row[0].row not in rows:
                yield [
                    # A program that has written formulas has not calculated them.
                    shown(cell.value, cell.number_format)
                    or str(formulas[cell.coordinate].value or "")
                    for cell in cells
                ]


def _hidden_columns(sheet: Worksheet) -> set[int]:
    """A dimension may be of several columns (ECMA-376, part 1, 18.3.1.13)."""
    hidden = (one for one in sheet.column_dimensions.values() if one.hidden)
    return {
        column
        for one in hidden
        for column in range(one.min or 0, min(one.max or 0, _MOST_COLUMNS) + 1)
    }


def _cropped(rows: Iterable[list[str]]) -> list[list[str]]:
    """Without empty columns behind the last filled one; of empty rows in a row one stays."""
    kept: list[list[str]] = []
    for row in rows:
        if any(row) or (kept and any(kept[-1])):
            kept.append(row)
    while kept and not any(kept[-1]):
        kept.pop()
    width = max((at for row in kept for at, cell in enumerate(row, 1) if cell), default=0)
    return [row[:width] for row in kept]


def _comments(sheet: Worksheet) -> Iterator[Block]:
    cells = (cell for row in sheet.iter_rows(max_row=_MOST_ROWS) for cell in row)
    said = [(cell.coordinate, cell.comment.text) for cell in cells if cell.comment]
    if said:
        yield Block(BlockKind.COMMENTS)
    for cell, text in said:
        yield Block(BlockKind.TEXT, f"{cell}: {text}")


def _edge(kind: BlockKind, edge: Any) -> Iterator[Block]:
    """A header or footer as it is printed; its parts are left, centre and right."""
    texts = [one.text for one in (edge.left, edge.center, edge.right) if one.text]
    if texts:
        yield Block(kind)
        yield Block(BlockKind.TEXT, "\t".join(texts))
