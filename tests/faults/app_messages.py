"""Each message is lost, doubled, late, cut or answered by somebody else, once."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from unittest import mock

import requests

from authenticator.failures import Refused
from tests.faults.series import Fault, Series
from tests.faults.users import Deed, at_each_number, go_on, prepared, what_is_wrong
from tests.support.portal_server import RunningPortal

WAYS: Final = (
    "request lost",
    "answer lost",
    "doubled, first answer",
    "doubled, second answer",
    "overtaken by the next",
    "answer cut",
    "answer of a hotspot",
    "answer altered",
)
_SEND: Final = requests.Session.send


class FaultyLine:
    """Misbehaves at one message."""

    def __init__(self, way: str = "", number: int = 0) -> None:
        self.messages = 0
        self._fault = (way, number)
        self._late: requests.PreparedRequest | None = None

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Under every session of the app."""

        def send(session: requests.Session, request: requests.PreparedRequest, **words: Any) -> Any:
            if request.method != "POST":
                return _SEND(session, request, **words)
            self.messages += 1
            way = self._fault[0] if self._fault[1] == self.messages else ""
            answer = self._sent(way, session, request, words)
            if self._late is not None and way != "overtaken by the next":
                late, self._late = self._late, None
                _SEND(session, late, **words).close()
            return answer

        with mock.patch.object(requests.Session, "send", send):
            yield

    def _sent(
        self,
        way: str,
        session: requests.Session,
        request: requests.PreparedRequest,
        words: dict[str, Any],
    ) -> requests.Response:
        if way in ("request lost", "overtaken by the next"):
            self._late = request.copy() if way == "overtaken by the next" else None
            raise requests.ConnectionError("lost on the way there")
        answer = _SEND(session, request, **words)
        if way == "doubled, first answer":
            _ = answer.content
            _SEND(session, request.copy(), **words).close()
        if way == "doubled, second answer":
            answer.close()
            answer = _SEND(session, request.copy(), **words)
        if way == "answer lost":
            answer.close()
            raise requests.ConnectionError("lost on the way back")
        if way.startswith("answer "):
            answer._content = _forms(answer.content)[way]
        return answer


def _forms(content: bytes) -> dict[str, bytes]:
    middle = len(content) // 2
    altered = b"A" if content[middle : middle + 1] != b"A" else b"B"
    return {
        "answer cut": content[:middle],
        "answer of a hotspot": b"<html><title>Welcome</title></html>",
        "answer altered": content[:middle] + altered + content[middle + 1 :],
    }


def _messages(deed: Deed, portal: RunningPortal, folder: Path) -> int:
    user, line = prepared(deed, portal, folder), FaultyLine()
    with line.in_place():
        deed.act(user)
    return line.messages


def _misbehaving(
    deed: Deed, portal: RunningPortal, folder: Path, way: str, number: int, *, restart: bool
) -> list[str]:
    user = prepared(deed, portal, folder)
    with FaultyLine(way, number).in_place():
        try:
            deed.act(user)
        except Refused:
            if restart:
                user.restart()
            return go_on(deed, user) + what_is_wrong(user)
        return what_is_wrong(user)


def _faults(folder: Path) -> Iterator[Fault]:
    return at_each_number(folder, "message", WAYS, _messages, _misbehaving)


SERIES: Final = Series("messages of the app", _faults, about=320)
