"""Small files that would cost much time or memory are refused for what they hold."""

import zipfile
from collections.abc import Callable

import pytest

from portal.domain.certificates.file_types import FileKind, Reason, Refused
from portal.domain.certificates.sandbox.detection import detect_type
from portal.domain.certificates.sandbox.pictures import page_count
from tests.support.uploads import bombs

pytestmark = pytest.mark.heavy

Made = Callable[[], bytes]
BOMBS: dict[str, tuple[Made, Reason]] = {
    "a packing that takes long": (lambda: bombs.packed_as(zipfile.ZIP_LZMA), Reason.BROKEN),
    "many relations": (lambda: bombs.document_of_elements(5, 5000), Reason.HUGE),
    "long relations": (lambda: bombs.document_of_long_relations(5, 1_000_000), Reason.HUGE),
    "many objects": (lambda: bombs.pdf_of_nodes(400_000), Reason.HUGE),
    "a large picture in a PDF": (lambda: bombs.pdf_with_image(8001, 10_000), Reason.HUGE),
    "many frames": (lambda: bombs.gif_of_frames(51), Reason.HUGE),
    "a photograph of no telephone": (lambda: bombs.jpeg_that_says(16_000, 16_000), Reason.HUGE),
    "scans that are kept in memory": (
        lambda: bombs.jpeg_that_says(11_000, 11_000, progressive=True),
        Reason.HUGE,
    ),
    "many fields": (lambda: bombs.document_of_fields(810_000), Reason.HUGE),
}
BEARABLE: dict[str, Made] = {
    "relations": lambda: bombs.document_of_elements(3, 5000),
    "long relations": lambda: bombs.document_of_long_relations(3, 1_000_000),
    "objects": lambda: bombs.pdf_of_nodes(300_000),
    "a picture in a PDF": lambda: bombs.pdf_with_image(8000, 10_000),
    "frames": lambda: bombs.gif_of_frames(50),
    "fields": lambda: bombs.document_of_fields(400_000),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_what_would_cost_much_is_not_taken(bomb: str) -> None:
    made, reason = BOMBS[bomb]
    with pytest.raises(Refused) as refused:
        detect_type(made())
    assert refused.value.reason is reason


@pytest.mark.parametrize("large", BEARABLE)
def test_what_is_large_but_bearable_is_taken(large: str) -> None:
    detect_type(BEARABLE[large]())


@pytest.mark.parametrize("frames", [2, 40])
def test_all_frames_together_are_limited_however_small_the_file_is(frames: int) -> None:
    data = bombs.tiff_of_frames(frames, 10_000, 14_000 // frames)
    with pytest.raises(Refused) as refused:
        page_count(data, FileKind.TIFF)
    assert refused.value.reason is Reason.HUGE
    assert page_count(bombs.tiff_of_frames(frames, 10_000, 10_000 // frames), FileKind.TIFF)


# --- code among the bytes of a picture


@pytest.mark.parametrize("chance", [b"<sVg\xff\0\x93", b"<svg>\x80", b"<?PHP\x01", b"{\\rtf\xfe"])
def test_a_picture_is_not_refused_because_of_what_its_pixels_look_like(chance: bytes) -> None:
    assert detect_type(bombs.picture_of_bytes(chance)) is FileKind.PNG


@pytest.mark.parametrize("code", [b"<script>a()</script>", b"<SVG onload=a()>", b"<?php\nf();\n?>"])
def test_code_is_found_wherever_in_a_picture_it_stands(code: bytes) -> None:
    with pytest.raises(Refused) as refused:
        detect_type(bombs.picture_of_bytes(code))
    assert refused.value.reason is Reason.HIDDEN
