"""A login that ends in a browser on another computer than the app's: six digits go between.

Off unless the operator allows it, for whoever persuades a user to type digits gets a session.
"""

from typing import Final

from sqlalchemy import Connection

from portal.domain.logins import sessions, tickets
from portal.domain.logins.challenges import Challenge, ChallengeEvent, find_challenge, move
from portal.domain.logins.tickets import Kind, TicketState
from portal.platform.asgi import Visitor, cookie_hash
from portal.platform.keys.key_ring import KeyRing

DIGITS: Final = 6

_KEY_BYTES: Final = 8


def digits_of(keys: KeyRing, cid: str) -> str:
    """What the waiting page of this request shows. Computed, so that no database holds it."""
    mac = keys.browser_mac("code", cid.encode())
    return f"{int.from_bytes(mac[:_KEY_BYTES], 'big') % 10**DIGITS:0{DIGITS}}"


def let_waiting_in(connection: Connection, challenge: Challenge, dev: str, now: int) -> bool:
    """Finish an open request for the browser that waits, as soon as that asks again."""
    if challenge.account_id is None or not move(
        connection, challenge, ChallengeEvent.APPROVE, now, ends_at=now + tickets.SECONDS
    ):
        return False
    approved = find_challenge(connection, challenge.cid)
    if approved is None or not move(connection, approved, ChallengeEvent.FINISH, now):
        return False
    text = tickets.new_ticket()
    tickets.issue(
        connection,
        text,
        kind=Kind.BROWSER,
        account_id=challenge.account_id,
        dev=dev,
        cid=challenge.cid,
        now=now,
    )
    ticket = tickets.find_ticket(connection, tickets.ticket_hash(text))
    visitor = Visitor(challenge.ip, challenge.browser, challenge.os)
    return ticket is not None and bool(
        tickets.claim(connection, ticket, challenge.browser_hash, visitor, now, confirmed=True)
    )


def enter(
    connection: Connection, keys: KeyRing, cookie: str, replaced: str | None, now: int
) -> str | None:
    """Open the session of the browser that waited; its id, also when it is asked for again."""
    held = tickets.find_held(connection, cookie_hash(cookie))
    ticket = None if held is None else tickets.hold_ticket(connection, held.hash)
    if ticket is None or ticket.state != TicketState.DONE:
        return None
    id_ = sessions.session_id(keys, ticket, cookie)
    if not sessions.was_opened(connection, ticket):
        if ticket.ends_at <= now:
            return None
        sessions.open_session(connection, ticket, id_, replaced=replaced, now=now)
    return id_
