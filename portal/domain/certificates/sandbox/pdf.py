"""PDF: opens, has no password, and does nothing by itself (ISO 32000-1)."""

import io
import logging
import zlib
from typing import Final

import pikepdf

from portal.domain.certificates.file_types import MOST_PAGES, MOST_PIXELS, Reason, Refused
from portal.domain.certificates.sandbox.polyglots import refuse_archive, refuse_code

_MOST_NODES: Final = 400_000
"""Objects and their entries: looking into each of them takes more than a second by then."""
_DEEPEST: Final = 40
_SNIFFED: Final = 2048
_END: Final = b"%%EOF"
_BLANKS: Final = b" \t\r\n\f\0"
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


def check_pdf(data: bytes) -> None:
    """
    Raises:
        Refused: it does not open, opens something else, or is something else besides.
    """
    # Some readers do not care where a PDF begins or ends; ours is all of the file.
    if data.rstrip(_BLANKS)[-len(_END) :] != _END:
        raise Refused(Reason.HIDDEN if _END in data else Reason.BROKEN)
    refuse_code(data[:_SNIFFED])
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
        if one.get("/Subtype") == "/Image" and _pixels(one) > MOST_PIXELS:
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
