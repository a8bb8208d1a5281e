"""A network that loses requests and answers on demand, between the real client and the portal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import requests

from crypto.encoding import parse_object, unb64url

_SEND = requests.Session.send


class Network:
    """Counts what is sent to the portal's message address, and fails as it is told to."""

    def __init__(self) -> None:
        self.last: requests.PreparedRequest | None = None
        """The one that arrived last."""
        self.sent: list[bytes] = []
        """Bodies that were sent, in order, lost ones included."""
        self.late: list[requests.PreparedRequest] = []
        """Requests that were lost, as they might still arrive."""
        self._lose_requests = 0
        self._lose_answers = 0
        self._answers_before = 0
        self._first: Callable[[bytes], bytes] | None = None
        self._lose_answers_to = ""

    def lose_answers_to(self, message: str) -> None:
        """Lose the answer to each PA/1 message of this name; to none for an empty one."""
        self._lose_answers_to = message

    def lose_requests(self, count: int) -> None:
        """Lose the next requests before the portal sees them."""
        self._lose_requests = count

    def lose_answers(self, count: int, *, after: int = 0) -> None:
        """Let `after` messages through, then lose the answers of the next ones."""
        self._lose_answers, self._answers_before = count, after

    def deliver_first(self, form: Callable[[bytes], bytes] | None) -> None:
        """Let each request arrive in this form before it arrives itself; that answer is lost."""
        self._first = form

    def deliver(self, request: requests.PreparedRequest) -> None:
        """Let a request arrive now, late or once more; nobody waits for its answer."""
        with requests.Session() as session:
            _SEND(session, request.copy(), timeout=20).close()

    @contextmanager
    def in_place(self) -> Iterator["Network"]:
        """Put this network under every session."""
        send = _SEND

        def faulty(session: requests.Session, request: requests.PreparedRequest, **kw: Any) -> Any:
            if request.method != "POST":
                return send(session, request, **kw)
            assert isinstance(request.body, bytes)
            self.sent.append(request.body)
            if self._lose_requests:
                self._lose_requests -= 1
                self.late.append(request)
                raise requests.ConnectionError("lost on the way there")
            if self._first is not None:
                earlier = request.copy()
                earlier.body = self._first(request.body)
                self.deliver(earlier)
            answer = send(session, request, **kw)
            self.last = request
            if self._lose_answers_to and self._lose_answers_to == _name_of(request.body):
                answer.close()
                raise requests.ConnectionError("lost on the way back")
            if self._lose_answers and not self._answers_before:
                self._lose_answers -= 1
                answer.close()
                raise requests.ConnectionError("lost on the way back")
            self._answers_before = max(0, self._answers_before - 1)
            return answer

        with mock.patch.object(requests.Session, "send", faulty):
            yield self


def _name_of(request: bytes) -> str:
    return str(parse_object(unb64url(request.split(b".")[1].decode()))["m"])
