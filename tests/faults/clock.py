"""The portal's clock is set ahead, back, or ahead and back again at each message of the app.

The app reads no clock but the one that only goes on; `tests/architecture` sees to that.
"""

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

_HOUR, _DAY = 3600, 86_400
_JUMPS: Final = {
    "an hour ahead": (_HOUR, 0),
    "two days ahead": (2 * _DAY, 0),
    "an hour back": (-_HOUR, 0),
    "two days back": (-2 * _DAY, 0),
    "two days ahead and back": (2 * _DAY, -2 * _DAY),
    "two days back and ahead": (-2 * _DAY, 2 * _DAY),
}
_SEND: Final = requests.Session.send


class _Jump:
    """Sets the clock before one message is sent."""

    def __init__(self, portal: RunningPortal, seconds: int = 0, number: int = 0) -> None:
        self.messages = 0
        self._portal = portal
        self._seconds = seconds
        self._number = number

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Under every session of the app."""

        def send(session: requests.Session, request: requests.PreparedRequest, **words: Any) -> Any:
            self.messages += request.method == "POST"
            if request.method == "POST" and self.messages == self._number:
                _set(self._portal, self._seconds)
            return _SEND(session, request, **words)

        with mock.patch.object(requests.Session, "send", send):
            yield


def _set(portal: RunningPortal, seconds: int) -> None:
    """And do what the portal does within a minute."""
    portal.clock.advance(seconds)
    portal.maintain()


def _messages(deed: Deed, portal: RunningPortal, folder: Path) -> int:
    user, jump = prepared(deed, portal, folder), _Jump(portal)
    with jump.in_place():
        deed.act(user)
    return jump.messages


def _jumping(
    deed: Deed, portal: RunningPortal, folder: Path, way: str, number: int, *, restart: bool
) -> list[str]:
    user, (first, then) = prepared(deed, portal, folder), _JUMPS[way]
    refused = False
    with _Jump(portal, first, number).in_place():
        try:
            deed.act(user)
        except Refused:
            refused = True
    _set(portal, then)
    if restart:
        user.restart()
    return (go_on(deed, user) if refused else []) + what_is_wrong(user)


def _faults(folder: Path) -> Iterator[Fault]:
    return at_each_number(folder, "clock at message", tuple(_JUMPS), _messages, _jumping)


SERIES: Final = Series("clock", _faults, about=240, sampled=29)
