"""Beginning a login in the browser."""

import secrets
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from crypto.challenge import Challenge, sign_challenge
from crypto.encoding import b64url
from portal.domain.audit.events import Event
from portal.domain.audit.log import record_event
from portal.domain.logins.challenges import SECONDS, Mode, NewChallenge, start
from portal.platform.asgi import Visitor, cookie_hash, new_cookie
from portal.web.login.context import LoginContext

_CID_BYTES: Final = 16


@dataclass(frozen=True)
class Begun:
    """A login that waits for the app."""

    cookie: str

    def __repr__(self) -> str:
        return "Begun(…)"


async def begin(
    room: LoginContext, login: str, visitor: Visitor, mode: Mode = Mode.BROWSER
) -> Begun:
    """Ask the devices of `login`, a normalised user name, whether this browser may come in.

    Takes the same steps for every name, whoever it belongs to.

    Raises:
        TooManyStarts: three in ten minutes are over.
    """
    cookie = new_cookie()
    new = _challenge(room, login, visitor, cookie, mode)

    def store(connection: Connection) -> None:
        account_id = start(connection, new, room.starts_by_account)
        facts = {"cid": new.cid, **vars(visitor)}
        # For names that cannot log in too: what is done must not tell them apart.
        record_event(connection, Event.LOGIN_BEGUN, new.started_at, account=account_id, **facts)

    await room.database.write(store)
    return Begun(cookie)


def login_key(room: LoginContext, login: str) -> bytes:
    """Under what the starts for a user name are counted, whether it exists or not."""
    return room.keys.browser_mac("login", login.encode())


def _challenge(
    room: LoginContext, login: str, visitor: Visitor, cookie: str, mode: Mode
) -> NewChallenge:
    now = room.clock.now()
    browser_hash = cookie_hash(cookie)
    challenge = Challenge(
        cid=b64url(secrets.token_bytes(_CID_BYTES)),
        aud=room.public_url,
        account=login,
        ip=visitor.ip,
        browser=visitor.browser,
        os=visitor.os,
        pre=b64url(browser_hash),
        mode=mode.value,
        action="",
        started=now,
        exp=now + SECONDS,
    )
    return NewChallenge(
        cid=challenge.cid,
        login_key=login_key(room, login),
        signed=sign_challenge(challenge, room.keys.signing),
        login=login,
        browser_hash=browser_hash,
        mode=challenge.mode,
        ip=visitor.ip,
        browser=visitor.browser,
        os=visitor.os,
        started_at=now,
        ends_at=challenge.exp,
    )
