"""Browsers that have finished a login for an account (OWASP, "device cookies").

Such a browser carries a token that only this portal can make. With it the browser has starts of
its own, and no stranger's start ends its open request. A token proves nothing else: without device
and PIN nobody logs in.

A token is an id (16 bytes), when it was made (8), and a MAC (32) over both and the account with its
epoch. Where the epoch counts up, or the account ends, earlier tokens are worth nothing.
"""

import hmac
import secrets
from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, bindparam, select, update

from crypto.encoding import b64url, unb64url
from crypto.errors import Malformed
from portal.domain.accounts.tables import ACCOUNTS
from portal.domain.logins.tables import SESSIONS
from portal.platform.database.statement import Statement
from portal.platform.keys.key_ring import KeyRing

MOST: Final = 5
"""How many accounts a browser is known for."""
SECONDS: Final = 400 * 86_400
"""How long a token is good for: what browsers keep cookies for at most (RFC 6265bis, 5.5)."""

_ID_BYTES: Final = 16
_TIME_BYTES: Final = 8
_MAC_BYTES: Final = 32
_NUMBER_BYTES: Final = 8
_PURPOSE: Final = "known-browser"

Binding = bytes
"""An account and its epoch, in the form that tokens are bound to."""

NOBODY: Final[Binding] = bytes(3 * _NUMBER_BYTES)
"""Takes the place of an account where there is none: no token is bound to it."""

_A: Final = ACCOUNTS.c
BOUND_TO: Final = (_A.id, _A.created_at, _A.browsers_epoch)
"""The columns that make a binding. Ids may be used again, so an account's age is in it, too."""
_BINDING = Statement(
    select(*BOUND_TO).join_from(SESSIONS, ACCOUNTS).where(SESSIONS.c.hash == bindparam("session_"))
)
_FORGET = Statement(
    update(ACCOUNTS)
    .where(_A.id == bindparam("account"))
    .values(browsers_epoch=_A.browsers_epoch + 1)
)


def binding(id_: int, created_at: int, epoch: int) -> Binding:
    """See `BOUND_TO`."""
    return b"".join(number.to_bytes(_NUMBER_BYTES, "big") for number in (id_, created_at, epoch))


def find_binding(connection: Connection, session_hash: bytes) -> Binding | None:
    """Of the account that a session belongs to; None where the session has ended."""
    row = _BINDING.one(connection, session_=session_hash)
    return None if row is None else binding(*row)


def forget_browsers(connection: Connection, account_id: int) -> None:
    """Let no browser be known for this account until it finishes a login anew."""
    _FORGET.change(connection, account=account_id)


def recognised(keys: KeyRing, bound_to: Binding, tokens: Iterable[str], now: int) -> bytes | None:
    """The id by which one of a browser's tokens makes it known for an account; None without one.

    Takes the same work for every account, and for `NOBODY`.
    """
    found = None
    for token in list(tokens)[:MOST]:
        id_ = _opened(keys, bound_to, token, now)
        found = found or id_
    return found


def renewed(keys: KeyRing, bound_to: Binding, tokens: Iterable[str], now: int) -> tuple[str, ...]:
    """What a browser has after a login: a new token for this account, and those for others."""
    others = [token for token in tokens if _opened(keys, bound_to, token, now) is None]
    return (_new_token(keys, bound_to, now), *others[: MOST - 1])


def _new_token(keys: KeyRing, bound_to: Binding, now: int) -> str:
    head = secrets.token_bytes(_ID_BYTES) + now.to_bytes(_TIME_BYTES, "big")
    return b64url(head + keys.browser_mac(_PURPOSE, bound_to, head))


def _opened(keys: KeyRing, bound_to: Binding, token: str, now: int) -> bytes | None:
    try:
        data = unb64url(token, size=_ID_BYTES + _TIME_BYTES + _MAC_BYTES)
    except Malformed:
        return None
    head, mac = data[:-_MAC_BYTES], data[-_MAC_BYTES:]
    is_genuine = hmac.compare_digest(keys.browser_mac(_PURPOSE, bound_to, head), mac)
    is_late = now - int.from_bytes(head[_ID_BYTES:], "big") > SECONDS
    return head[:_ID_BYTES] if is_genuine and not is_late else None
