"""`poll`: is anybody logging in?"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from sqlalchemy import Connection

from crypto.encoding import JsonObject, b64url, dump_object
from crypto.envelope import Response
from crypto.errors import Malformed
from portal.api.request import ApiContext, AuthenticatedRequest, require_active
from portal.domain.devices.devices import Device, find_device
from portal.domain.devices.problems import ProblemType, Refused
from portal.domain.logins.challenges import Challenge, find_open
from portal.domain.logins.topics import account_key
from portal.platform.notifications import Deadline

MOST_SECONDS: Final = 25

_LONGEST_TAG: Final = 64
_TAG_BYTES: Final = 12


@dataclass(frozen=True)
class News:
    """What a device can be told."""

    device: Device
    challenge: Challenge | None

    @cached_property
    def body(self) -> JsonObject:
        signed = None if self.challenge is None else self.challenge.signed
        told: JsonObject = {"challenge": signed, "account": self.device.account}
        digest = hashlib.sha256(dump_object(told)).digest()
        return {"tag": b64url(digest[:_TAG_BYTES]), **told}


def wanted_wait(call: AuthenticatedRequest) -> int:
    """The body's `wait` in seconds, 0 to 25."""
    wait = call.request.b["wait"]
    if not 0 <= wait <= MOST_SECONDS:
        raise Malformed("wait out of range")
    return int(wait)


async def poll(room: ApiContext, call: AuthenticatedRequest) -> Response:
    """Answer when there is something new against `tag`, or after `wait` seconds."""
    tag = call.body({"tag": str, "wait": int})["tag"]
    if len(tag) > _LONGEST_TAG:
        raise Malformed("tag too long")
    news = await _news(room, call.known, tag, wanted_wait(call))
    # As they are now, not as they were 25 seconds ago: the nonce is bound to them.
    return room.answers.response(call.slot, news.body, copies=news.device.copies)


async def _news(room: ApiContext, device: Device, tag: str, wait: int) -> News:
    deadline = Deadline(wait)
    with room.hub.listen(account_key(device.account_id)) as bell:
        while True:
            news = await room.database.read(_look(room, device.id))
            if news.body["tag"] != tag or deadline.passed or room.hub.closed:
                return news
            await bell.wait(_patience(news, deadline, room.clock.now()))


def _patience(news: News, deadline: Deadline, now: int) -> float:
    if news.challenge is None:
        return deadline.left
    return min(deadline.left, news.challenge.ends_at - now)


def _look(room: ApiContext, dev: str) -> Callable[[Connection], News]:
    now = room.clock.now()

    def look(connection: Connection) -> News:
        device = find_device(connection, dev, now)
        if device is None:
            raise Refused(ProblemType.UNKNOWN_DEVICE)
        require_active(device)
        return News(device, find_open(connection, device.account_id, now))

    return look
