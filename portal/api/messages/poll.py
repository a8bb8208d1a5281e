"""`poll`: is anybody logging in?"""

import hashlib
import math
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
from portal.domain.topics import account_topic
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

    def ends_in(self, now: int) -> float:
        """Seconds until this is outdated: until the challenge ends."""
        return math.inf if self.challenge is None else self.challenge.ends_at - now


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
    return await room.hub.wait_until(
        account_topic(device.account_id),
        lambda: room.database.read(_look(room, device.id)),
        lambda news: news.body["tag"] != tag,
        Deadline(wait),
        ends_in=lambda news: news.ends_in(room.clock.now()),
    )


def _look(room: ApiContext, dev: str) -> Callable[[Connection], News]:
    now = room.clock.now()

    def look(connection: Connection) -> News:
        device = find_device(connection, dev, now)
        if device is None:
            raise Refused(ProblemType.UNKNOWN_DEVICE)
        require_active(device)
        return News(device, find_open(connection, device.account_id, now))

    return look
