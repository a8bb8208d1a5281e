"""The building blocks that docs/protocol.md names, from third-party libraries only."""

import base64
import hashlib
import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    EllipticCurvePublicNumbers,
    derive_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_ES256 = ECDSA(SHA256(), deterministic_signing=True)


class Malformed(Exception):
    """It is not what PA/1 says."""


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
    except ValueError as wrong:
        raise Malformed("base64url") from wrong
    if b64(raw) != text:
        raise Malformed("base64url that is not canonical")
    return raw


def sha256(raw: bytes) -> bytes:
    return hashlib.sha256(raw).digest()


def to_json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def from_json(raw: bytes) -> dict[str, Any]:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({name for name, _ in pairs}) < len(pairs):
            raise Malformed("a member twice")
        return dict(pairs)

    try:
        value = json.loads(raw.decode(), object_pairs_hook=unique)
    except ValueError as wrong:
        raise Malformed("JSON") from wrong
    if not isinstance(value, dict):
        raise Malformed("not a JSON object")
    return value


def members(value: Any, *names: str) -> dict[str, Any]:
    """`value`, if it is an object with just these members."""
    if not isinstance(value, dict) or set(value) != set(names):
        raise Malformed(f"members {value!r}, not {names}")
    return value


# --- keys


def hkdf(secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, None, info).derive(secret)


def p256(stretched: bytes) -> EllipticCurvePrivateKey:
    scalar = int.from_bytes(stretched, "big") % (_ORDER - 1) + 1
    return derive_private_key(scalar, SECP256R1())


def argon2id(pin: str, salt: bytes, pepper: bytes) -> bytes:
    return Argon2id(
        salt=salt,
        length=32,
        iterations=3,
        lanes=4,
        memory_cost=65536,
        secret=pepper,
    ).derive(pin.encode())


def compressed(key: EllipticCurvePublicKey) -> str:
    return key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint).hex()


def to_jwk(key: EllipticCurvePublicKey) -> dict[str, str]:
    at = key.public_numbers()
    x, y = (b64(number.to_bytes(32, "big")) for number in (at.x, at.y))
    return {"crv": "P-256", "kty": "EC", "x": x, "y": y}


def from_jwk(jwk: Any) -> EllipticCurvePublicKey:
    jwk = members(jwk, "crv", "kty", "x", "y")
    if (jwk["crv"], jwk["kty"]) != ("P-256", "EC"):
        raise Malformed("another curve")
    x, y = (int.from_bytes(unb64(jwk[name]), "big") for name in "xy")
    try:
        return EllipticCurvePublicNumbers(x, y, SECP256R1()).public_key()
    except ValueError as wrong:
        raise Malformed("a point off the curve") from wrong


def thumbprint(key: EllipticCurvePublicKey) -> bytes:
    return sha256(to_json(to_jwk(key)))


def key_id(key: EllipticCurvePublicKey) -> str:
    return thumbprint(key)[:16].hex()


# --- signatures and seals


def sign(key: EllipticCurvePrivateKey, message: bytes) -> bytes:
    r, s = decode_dss_signature(key.sign(message, _ES256))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def verify(key: EllipticCurvePublicKey, signature: bytes, message: bytes) -> None:
    if len(signature) != 64:
        raise Malformed("signature of another length")
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    try:
        key.verify(encode_dss_signature(r, s), message, _ES256)
    except InvalidSignature as wrong:
        raise Malformed("signature") from wrong


def seal(key: EllipticCurvePublicKey, info: bytes, text: bytes) -> str:
    return b64(_SUITE.encrypt(text, key, info=info))


def unseal(key: EllipticCurvePrivateKey, info: bytes, sealed: str) -> bytes:
    return _SUITE.decrypt(unb64(sealed), key, info=info)


def to_jws(key: EllipticCurvePrivateKey, header: dict[str, Any], payload: dict[str, Any]) -> bytes:
    signed = f"{b64(to_json(header))}.{b64(to_json(payload))}".encode()
    return signed + b"." + b64(sign(key, signed)).encode()


class Jws:
    """A compact JWS, taken apart; nothing in it holds before `verify`."""

    def __init__(self, raw: bytes) -> None:
        try:
            parts = raw.decode("ascii").split(".")
        except ValueError as wrong:
            raise Malformed("JWS") from wrong
        if len(parts) != 3:
            raise Malformed("JWS")
        self._signed, self._signature = ".".join(parts[:2]).encode(), unb64(parts[2])
        self.header, self.payload = (from_json(unb64(part)) for part in parts[:2])

    def verify(self, key: EllipticCurvePublicKey) -> None:
        verify(key, self._signature, self._signed)
