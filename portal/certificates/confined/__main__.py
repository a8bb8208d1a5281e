"""`python -m portal.certificates.confined TASK …`: a file in, an answer out."""

import sys
from collections.abc import Callable
from typing import Final

from portal.certificates.confined.limits import set_limits


def _judge(data: bytes) -> bytes:
    from portal.certificates.confined.judge import verdict

    return verdict(data)


def _pages(data: bytes, kind: str) -> bytes:
    from portal.certificates.confined.pictures import page_count

    return str(page_count(data, kind)).encode()


def _picture(data: bytes, kind: str, page: str) -> bytes:
    from portal.certificates.confined.pictures import page_picture

    return page_picture(data, kind, int(page))


def _form(data: bytes) -> bytes:
    from portal.certificates.confined.form import form_pdf

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
