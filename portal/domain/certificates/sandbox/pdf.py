"""PDF: opens, has no password, and does nothing by itself (ISO 32000-1)."""

import io
import logging
import re
import zlib
from typing import Final

import pikepdf

from portal.domain.certificates.file_types import (
    MOST_JPEG_PIXELS,
    MOST_PAGES,
    MOST_PIXELS,
    Reason,
    Refused,
)
from portal.domain.certificates.sandbox.detection import refuse_archive, refuse_code

_MOST_NODES: Final = 400_000
"""Objects and their entries: looking into each of them takes more than a second by then."""
_DEEPEST: Final = 40
_SNIFFED: Final = 2048
_BEFORE: Final = re.compile(rb"[\t\n\r\f\0\x1a\x1b\xef\xbb\xbf\xfe\xff -~]*")
"""Blank lines, a byte order mark, and lines for printers (PJL)."""
_RUN: Final = (b"#!", b"@echo")
_END: Final = re.compile(rb"%%EOF|startxref\s+\d+")
_ACTIVE_KEYS: Final = frozenset({"/JS", "/JavaScript", "/EF", "/EmbeddedFiles", "/XFA"})
_ACTIVE_NAMES: Final = frozenset(
    {
        "/GoToE",
        "/GoToR",
        "/ImportData",
        "/JavaScript",
        "/Launch",
        "/Movie",
        "/Rendition",
        "/RichMedia",
        "/RichMediaExecute",
        "/Screen",
        "/Sound",
        "/SubmitForm",
    }
)
_NAMING_KEYS: Final = ("/S", "/Subtype")


def check_pdf(data: bytes, start: int) -> None:
    """
    `start` is where "%PDF-" stands: some programs write something before it.

    Raises:
        Refused: it does not open, opens something else, or is something else besides.
    """
    _check_beginning(data, start)
    _check_end(data)
    refuse_archive(data)
    logging.getLogger("pikepdf").setLevel(logging.CRITICAL)
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
            pages = len(pdf.pages)
            _check_objects(pdf)
    except pikepdf.PasswordError as error:
        raise Refused(Reason.PASSWORD) from error
    except (
        pikepdf.PdfError,
        pikepdf.ForeignObjectError,
        ArithmeticError,
        LookupError,
        RuntimeError,
        TypeError,
        ValueError,
        zlib.error,
    ) as error:
        raise Refused(Reason.BROKEN) from error
    if not pages:
        raise Refused(Reason.BROKEN)
    if pages > MOST_PAGES:
        raise Refused(Reason.HUGE)


def _check_beginning(data: bytes, start: int) -> None:
    before = data[:start]
    if not _BEFORE.fullmatch(before) or before.lstrip().lower().startswith(_RUN):
        raise Refused(Reason.HIDDEN)
    refuse_code(data[: start + _SNIFFED])


def _check_end(data: bytes) -> None:
    """Behind the end there may be what does nothing: Ctrl-Z, zeros, lines for printers."""
    ends = [one.end() for one in _END.finditer(data)]
    # What was cut off within a later version, or is made for the web, has an end further up.
    if not ends or b" obj" in data[ends[-1] :]:
        raise Refused(Reason.BROKEN)
    refuse_code(data[ends[-1] :])


def _check_objects(pdf: pikepdf.Pdf) -> None:
    nodes = _Nodes()
    for one in pdf.objects:
        nodes.look_at(one, 0)
    nodes.look_at(pdf.trailer, 0)


class _Nodes:
    """Looks into every object of a file, up to a number of them and of what lies in them."""

    def __init__(self) -> None:
        self._left = _MOST_NODES

    def look_at(self, one: object, depth: int) -> None:
        """This object and what lies in it; what it only points to comes in its turn.

        Raises:
            Refused
        """
        if depth > _DEEPEST:
            raise Refused(Reason.HIDDEN)
        self._take(1)
        if isinstance(one, pikepdf.Array):
            self._take(len(one))
            for child in one.as_list():
                self._go_down(child, depth)
        elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            self._entries(one, depth)

    def _entries(self, one: pikepdf.Dictionary | pikepdf.Stream, depth: int) -> None:
        self._take(len(one.keys()))
        for key, child in one.items():
            if key in _ACTIVE_KEYS:
                raise Refused(Reason.ACTIVE)
            if key in _NAMING_KEYS and str(child) in _ACTIVE_NAMES:
                raise Refused(Reason.ACTIVE)
            self._go_down(child, depth)
        if one.get("/Subtype") == "/Image" and _pixels(one) > _most_pixels(one):
            raise Refused(Reason.HUGE)

    def _go_down(self, child: object, depth: int) -> None:
        if isinstance(child, pikepdf.Object) and not child.is_indirect:
            self.look_at(child, depth + 1)

    def _take(self, nodes: int) -> None:
        self._left -= nodes
        if self._left < 0:
            raise Refused(Reason.HUGE)


def _pixels(image: pikepdf.Dictionary | pikepdf.Stream) -> int:
    """How many it will have in memory, by what it says of itself."""
    return int(image.get("/Width", 0)) * int(image.get("/Height", 0))


def _most_pixels(image: pikepdf.Dictionary | pikepdf.Stream) -> int:
    filters = image.get("/Filter", "")
    last = filters[-1] if isinstance(filters, pikepdf.Array) and len(filters) else filters
    return MOST_JPEG_PIXELS if str(last) == "/DCTDecode" else MOST_PIXELS
