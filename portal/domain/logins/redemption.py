"""What happens when a browser posts a ticket, and when six digits go between a browser and an app
on another computer.

Off unless the operator allows it, for whoever persuades a user to type digits gets a session.
"""

import logging
from enum import StrEnum
from typing import Final, NamedTuple

from sqlalchemy import Connection

from portal.domain.audit.log import Event, record_event
from portal.domain.logins import challenges, sessions, tickets
from portal.domain.logins.challenges import (
    ELSEWHERE_REASON,
    Challenge,
    ChallengeEvent,
    cid_of,
    find_challenge,
    move,
)
from portal.domain.logins.tickets import Kind, Ticket, TicketEvent, TicketState
from portal.platform.asgi import Visitor, cookie_hash
from portal.platform.keys.key_ring import KeyRing

_LOG: Final = logging.getLogger("portal.alarm")


class Result(StrEnum):
    """What the page says."""

    DONE = "done"
    CLAIMED = "claimed"
    """Taken, and waiting for the app."""
    ELSEWHERE = "elsewhere"
    """The login was begun in another browser; this one may begin one of its own."""
    GONE = "gone"
    VOID = "void"
    """The ticket turned up in two browsers."""


class Finished(NamedTuple):
    """The result, and what comes with it."""

    result: Result
    session_id: str | None = None
    login: str | None = None
    ticket_hash: bytes | None = None
    """By which the page asks on; only the browser that holds the ticket gets an answer."""

    def __repr__(self) -> str:
        return f"Finished({self.result})"


class Poster(NamedTuple):
    """The browser that posts: its cookies, and what can be seen of it."""

    pre: str | None
    claim: str
    session: str | None
    visitor: Visitor

    def __repr__(self) -> str:
        return "Poster(…)"


_VOID: Final = Finished(Result.VOID)


def finish(
    connection: Connection, keys: KeyRing, ticket_hash: bytes, poster: Poster, now: int
) -> Finished:
    """A ticket of a login that was begun in a browser."""
    tickets.hold_devices(connection, ticket_hash)
    done = _finish_here(connection, keys, ticket_hash, poster, now)
    return done or _finish_elsewhere(connection, keys, ticket_hash, poster, now)


def _finish_here(
    connection: Connection, keys: KeyRing, ticket_hash: bytes, poster: Poster, now: int
) -> Finished | None:
    """Let the browser in that began the login; None where it is another, or has been let in."""
    if poster.pre is None:
        return None
    holder = cookie_hash(poster.pre)
    cid = cid_of(holder)
    ticket = tickets.claim(
        connection, ticket_hash, holder, poster.visitor, now, cid=cid, confirmed=True
    )
    if ticket is None:
        return None
    if not challenges.finish(connection, cid, now):
        return Finished(Result.GONE)
    id_ = sessions.session_id(keys, ticket.hash, poster.pre)
    sessions.open_session(connection, ticket, id_, replaced=poster.session, now=now)
    return Finished(Result.DONE, id_)


def _finish_elsewhere(
    connection: Connection, keys: KeyRing, ticket_hash: bytes, poster: Poster, now: int
) -> Finished:
    """A ticket that is free no more, or of a login that this browser did not begin."""
    ticket = tickets.find_ticket(connection, ticket_hash)
    if ticket is None or ticket.cid is None:
        return Finished(Result.GONE)
    challenge = find_challenge(connection, ticket.cid)
    if challenge is None:
        return Finished(Result.GONE)
    began = poster.pre is not None and cookie_hash(poster.pre) == challenge.browser_hash
    cookie = poster.pre if began and poster.pre is not None else poster.claim
    if _let_another_in(ticket, cookie_hash(cookie)):
        return _void(connection, ticket, now)
    if ticket.ends_at <= now:
        return Finished(Result.GONE)
    match ticket.state_at(now):
        case TicketState.ISSUED:
            return _spend(connection, ticket, challenge, cookie_hash(cookie), poster, now)
        case TicketState.DONE:
            # The first answer was lost, or the page was opened twice.
            return Finished(Result.DONE, sessions.session_id(keys, ticket.hash, cookie))
    spent_here = ticket.holder_hash == cookie_hash(cookie)
    return Finished(Result.ELSEWHERE, login=challenge.login) if spent_here else _VOID


def land(connection: Connection, ticket_hash: bytes, poster: Poster, now: int) -> Finished:
    """A ticket of a login that was begun in the app: the browser is noted, without rights."""
    holder = cookie_hash(poster.claim)
    if tickets.claim(connection, ticket_hash, holder, poster.visitor, now, cid=None):
        return Finished(Result.CLAIMED, ticket_hash=ticket_hash)
    # The app may be letting in just now the browser that was first.
    ticket = tickets.find_ticket(connection, ticket_hash, locked=True)
    if ticket is None or ticket.kind != Kind.APP:
        return Finished(Result.GONE)
    if _let_another_in(ticket, holder):
        return _void(connection, ticket, now)
    if ticket.ends_at <= now:
        return Finished(Result.GONE)
    if ticket.state == TicketState.VOID:
        return _VOID
    if ticket.holder_hash == holder:
        return Finished(Result.CLAIMED, ticket_hash=ticket.hash)
    return _void(connection, ticket, now)


def _let_another_in(ticket: Ticket, holder: bytes) -> bool:
    """Whether the ticket has let another browser in: an alarm, however late this one comes."""
    return ticket.state == TicketState.DONE and ticket.holder_hash != holder


def _spend(
    connection: Connection,
    ticket: Ticket,
    challenge: Challenge,
    holder: bytes,
    poster: Poster,
    now: int,
) -> Finished:
    """The ticket is used up and lets nobody in: who stole it would be let in otherwise."""
    spent = tickets.claim(connection, ticket.hash, holder, poster.visitor, now, cid=challenge.cid)
    if spent is None:
        return Finished(Result.GONE)
    tickets.move(connection, spent, TicketEvent.REFUSE, now)
    move(connection, challenge, ChallengeEvent.FINISH, now, reason=ELSEWHERE_REASON)
    return Finished(Result.ELSEWHERE, login=challenge.login)


def _void(connection: Connection, ticket: Ticket, now: int) -> Finished:
    _LOG.warning("account %d: a ticket turned up in two browsers", ticket.account_id)
    tickets.move(connection, ticket, TicketEvent.CLAIM_AGAIN, now)
    sessions.end_session_of(connection, ticket)
    account, device = ticket.account_id, ticket.device_id
    record_event(
        connection, Event.TICKET_ALARM, now, account=account, device=device, kind=ticket.kind
    )
    return _VOID


DIGITS: Final = 6

_KEY_BYTES: Final = 8


def digits_of(keys: KeyRing, cid: str) -> str:
    """What the waiting page of this request shows. Computed, so that no database holds it."""
    mac = keys.browser_mac("code", cid.encode())
    return f"{int.from_bytes(mac[:_KEY_BYTES], 'big') % 10**DIGITS:0{DIGITS}}"


def let_waiting_in(connection: Connection, challenge: Challenge, dev: str, now: int) -> bool:
    """Finish an open request for the browser that waits, as soon as that asks again."""
    text, ends_at = tickets.new_ticket(), now + tickets.SECONDS
    hash_ = tickets.ticket_hash(text)
    if challenge.account_id is None or not move(
        connection, challenge, ChallengeEvent.APPROVE, now, ends_at=ends_at, ticket_hash=hash_
    ):
        return False
    challenges.finish(connection, challenge.cid, now)
    tickets.issue(
        connection,
        text,
        kind=Kind.BROWSER,
        account_id=challenge.account_id,
        dev=dev,
        cid=challenge.cid,
        now=now,
    )
    visitor, holder = Visitor(challenge.ip, challenge.browser, challenge.os), challenge.browser_hash
    tickets.claim(connection, hash_, holder, visitor, now, cid=challenge.cid, confirmed=True)
    return True


def enter(
    connection: Connection,
    keys: KeyRing,
    challenge: Challenge,
    cookie: str,
    replaced: str | None,
    now: int,
) -> str | None:
    """Open the session of the browser that waited; its id, also when it is asked for again."""
    if challenge.ticket_hash is None:
        return None
    tickets.hold_ticket(connection, challenge.ticket_hash)
    ticket = tickets.find_ticket(connection, challenge.ticket_hash)
    if ticket is None or ticket.state != TicketState.DONE:
        return None
    if ticket.holder_hash != cookie_hash(cookie):
        return None
    id_ = sessions.session_id(keys, ticket.hash, cookie)
    if ticket.ends_at <= now and not sessions.was_opened(connection, id_):
        return None
    sessions.open_session(connection, ticket, id_, replaced=replaced, now=now)
    return id_
