"""A login request that the portal signs and the app shows (`pa-challenge+jws`)."""

from dataclasses import dataclass, fields
from typing import Final

from crypto import jws
from crypto.encoding import JsonObject, require_members
from crypto.errors import Malformed
from crypto.keys import PrivateKey, PublicKey

TYP: Final = "pa-challenge+jws"


@dataclass(frozen=True)
class Challenge:
    """Who asks for a login, as the portal saw it."""

    cid: str
    """128 random bits, base64url."""
    aud: str
    """The portal's public address: `origin` of the design."""
    account: str
    """The user name."""
    ip: str
    browser: str
    os: str
    pre: str
    """SHA-256 of the waiting browser's cookie, base64url."""
    mode: str
    """`browser`, `code` or `action`: how it ends, see docs/protocol.md."""
    action: str
    """What the portal will do on approval (`action`); empty for a login."""
    started: int
    """Portal clock, seconds since 1970."""
    exp: int
    """Portal clock, seconds since 1970."""


_MEMBERS: Final[dict[str, type]] = {
    field.name: int if field.name in ("started", "exp") else str for field in fields(Challenge)
}


def sign_challenge(challenge: Challenge, key: PrivateKey) -> str:
    """The compact JWS that goes to the app and whose hash the answer names."""
    return jws.sign({"typ": TYP, "kid": key.public.key_id}, vars(challenge), key)


def challenge_key_id(text: str) -> str:
    """Which portal key is said to have signed.

    Raises:
        Malformed: not a challenge.
    """
    header: JsonObject = jws.read(text, typ=TYP).header
    if header.keys() != {"alg", "typ", "kid"} or not isinstance(header["kid"], str):
        raise Malformed("not a challenge's header")
    return header["kid"]


def read_challenge(text: str, key: PublicKey, *, aud: str) -> Challenge:
    """Verify a challenge.

    Raises:
        Malformed: not a challenge of this portal.
        BadSignature: not signed by `key`.
    """
    payload = jws.read(text, typ=TYP).verified_payload(key)
    require_members(payload, _MEMBERS)
    if payload["aud"] != aud:
        raise Malformed("a challenge of another portal")
    return Challenge(**payload)
