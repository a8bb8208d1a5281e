"""A second start gives what it was started for to the window that is open, and ends.

The first start needs little of this before its window is drawn: the rest is imported late.
"""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from authenticator.desktop.profile_lock import Holder, ProfileLock
from authenticator.failures import Failure, Refused
from authenticator.values import dataclass

if TYPE_CHECKING:
    from crypto.encoding import JsonObject

LONGEST_MESSAGE: Final = 16_384
"""Bytes with the line feed."""
PATIENCE: Final = 15.0
"""Seconds. A first start may take many on a busy terminal server."""

_VERSION: Final = 1
_LONGEST_TOKEN: Final = 512
_PAUSE: Final = 0.05

Send = Callable[[str, float], bool]
"""Takes an address and how many seconds are left; whether the message was taken there."""


@dataclass(frozen=True)
class Message:
    """What a second start wants: the window, and a link opened in it where there is one."""

    link: str = ""
    """As it was handed to the second start, not yet judged; may hold an activation code."""
    token: str = ""
    """By which the desktop lets the window come to the front (xdg-activation)."""
    shows_window: bool = True
    """False for a start in the background: then it only asks whether a window is there."""

    def __repr__(self) -> str:
        return "Message(…)"

    @property
    def line(self) -> bytes:
        """One line of JSON. What is too long for a link stays too long, but not longer."""
        from crypto.app_link import LONGEST
        from crypto.encoding import dump_object

        link, token = self.link[: LONGEST + 1], self.token[:_LONGEST_TOKEN]
        content: JsonObject = {"v": _VERSION, "link": _plain(link), "token": _plain(token)}
        if not self.shows_window:
            # Left out otherwise: windows of versions without this member take the rest.
            content["show"] = False
        return dump_object(content) + b"\n"


def read_message(line: bytes) -> Message:
    """Read a message. One without `show`, as earlier versions send it, shows the window.

    Raises:
        Malformed: not of this version, too long, or of another form.
    """
    from crypto.app_link import LONGEST
    from crypto.encoding import parse_object, require_members
    from crypto.errors import Malformed

    if len(line) > LONGEST_MESSAGE:
        raise Malformed("too long for a message")
    content = parse_object(line)
    content.setdefault("show", True)
    require_members(content, {"v": int, "link": str, "token": str, "show": bool})
    if content["v"] != _VERSION:
        raise Malformed("a message of another version")
    message = Message(content["link"], content["token"], content["show"])
    if len(message.link) > LONGEST + 1 or len(message.token) > _LONGEST_TOKEN:
        raise Malformed("too long for a link or a token")
    return message


def is_first(lock: ProfileLock, mine: Holder, send: Send, *, patience: float = PATIENCE) -> bool:
    """Take the profile, or hand over to who has it.

    Returns:
        True: the profile is taken. False: the message was handed over.

    Raises:
        Refused: OPEN_ELSEWHERE when a window of another session or computer has the profile;
            NOT_ANSWERING when it did not take the message within `patience` seconds.
    """
    deadline = time.monotonic() + patience
    while not lock.take(mine):
        holder = lock.holder()
        if holder is not None and holder.is_beyond(mine):
            raise Refused(Failure.OPEN_ELSEWHERE)
        left = deadline - time.monotonic()
        if left <= 0:
            raise Refused(Failure.NOT_ANSWERING)
        # It may just have begun, and not listen yet; or end, and leave the profile to us.
        if holder is not None and send(holder.address, left):
            return False
        time.sleep(_PAUSE)
    return True


def _plain(text: str) -> str:
    """Without what no JSON can carry: half characters come from arguments that are no text."""
    return text.encode("utf-8", "replace").decode().replace("\0", "?")
