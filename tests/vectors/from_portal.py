"""What the portal says by itself: key set and challenges."""

from crypto.challenge import Challenge, challenge_hash, write_challenge
from crypto.encoding import JsonObject, parse_object, unb64url
from crypto.keyset import sign_key_set
from tests.vectors.material import (
    AUD,
    LOGIN,
    NOW,
    PORTAL_ROOT,
    PORTAL_SEALING,
    PORTAL_SIGNING,
    token,
)

MODES = {"browser": "", "code": "", "action": "Gerät „Rechner am Empfang“ entfernen"}


def key_set() -> JsonObject:
    text = sign_key_set(
        PORTAL_ROOT,
        aud=AUD,
        seq=1,
        signing=[PORTAL_SIGNING.public],
        sealing=[PORTAL_SEALING.public],
    )
    return {"root_pin": PORTAL_ROOT.public.thumbprint.hex(), **taken_apart(text)}


def challenge(mode: str) -> str:
    """A challenge of this mode, as it travels."""
    return write_challenge(
        Challenge(
            cid=challenge_id(mode),
            account=LOGIN,
            ip="192.0.2.7",
            browser="Firefox 140",
            os="Windows",
            mode=mode,
            action=MODES[mode],
            started=NOW,
            exp=NOW + 180,
        )
    )


def challenge_id(mode: str) -> str:
    return token(f"challenge, {mode}")


def challenges() -> list[JsonObject]:
    return [
        {
            "name": f"challenge, {mode}",
            "content": parse_object(unb64url(text := challenge(mode))),
            "challenge": text,
            "ch": challenge_hash(text),
        }
        for mode in MODES
    ]


def taken_apart(text: str) -> JsonObject:
    """A JWS beside what is in it."""
    header, payload, _ = (unb64url(part) for part in text.split("."))
    return {"header": parse_object(header), "payload": parse_object(payload), "jws": text}
