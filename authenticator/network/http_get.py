"""One GET over a connection that is open already, for what are not the portal's messages."""

import socket
from email.message import Message
from http.client import HTTPConnection, HTTPException

from authenticator.network.deadline import STEP_LIMIT, Deadline
from authenticator.network.tunnel import Target
from authenticator.values import dataclass


@dataclass(frozen=True)
class Page:
    """What came of it, whatever the status."""

    status: int
    headers: Message
    body: bytes


def get(connection: socket.socket, target: Target, path: str, *, largest: int) -> Page:
    """Ask for `path`; the connection is closed afterwards.

    Args:
        path: with its query.
        largest: bytes of the body that are read.

    Raises:
        OSError: no answer, or not the whole of it within `STEP_LIMIT`.
    """
    http = HTTPConnection(target.host, target.port)
    http.sock = connection
    try:
        with Deadline(STEP_LIMIT, connection):
            http.request("GET", path, headers={"Connection": "close"})
            answer = http.getresponse()
            return Page(answer.status, answer.headers, answer.read(largest))
    except HTTPException as error:
        raise OSError(type(error).__name__) from error
    finally:
        http.close()
