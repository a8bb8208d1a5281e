"""Compact JWS with ES256 only (RFC 7515), each with a `typ` of its own (RFC 8725, 3.11)."""

from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwa import JWSAlgModel
from joserfc.jwk import ECKey
from joserfc.jws import JWSRegistry

from crypto.encoding import JsonObject, dump_object, parse_object, unb64url
from crypto.errors import BadSignature, Malformed
from crypto.keys import PrivateKey, PublicKey, sign_es256, verify_es256

MAX_BYTES: Final = 8 * 1024


@dataclass(frozen=True)
class Unverified:
    """A JWS whose form was checked and whose signature was not: only its header may be used."""

    header: JsonObject
    _parsed: jws.CompactSignature

    def verified_payload(self, key: PublicKey) -> JsonObject:
        """The payload, once `key` is shown to have signed it.

        Raises:
            BadSignature: signed by another key, or altered.
            Malformed: the payload is not a strict JSON object.
        """
        try:
            holds = jws.validate_compact(self._parsed, _joserfc_key(key.native), registry=_REGISTRY)
        except JoseError as error:
            raise Malformed("not a header of PA/1") from error
        if not holds:
            raise BadSignature("signature does not match")
        return parse_object(self._parsed.payload)


class _DeterministicEs256(JWSAlgModel):
    """joserfc signs ES256 with random nonces; PA/1 signs after RFC 6979."""

    name = "ES256"
    description = "ECDSA using P-256 and SHA-256, deterministic"
    recommended = True
    key_type = "EC"

    def sign(self, msg: bytes, key: ECKey) -> bytes:
        native = key.private_key
        if native is None:
            raise ValueError("a private key is needed")
        return sign_es256(native, msg)

    def verify(self, msg: bytes, sig: bytes, key: ECKey) -> bool:
        try:
            verify_es256(key.public_key, sig, msg)
        except BadSignature:
            return False
        return True


class _Registry(JWSRegistry):
    algorithms = {"ES256": _DeterministicEs256()}  # noqa: RUF012  joserfc declares it so
    recommended = ["ES256"]  # noqa: RUF012


_REGISTRY: Final = _Registry()


def sign(header: JsonObject, payload: JsonObject, key: PrivateKey) -> str:
    """Sign `payload` under a protected header; `alg` is added in front."""
    return jws.serialize_compact(
        {"alg": "ES256", **header},
        dump_object(payload),
        _joserfc_key(key.native),
        registry=_REGISTRY,
    )


def read(text: str | bytes, *, typ: str, most: int = MAX_BYTES) -> Unverified:
    """Parse a compact JWS of the given `typ` without believing it.

    Raises:
        Malformed: longer than `most` bytes, another algorithm or type, or a header that is no
            strict JSON object.
    """
    data = text.encode() if isinstance(text, str) else text
    if len(data) > most:
        raise Malformed("too long")
    try:
        header = parse_object(unb64url(data.split(b".", 1)[0].decode("ascii")))
        parsed = jws.extract_compact(data, registry=_REGISTRY)
    except (JoseError, UnicodeDecodeError, ValueError) as error:
        raise Malformed("not a compact JWS") from error
    if header.get("alg") != "ES256" or header.get("typ") != typ:
        raise Malformed(f"not an ES256 {typ}")
    return Unverified(header, parsed)


def _joserfc_key(native: ec.EllipticCurvePrivateKey | ec.EllipticCurvePublicKey) -> ECKey:
    return ECKey(native, native)
