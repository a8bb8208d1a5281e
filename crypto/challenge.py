"""A login request as the portal describes it to the app.

Its exact bytes travel in the signed answer to a poll, and an answer to it names their hash: so
neither needs a signature of its own.
"""

import hashlib
from typing import Final, NamedTuple

from crypto.encoding import b64url, dump_object, parse_object, require_members, unb64url


class Challenge(NamedTuple):
    """Who asks for a login, as the portal saw it."""

    cid: str
    """128 random bits, base64url."""
    account: str
    """The user name."""
    ip: str
    browser: str
    os: str
    mode: str
    """`browser`, `code` or `action`: how it ends, see docs/protocol.md."""
    action: str
    """What the portal will do on approval (`action`); empty for a login."""
    started: int
    """Portal clock, seconds since 1970."""
    exp: int
    """Portal clock, seconds since 1970."""

    @property
    def sentences(self) -> list[str]:
        """Of an `action`: one for each change, in the order in which they are carried out."""
        return self.action.split("\n")


_MEMBERS: Final[dict[str, type]] = {
    name: int if name in ("started", "exp") else str for name in Challenge._fields
}


def write_challenge(challenge: Challenge) -> str:
    """The base64url text that goes to the app."""
    return b64url(dump_object(challenge._asdict()))


def read_challenge(text: str) -> Challenge:
    """Read what `write_challenge` made.

    Raises:
        Malformed: not a challenge.
    """
    payload = parse_object(unb64url(text))
    require_members(payload, _MEMBERS)
    return Challenge(**payload)


def challenge_hash(text: str) -> str:
    """`ch`: SHA-256 of a challenge's bytes, base64url.

    Raises:
        Malformed: not base64url.
    """
    return b64url(hashlib.sha256(unb64url(text)).digest())
