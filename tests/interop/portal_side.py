"""What the client knows of the portal: how to reach it, and its keys."""

import contextlib
from collections.abc import Callable
from typing import Any

import httpx2
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

from tests.interop.blocks import Jws, Malformed, from_jwk, key_id, members, thumbprint

Send = Callable[[bytes], tuple[int, bytes]]
LEVEL = 2


class Unreachable(Exception):
    """Nothing came, or nothing that the portal has signed for this request."""


class KeySet:
    """A key set, checked."""

    def __init__(self, raw: bytes, aud: str) -> None:
        jws = Jws(raw)
        header = members(jws.header, "alg", "typ", "kid", "jwk")
        root = from_jwk(header["jwk"])
        self.root_pin = thumbprint(root).hex()
        if (header["alg"], header["typ"], header["kid"]) != ("ES256", "pa-keys+jws", key_id(root)):
            raise Malformed("header of the key set")
        jws.verify(root)
        told = members(jws.payload, "aud", "seq", "sig", "hpke")
        if told["aud"] != aud:
            raise Malformed("another portal's key set")
        self.seq = int(told["seq"])
        self.sig = {key_id(key): key for key in map(from_jwk, told["sig"])}
        self.hpke = from_jwk(told["hpke"][0])


class PortalSide:
    """The portal as one binding sees it."""

    def __init__(self, aud: str, root_pin: str = "") -> None:
        self.aud = aud
        self.root_pin = root_pin
        """Empty where no policy sets it, until the first key set is taken."""
        self.http = httpx2.Client(timeout=40, verify=False)
        self.send: Send = self.post
        self._keys: KeySet | None = None

    @property
    def keys(self) -> KeySet:
        return self._keys or self.fetch_keys()

    def fetch_keys(self) -> KeySet:
        with _reaching():
            answer = self.http.get(f"{self.aud}/pa/v1/keys")
            keys = KeySet(answer.content, self.aud)
            if keys.root_pin != (self.root_pin or keys.root_pin):
                raise Malformed("the root is not the pinned one")
            if self._keys and keys.seq < self._keys.seq:
                raise Malformed("an older key set")
        self.root_pin, self._keys = keys.root_pin, keys
        return keys

    def post(self, raw: bytes) -> tuple[int, bytes]:
        """Send a message; the HTTP status and what came back."""
        headers = {"content-type": "application/jose"}
        with _reaching():
            answer = self.http.post(f"{self.aud}/pa/v1/messages", content=raw, headers=headers)
        return answer.status_code, answer.content

    def signed(self, raw: bytes, typ: str, *names: str) -> dict[str, Any]:
        """Payload with the members `names` of what the portal has signed."""
        jws = Jws(raw)
        header = members(jws.header, "alg", "typ", "kid")
        if (header["alg"], header["typ"]) != ("ES256", typ):
            raise Malformed("header")
        jws.verify(self._key(header["kid"]))
        return members(jws.payload, *names)

    def close(self) -> None:
        self.http.close()

    def _key(self, kid: str) -> EllipticCurvePublicKey:
        key = self.keys.sig.get(kid) or self.fetch_keys().sig.get(kid)
        if key is None:
            raise Malformed("signed by a key that is not in the key set")
        return key


@contextlib.contextmanager
def _reaching() -> Any:
    try:
        yield
    except (httpx2.HTTPError, Malformed) as wrong:
        raise Unreachable(str(wrong)) from wrong
