"""`python -m portal.domain.certificates.sandbox TASK …`: a file in, an answer out.

Limits of memory and time are set, and files and network given up, before anything foreign is read;
neither can be undone.
"""

import json
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from portal.domain.certificates.sandbox.isolation import isolate

if TYPE_CHECKING:
    from portal.domain.certificates.file_types import Block

_MEMORY_BYTES: Final = 1_000_000_000
_CPU_SECONDS: Final = 8
"""A photograph of 48 million pixels takes 3 of them, and few certificates one; a slow processor
may need three times as long.
"""
_ANSWER_BYTES: Final = 16_000_000
_OPEN_FILES: Final = 64


def set_limits() -> None:
    """Memory, time, size of the answer and number of files; Windows has none of these."""
    if sys.platform == "win32":
        return
    import resource

    for what, most in (
        (resource.RLIMIT_AS, _MEMORY_BYTES),
        (resource.RLIMIT_CPU, _CPU_SECONDS),
        (resource.RLIMIT_FSIZE, _ANSWER_BYTES),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _detect(data: bytes) -> bytes:
    from portal.domain.certificates.sandbox.detection import detection_result

    return detection_result(data)


def _pages(data: bytes, kind: str) -> bytes:
    from portal.domain.certificates.sandbox.pictures import page_count

    return str(page_count(data, kind)).encode()


def _picture(data: bytes, kind: str, page: str) -> bytes:
    from portal.domain.certificates.sandbox.pictures import page_picture

    return page_picture(data, kind, int(page))


def _document(data: bytes, kind: str) -> bytes:
    from portal.domain.certificates.file_types import written

    return written(_reader(kind)(data))


def _reader(kind: str) -> Callable[[bytes], Iterable["Block"]]:
    if kind == "docx":
        from portal.domain.certificates.sandbox.word import word_blocks

        return word_blocks
    if kind == "xlsx":
        from portal.domain.certificates.sandbox.excel import excel_blocks

        return excel_blocks
    from portal.domain.certificates.sandbox.powerpoint import powerpoint_blocks

    return powerpoint_blocks


def _form(data: bytes) -> bytes:
    from portal.domain.certificates.sandbox.form import form_pdf

    return form_pdf(data)


_TASKS: Final[dict[str, Callable[..., bytes]]] = {
    "detect": _detect,
    "pages": _pages,
    "picture": _picture,
    "document": _document,
    "form": _form,
}


def main(task: str, *arguments: str) -> None:
    """Do one task; "isolation" says what is in force."""
    set_limits()
    isolation = isolate()
    if task == "isolation":
        made = json.dumps(vars(isolation)).encode()
    else:
        made = _TASKS[task](sys.stdin.buffer.read(), *arguments)
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main(*sys.argv[1:])
