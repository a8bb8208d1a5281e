"""Messages of a login but its answer: `poll`, `claim`, `claimok`, `applogin`."""

import hashlib
import math
from collections.abc import Callable
from contextlib import nullcontext
from typing import Final, NamedTuple

from sqlalchemy import Connection

from crypto.encoding import JsonObject, b64url, dump_object, unb64url
from crypto.envelope import Response
from crypto.errors import Malformed
from crypto.protocol import (
    LONGEST_CLAIM,
    LONGEST_WAIT,
    SIGN_SECONDS,
    ClaimState,
    LoginResult,
    ProblemType,
)
from crypto.statements import Kind
from crypto.version import TOLD_VERSION
from portal.api.instance_check import is_known
from portal.api.long_polls import refuse_if_closing
from portal.api.request import AuthenticatedRequest, require_active
from portal.api.responses import Decision
from portal.context import AppContext
from portal.domain.accounts.accounts import forgive_report
from portal.domain.devices.devices import Device
from portal.domain.devices.idempotency import Problem, Refused
from portal.domain.logins import tickets
from portal.domain.logins.challenges import Challenge, find_news
from portal.domain.logins.history import note_app, note_ticket
from portal.domain.logins.tickets import (
    Ticket,
    TicketEvent,
    TicketState,
    confirm,
    find_ticket,
    move,
)
from portal.domain.topics import account_topic, ticket_topic
from portal.platform.asgi import compare_lines
from portal.platform.database.notifications import Deadline

MOST_WAITS: Final = 200
"""Of one account in one process that may last for minutes; further ones are as short as a sign of
life. A device that sends as many messages as it may would hold thousands of connections else."""
_LONGEST_TAG: Final = 64
_TAG_BYTES: Final = 12


class News(NamedTuple):
    """What a device can learn."""

    device: Device
    challenge: Challenge | None
    body: JsonObject

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
    topic = account_topic(request.known.account_id)
    is_crowded = context.notifier.waiting_for(topic) >= MOST_WAITS
    longest = SIGN_SECONDS if is_crowded else context.settings.longest_wait
    wait = min(wanted_wait(request, LONGEST_WAIT), longest)
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
        device, challenge = find_news(connection, dev, now)
        if device is None:
            raise Refused(ProblemType.UNKNOWN_DEVICE)
        require_active(device)
        return News(device, challenge, _body(device, challenge, address, lowest_version))

    return look


def _body(
    device: Device, challenge: Challenge | None, address: str, lowest_version: str | None
) -> JsonObject:
    """The answer to a poll from `address`; `lowest_version` of the app is "" for any, and None
    where the device would not understand it.
    """
    body: JsonObject = {"challenge": None, "line": "", "account": device.account}
    if challenge is not None:
        body["challenge"] = challenge.content
        body["line"] = compare_lines(challenge.ip, address)
    if lowest_version is not None:
        body["lowest_version"] = lowest_version
    digest = hashlib.sha256(dump_object(body)).digest()
    return {"tag": b64url(digest[:_TAG_BYTES]), **body}


_HASH_BYTES: Final = 32
_NAMES: Final = {
    TicketState.ISSUED: ClaimState.UNCLAIMED,
    TicketState.CLAIMED: ClaimState.CLAIMED,
    TicketState.DONE: ClaimState.DONE,
    TicketState.VOID: ClaimState.VOID,
}


async def claim(context: AppContext, request: AuthenticatedRequest) -> Response:
    """Say which browser took the ticket; waits while none has."""
    request.body({"th": str, "wait": int})
    hash_ = unb64url(request.envelope.b["th"], size=_HASH_BYTES)
    clock = context.clock
    ticket = await context.notifier.wait_until(
        ticket_topic(hash_),
        lambda: context.database.read(lambda c: _own_ticket(c, request, hash_)),
        lambda ticket: ticket.state_at(clock.now()) is not TicketState.ISSUED,
        Deadline(wanted_wait(request, LONGEST_CLAIM)),
        ends_in=lambda ticket: ticket.ends_at - clock.now(),
    )
    if ticket.state_at(clock.now()) is TicketState.ISSUED:
        refuse_if_closing(context.notifier)
    return request.response(_as_json(request, ticket, clock.now()))


async def claimok(context: AppContext, request: AuthenticatedRequest) -> Response:
    """Let the browser that took the ticket in, or void it."""
    body = request.body({"th": str, "ok": bool})
    hash_ = unb64url(body["th"], size=_HASH_BYTES)

    def decide(connection: Connection) -> Decision:
        now = context.clock.now()
        if body["ok"] and confirm(connection, hash_, request.slot.dev, now):
            if request.known.reported_at is not None:
                forgive_report(connection, request.known.account_id)
            return Decision({"state": ClaimState.DONE})
        # A browser may be taking it just now.
        ticket = _own_ticket(connection, request, hash_, locked=True)
        if body["ok"] or not move(connection, ticket, TicketEvent.REFUSE, now):
            return _unmoved(ticket.state_at(now), confirmed=body["ok"])
        if ticket.holder_hash is not None:
            note_ticket(connection, ticket, LoginResult.DENIED, now)
        return Decision({"state": ClaimState.VOID})

    return await request.commit(decide)


def _own_ticket(
    connection: Connection, request: AuthenticatedRequest, hash_: bytes, *, locked: bool = False
) -> Ticket:
    ticket = find_ticket(connection, hash_, locked=locked)
    if ticket is None or ticket.device_id != request.slot.dev or ticket.kind != tickets.Kind.APP:
        raise Refused(ProblemType.GONE)
    return ticket


def _as_json(request: AuthenticatedRequest, ticket: Ticket, now: int) -> JsonObject:
    return {
        "state": _NAMES[ticket.state_at(now)],
        "ip": ticket.ip,
        "browser": ticket.browser,
        "os": ticket.os,
        "line": compare_lines(ticket.ip, request.address),
    }


def _unmoved(state: TicketState, *, confirmed: bool) -> Decision:
    if state is TicketState.ISSUED:
        # Nobody has taken it: there is no browser that could be let in.
        raise Malformed("confirms a browser that is not there")
    if state is TicketState.DONE and not confirmed:
        return Decision(Problem(ProblemType.GONE))
    return Decision({"state": _NAMES[state]})


async def applogin(context: AppContext, request: AuthenticatedRequest) -> Response:
    """A ticket for a browser, after the PIN. Earlier unused ones of the device become void."""
    request.body({"st": str, "pp": str})
    statement, _ = request.statement(Kind.APPLOGIN)
    if not request.known.cleared:
        raise Refused(ProblemType.NOT_CLEARED)
    ticket = tickets.new_ticket()

    def issue(connection: Connection) -> Decision:
        tickets.void_earlier(connection, request.slot.dev)
        tickets.issue(
            connection,
            ticket,
            kind=tickets.Kind.APP,
            account_id=request.known.account_id,
            dev=request.slot.dev,
            cid=None,
            now=context.clock.now(),
        )
        return Decision({"ticket": ticket, "expires_in": tickets.SECONDS})

    def note_wrong(connection: Connection) -> None:
        device = request.known
        note_app(
            connection,
            device.account_id,
            LoginResult.WRONG_PIN,
            request.address,
            device.device_name,
            context.clock.now(),
        )

    return await request.verify_pin(statement, issue, note_wrong=note_wrong)
