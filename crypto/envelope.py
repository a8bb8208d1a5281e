"""PA/1's envelope: `pa-req+jws` from the device, `pa-resp+jws` from the portal."""

import hashlib
from functools import lru_cache
from typing import Final, NamedTuple

from crypto import jws
from crypto.encoding import JsonObject, b64url, require_members, unb64url
from crypto.errors import BadSignature, Malformed
from crypto.keys import PrivateKey, PublicKey
from crypto.version import LEVEL

REQUEST_TYP: Final = "pa-req+jws"
RESPONSE_TYP: Final = "pa-resp+jws"
PATH: Final = "/pa/v1/messages"
KEYS_PATH: Final = "/pa/v1/keys"
MAX_RESPONSE_BYTES: Final = 64 * 1024
"""Lists of devices and logins are longer than a request may be."""
MEDIA_TYPE: Final = "application/jose"

_JTI_BYTES: Final = 16
_HEADER: Final = frozenset({"alg", "typ", "kid"})
_HEADERS: Final = (_HEADER, _HEADER | {"jwk"})
_REQUEST: Final = {
    "m": str,
    "level": int,
    "aud": str,
    "jti": str,
    "n": str,
    "inst": str,
    "r": str,
    "b": dict,
}
_RESPONSE: Final = {"m": str, "irt": str, "iat": int, "nn": str, "nr": str, "b": dict}


class Request(NamedTuple):
    """One request; every field is covered by the device's signature."""

    m: str
    """Name of the message."""
    aud: str
    """The portal's public address, without a slash at the end."""
    dev: str
    """Id of the device key; it stands in the header, as `kid`."""
    jti: str
    """128 random bits, base64url. The same bytes are sent again until an answer came."""
    n: str
    """The nonce of the portal's last answer; empty where there was none."""
    inst: str
    """`crypto.keys.instance_id` of the sender."""
    r: str
    """Ratchet value of this instance; empty as long as none was issued."""
    b: JsonObject
    """Body, by message."""
    level: int = LEVEL
    """How far the sender has come with PA/1 (`crypto.version`)."""

    def __repr__(self) -> str:
        return f"Request({self.m}, dev={self.dev})"


class Response(NamedTuple):
    """The payload of one answer."""

    m: str
    """The message answered; `problem` for a refusal, whose body is an RFC 9457 object."""
    irt: str
    """`request_hash` of the request that is answered."""
    iat: int
    """Portal clock, seconds since 1970."""
    nn: str
    """Nonce for the next request; empty for a device that the portal does not know."""
    nr: str
    """Next ratchet value of this instance; empty when it stays as it was."""
    b: JsonObject

    def __repr__(self) -> str:
        return f"Response({self.m})"


class ReceivedRequest:
    """A request as it came in: form checked, signature not yet."""

    def __init__(self, data: bytes) -> None:
        """Check size and header.

        Raises:
            Malformed: not a PA/1 request.
        """
        self._jws = jws.read(data, typ=REQUEST_TYP)
        header = self._jws.header
        if header.keys() not in _HEADERS:
            raise Malformed("unknown or missing header members")
        if not isinstance(header["kid"], str):
            raise Malformed("header members of another type")
        self.dev: str = header["kid"]
        self.offered_key = _offered_key(header)
        """The device key of an activation, which the portal cannot know yet."""

    def verified(self, key: PublicKey) -> Request:
        """The request, once `key` is shown to have signed it.

        Raises:
            BadSignature: not signed by `key`.
            Malformed: signed, but not a PA/1 payload.
        """
        payload = self._jws.verified_payload(key)
        require_members(payload, _REQUEST)
        unb64url(payload["jti"], size=_JTI_BYTES)
        return Request(dev=self.dev, **payload)


def sign_request(request: Request, key: PrivateKey, *, offer_key: bool = False) -> bytes:
    """The exact bytes to send; `offer_key` puts the public key into the header."""
    header: JsonObject = {"typ": REQUEST_TYP, "kid": request.dev}
    if offer_key:
        header["jwk"] = key.public.jwk
    payload = {name: getattr(request, name) for name in _REQUEST}
    return jws.sign(header, payload, key).encode("ascii")


def request_hash(data: bytes) -> str:
    """What an answer names as the request that it answers: SHA-256, base64url, of what is signed.

    The signature is left out: ES256 allows a second one, which anybody can make from the first.
    """
    return b64url(hashlib.sha256(data.rpartition(b".")[0]).digest())


def sign_response(response: Response, key: PrivateKey) -> bytes:
    """The exact bytes of an answer."""
    header = _response_header(key.public.key_id)
    return jws.sign_under(header, response._asdict(), key).encode("ascii")


@lru_cache(maxsize=4)
def _response_header(key_id: str) -> str:
    return jws.protected({"typ": RESPONSE_TYP, "kid": key_id})


def response_key_id(data: bytes) -> str:
    """Which of the portal's keys is said to have signed an answer.

    Raises:
        Malformed: not a PA/1 answer: some other machine has spoken.
    """
    header = jws.read(data, typ=RESPONSE_TYP, most=MAX_RESPONSE_BYTES).header
    if header.keys() != _HEADER or not isinstance(header["kid"], str):
        raise Malformed("not an answer's header")
    return header["kid"]


def read_response(data: bytes, key: PublicKey, *, request: bytes) -> Response:
    """Verify that the portal gave this answer to exactly these request bytes.

    Raises:
        Malformed: not a PA/1 answer.
        BadSignature: not signed by `key`, or an answer to another request.
    """
    read = jws.read(data, typ=RESPONSE_TYP, most=MAX_RESPONSE_BYTES)
    payload = read.verified_payload(key)
    require_members(payload, _RESPONSE)
    if payload["irt"] != request_hash(request):
        raise BadSignature("an answer to another request")
    return Response(**payload)


def _offered_key(header: JsonObject) -> PublicKey | None:
    if "jwk" not in header:
        return None
    key = PublicKey.from_jwk(header["jwk"])
    if key.key_id != header["kid"]:
        raise Malformed("key and kid differ")
    return key
