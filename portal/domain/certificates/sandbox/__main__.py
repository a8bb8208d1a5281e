"""`python -m portal.domain.certificates.sandbox TASK …`: a file in, an answer out."""

import sys
from collections.abc import Callable
from typing import Final

from portal.domain.certificates.sandbox.limits import set_limits


def _judge(data: bytes) -> bytes:
    from portal.domain.certificates.sandbox.detection import verdict

    return verdict(data)


def _pages(data: bytes, kind: str) -> bytes:
    from portal.domain.certificates.sandbox.images import page_count

    return str(page_count(data, kind)).encode()


def _picture(data: bytes, kind: str, page: str) -> bytes:
    from portal.domain.certificates.sandbox.images import page_picture

    return page_picture(data, kind, int(page))


def _form(data: bytes) -> bytes:
    from portal.domain.certificates.sandbox.form import form_pdf

    return form_pdf(data)


_TASKS: Final[dict[str, Callable[..., bytes]]] = {
    "judge": _judge,
    "pages": _pages,
    "picture": _picture,
    "form": _form,
}

if __name__ == "__main__":
    set_limits()
    sys.stdout.buffer.write(_TASKS[sys.argv[1]](sys.stdin.buffer.read(), *sys.argv[2:]))
