"""Small forms, as browsers send them."""

from typing import Final
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

from portal.platform.asgi import read_body

_MOST_BYTES: Final = 4096
_MOST_FIELDS: Final = 8


async def read_form(
    request: Request, most_bytes: int = _MOST_BYTES, most_fields: int = _MOST_FIELDS
) -> dict[str, str]:
    """The fields of a posted form, at most 8 in 4 KiB by default; of a repeated one the last.

    Raises:
        HTTPException: 413 when it is longer.
    """
    body = await read_body(request.receive, most_bytes)
    if body is None:
        raise HTTPException(413)
    try:
        return dict(parse_qsl(body.decode("ascii"), max_num_fields=most_fields))
    except ValueError:
        return {}
