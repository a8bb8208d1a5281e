"""Request bodies, never more of them than wanted."""

from starlette.types import Receive


async def read_body(receive: Receive, most: int) -> bytes | None:
    """The body of a request; None when it is longer than `most` bytes."""
    body = b""
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > most:
            return None
    return body
