"""`poll`: is anybody logging in?"""

import hashlib
import math
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from sqlalchemy import Connection

from crypto.encoding import JsonObject, b64url, dump_object
from crypto.envelope import Response
from crypto.errors import Malformed
from crypto.protocol import LONGEST_WAIT, SIGN_SECONDS, ProblemType
from crypto.version import TOLD_VERSION
from portal.api.instance_check import is_known
from portal.api.long_polls import refuse_if_closing
from portal.api.request import AuthenticatedRequest, require_active
from portal.context import AppContext
from portal.domain.devices.devices import Device, find_device
from portal.domain.devices.problems import Refused
from portal.domain.logins.challenges import Challenge, find_open
from portal.domain.topics import account_topic
from portal.platform.database.notifications import Deadline
from portal.platform.networks import compare_lines

_LONGEST_TAG: Final = 64
_TAG_BYTES: Final = 12


@dataclass(frozen=True)
class News:
    """What a device can learn."""

    device: Device
    challenge: Challenge | None
    address: str
    """The address that the device asks from."""
    lowest_version: str | None
    """Of the app, "" for any; None where the device would not understand it."""

    @cached_property
    def body(self) -> JsonObject:
        body: JsonObject = {"challenge": None, "line": "", "account": self.device.account}
        if self.challenge is not None:
            line = compare_lines(self.challenge.ip, self.address)
            body |= {"challenge": self.challenge.content, "line": line}
        if self.lowest_version is not None:
            body["lowest_version"] = self.lowest_version
        digest = hashlib.sha256(dump_object(body)).digest()
        return {"tag": b64url(digest[:_TAG_BYTES]), **body}

    def ends_in(self, now: int) -> float:
        """Seconds until this is outdated: until the challenge ends."""
        return math.inf if self.challenge is None else self.challenge.ends_at - now


def wanted_wait(request: AuthenticatedRequest, longest: int) -> int:
    """The body's `wait` in seconds, 0 to `longest`."""
    wait = request.envelope.b["wait"]
    if not 0 <= wait <= longest:
        raise Malformed("wait out of range")
    return int(wait)


async def poll(context: AppContext, request: AuthenticatedRequest) -> Response:
    """Answer when there is something new against `tag`, or after `wait` seconds."""
    tag = request.body({"tag": str, "wait": int})["tag"]
    if len(tag) > _LONGEST_TAG:
        raise Malformed("tag too long")
    wait = min(wanted_wait(request, LONGEST_WAIT), context.settings.longest_wait)
    with request.held if wait > SIGN_SECONDS else nullcontext():
        news = await _news(context, request, tag, wait)
    if news.body["tag"] == tag:
        refuse_if_closing(context.notifier)
    # As it is now, not as it was when it began to wait: the nonce is bound to it.
    return request.response(news.body, generation=news.device.generation)


async def _news(context: AppContext, request: AuthenticatedRequest, tag: str, wait: int) -> News:
    device = request.known
    understands = request.envelope.level >= TOLD_VERSION
    lowest = context.settings.lowest_app_version if understands else None
    return await context.notifier.wait_until(
        account_topic(device.account_id),
        lambda: context.database.read(_look(context, device.id, request.address, lowest)),
        # With a value that has become too old it has to ask anew, for the next poll shows whose.
        lambda news: news.body["tag"] != tag or not is_known(request, news.device),
        Deadline(wait),
        ends_in=lambda news: news.ends_in(context.clock.now()),
    )


def _look(
    context: AppContext, dev: str, address: str, lowest_version: str | None
) -> Callable[[Connection], News]:
    now = context.clock.now()

    def look(connection: Connection) -> News:
        device = find_device(connection, dev, now)
        if device is None:
            raise Refused(ProblemType.UNKNOWN_DEVICE)
        require_active(device)
        challenge = find_open(connection, device.account_id, now)
        return News(device, challenge, address, lowest_version)

    return look
