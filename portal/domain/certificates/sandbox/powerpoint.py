"""Reads presentations (ECMA-376, part 1, 19), with python-pptx."""

import io
from collections.abc import Iterable, Iterator
from typing import Any

import pptx

from portal.domain.certificates.file_types import Block, BlockKind
from portal.domain.certificates.sandbox.office_pictures import OfficePictures, attribute, local


def powerpoint_blocks(data: bytes) -> Iterator[Block]:
    """Slide by slide its texts, tables, pictures and speaker notes."""
    return _Presentation(data).blocks()


class _Presentation:
    def __init__(self, data: bytes) -> None:
        self._slides = pptx.Presentation(io.BytesIO(data)).slides
        self._pictures = OfficePictures(data)

    def blocks(self) -> Iterator[Block]:
        for number, slide in enumerate(self._slides, 1):
            hidden = slide.element.get("show") in ("0", "false")
            yield Block(BlockKind.HIDDEN_SLIDE if hidden else BlockKind.SLIDE, number=number)
            yield from self._shapes(slide.shapes, slide.shapes.title)
            notes = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
            if notes is not None and notes.text.strip():
                yield Block(BlockKind.SPEAKER_NOTES)
                yield Block(BlockKind.TEXT, _text(notes))

    def _shapes(self, shapes: Iterable[Any], title: Any) -> Iterator[Block]:
        for shape in shapes:
            if hasattr(shape, "shapes"):
                yield from self._shapes(shape.shapes, title)
            elif shape.has_text_frame and shape.text_frame.text.strip():
                is_title = title is not None and shape.shape_id == title.shape_id
                kind = BlockKind.HEADING if is_title else BlockKind.TEXT
                yield Block(kind, _text(shape.text_frame))
            elif getattr(shape, "has_table", False):
                rows = [[_text(cell.text_frame) for cell in row.cells] for row in shape.table.rows]
                yield Block(BlockKind.TABLE, rows=rows)
            yield from self._drawn(shape)

    def _drawn(self, shape: Any) -> Iterator[Block]:
        """Pictures, also those that fill a shape, and what we cannot draw."""
        if hasattr(shape, "shapes"):
            return
        for one in shape.element.iter():
            if local(one) == "blip" and (relation := attribute(one, "embed")):
                found = shape.part.rels.get(relation)
                inside = found is not None and not found.is_external
                yield self._pictures.block(str(found.target_part.partname) if inside else "")
            elif local(one) in ("chart", "relIds"):
                yield Block(BlockKind.NOT_SHOWN)


def _text(frame: Any) -> str:
    """Paragraphs, indented as deep as they are in a list."""
    return "\n".join("\t" * one.level + one.text.replace("\v", "\n") for one in frame.paragraphs)
