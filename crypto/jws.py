"""Compact JWS with ES256 only (RFC 7515), each with a `typ` of its own (RFC 8725, 3.11)."""

from dataclasses import dataclass
from typing import Final

from crypto.encoding import JsonObject, b64url, dump_object, parse_object, unb64url
from crypto.errors import Malformed
from crypto.keys import PrivateKey, PublicKey

MAX_BYTES: Final = 8 * 1024


@dataclass(slots=True)
class Unverified:
    """A JWS whose form was checked and whose signature was not: only its header may be used."""

    header: JsonObject
    _signed: bytes
    """The signing input (RFC 7515, 5.1)."""
    _payload: bytes
    _signature: bytes

    def unverified_payload(self) -> JsonObject:
        """The payload, for what names the keys that must then be shown to have signed it.

        Raises:
            Malformed: the payload is not a strict JSON object.
        """
        return parse_object(self._payload)

    def verified_payload(self, key: PublicKey) -> JsonObject:
        """The payload, once `key` is shown to have signed it.

        Raises:
            BadSignature: signed by another key, or altered.
            Malformed: the payload is not a strict JSON object.
        """
        key.verify(self._signature, self._signed)
        return parse_object(self._payload)


def sign(header: JsonObject, payload: JsonObject, key: PrivateKey) -> str:
    """Sign `payload` under a protected header; `alg` is added in front."""
    return sign_under(protected(header), payload, key)


def protected(header: JsonObject) -> str:
    """A header as it is sent; `alg` is added in front."""
    return b64url(dump_object({"alg": "ES256", **header}))


def sign_under(protected: str, payload: JsonObject, key: PrivateKey) -> str:
    """Sign `payload` under what `protected` has made."""
    signed = f"{protected}.{b64url(dump_object(payload))}"
    return f"{signed}.{b64url(key.sign(signed.encode()))}"


def read(text: str | bytes, *, typ: str, most: int = MAX_BYTES) -> Unverified:
    """Parse a compact JWS of the given `typ` without believing it.

    Raises:
        Malformed: longer than `most` bytes, another algorithm or type, extensions that are critical
            (RFC 7515, 4.1.11), a header that is no strict JSON object, or a part that is not
            base64url in its one form.
    """
    data = text.encode() if isinstance(text, str) else text
    if len(data) > most:
        raise Malformed("too long")
    try:
        protected, payload, signature = data.decode("ascii").split(".")
    except ValueError as error:
        raise Malformed("not a compact JWS") from error
    header = parse_object(unb64url(protected))
    if header.get("alg") != "ES256" or header.get("typ") != typ:
        raise Malformed(f"not an ES256 {typ}")
    if "crit" in header:
        raise Malformed("extensions that PA/1 does not have")
    signed = data.rpartition(b".")[0]
    return Unverified(header, signed, unb64url(payload), unb64url(signature))
