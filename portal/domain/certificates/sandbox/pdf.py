"""PDF: opens, has no password, and does nothing by itself (ISO 32000-1)."""

import io
import logging
import zlib
from typing import Final

import pikepdf

from portal.domain.certificates.file_types import MOST_PAGES, Reason, Refused
from portal.domain.certificates.sandbox.polyglots import refuse_archive, refuse_code

_MOST_OBJECTS: Final = 200_000
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
    for count, one in enumerate(pdf.objects):
        if count > _MOST_OBJECTS:
            raise Refused(Reason.HUGE)
        _check_object(one, 0)
    _check_object(pdf.trailer, 0)


def _check_object(one: object, depth: int) -> None:
    """This object and what lies in it; what it only points to comes in its turn."""
    if depth > _DEEPEST:
        raise Refused(Reason.HIDDEN)
    if isinstance(one, pikepdf.Array):
        for child in one.as_list():
            _go_down(child, depth)
    elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        for key, child in one.items():
            if key in _ACTIVE_KEYS:
                raise Refused(Reason.ACTIVE)
            if key in _NAMING_KEYS and str(child) in _ACTIVE_NAMES:
                raise Refused(Reason.ACTIVE)
            _go_down(child, depth)


def _go_down(child: object, depth: int) -> None:
    if isinstance(child, pikepdf.Object) and not child.is_indirect:
        _check_object(child, depth + 1)
