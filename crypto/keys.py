"""P-256 keys: derivation from a secret, RFC 7638 thumbprints, raw ES256 signatures."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from crypto.encoding import b64url, dump_object, unb64url
from crypto.errors import BadSignature, Malformed

ROOT_BYTES: Final = 32
DEVICE_ID_BYTES: Final = 16
SIGNATURE_BYTES: Final = 64

# SEC 2, section 2.4.2
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_ES256_SIGN: Final = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
_ES256_VERIFY: Final = ec.ECDSA(hashes.SHA256())


@dataclass(frozen=True)
class PublicKey:
    """A P-256 public key; equal when its point is."""

    point: bytes
    """SEC 1 compressed, 33 bytes."""

    @classmethod
    def of(cls, key: ec.EllipticCurvePublicKey) -> Self:
        return cls(key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint))

    @classmethod
    def from_hex(cls, text: str) -> Self:
        """Read a compressed point in lower-case hexadecimal (66 characters).

        Raises:
            Malformed: not such a text, or not a point of the curve.
        """
        try:
            point = bytes.fromhex(text)
        except ValueError as error:
            raise Malformed("not hexadecimal") from error
        key = cls(point)
        if point.hex() != text or len(point) != 33:
            raise Malformed("not a compressed point")
        return key._checked()

    @classmethod
    def from_jwk(cls, jwk: Any) -> Self:
        """Read a public JWK with exactly the members crv, kty, x, y (RFC 7518, section 6.2.1).

        Raises:
            Malformed: other members, another curve, or not a point of the curve.
        """
        if not isinstance(jwk, dict) or jwk.keys() != {"kty", "crv", "x", "y"}:
            raise Malformed("not a public EC key")
        if (jwk["kty"], jwk["crv"]) != ("EC", "P-256"):
            raise Malformed("not a P-256 key")
        if not isinstance(jwk["x"], str) or not isinstance(jwk["y"], str):
            raise Malformed("not a public EC key")
        point = b"\x04" + unb64url(jwk["x"], size=32) + unb64url(jwk["y"], size=32)
        try:
            return cls.of(ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point))
        except ValueError as error:
            raise Malformed("not a point of P-256") from error

    @cached_property
    def native(self) -> ec.EllipticCurvePublicKey:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), self.point)

    @cached_property
    def jwk(self) -> dict[str, str]:
        """The public JWK in the member order of RFC 7638, section 3.2."""
        numbers = self.native.public_numbers()
        x, y = (b64url(n.to_bytes(32, "big")) for n in (numbers.x, numbers.y))
        return {"crv": "P-256", "kty": "EC", "x": x, "y": y}

    @cached_property
    def thumbprint(self) -> bytes:
        """SHA-256 JWK thumbprint, 32 bytes (RFC 7638)."""
        return hashlib.sha256(dump_object(dict(self.jwk))).digest()

    @cached_property
    def key_id(self) -> str:
        """The first 16 bytes of the thumbprint in hexadecimal: `dev` and `kid` of PA/1."""
        return self.thumbprint[:DEVICE_ID_BYTES].hex()

    def hex(self) -> str:
        return self.point.hex()

    def verify(self, signature: bytes, message: bytes) -> None:
        """Check a raw ES256 signature, r and s, 64 bytes (RFC 7518, section 3.4).

        Raises:
            BadSignature: another size, or not this key's signature of `message`.
        """
        verify_es256(self.native, signature, message)

    def _checked(self) -> Self:
        try:
            _ = self.native
        except ValueError as error:
            raise Malformed("not a point of P-256") from error
        return self


@dataclass(frozen=True)
class PrivateKey:
    """A P-256 private key that never shows itself in a repr."""

    native: ec.EllipticCurvePrivateKey

    def __repr__(self) -> str:
        return "PrivateKey(…)"

    @classmethod
    def generate(cls) -> Self:
        return cls(ec.generate_private_key(ec.SECP256R1()))

    @classmethod
    def from_uniform(cls, data: bytes) -> Self:
        """P256(x) = int(x) mod (n-1) + 1 for 48 uniform bytes (FIPS 186-5, A.2.1)."""
        if len(data) != 48:
            raise ValueError("48 uniform bytes are needed")
        scalar = int.from_bytes(data, "big") % (_ORDER - 1) + 1
        return cls(ec.derive_private_key(scalar, ec.SECP256R1()))

    @classmethod
    def from_bytes(cls, scalar: bytes) -> Self:
        """Read a stored scalar, 32 bytes, big-endian."""
        return cls(ec.derive_private_key(int.from_bytes(scalar, "big"), ec.SECP256R1()))

    def to_bytes(self) -> bytes:
        return self.native.private_numbers().private_value.to_bytes(32, "big")

    @cached_property
    def public(self) -> PublicKey:
        return PublicKey.of(self.native.public_key())

    def sign(self, message: bytes) -> bytes:
        """Sign deterministically (RFC 6979): r and s, 64 bytes."""
        return sign_es256(self.native, message)


def sign_es256(key: ec.EllipticCurvePrivateKey, message: bytes) -> bytes:
    """Sign deterministically (RFC 6979): r and s, 64 bytes (RFC 7518, section 3.4)."""
    r, s = decode_dss_signature(key.sign(message, _ES256_SIGN))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def verify_es256(key: ec.EllipticCurvePublicKey, signature: bytes, message: bytes) -> None:
    """Check a raw ES256 signature.

    Raises:
        BadSignature: another size, or not the key's signature of `message`.
    """
    if len(signature) != SIGNATURE_BYTES:
        raise BadSignature("not 64 bytes")
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    try:
        key.verify(encode_dss_signature(r, s), message, _ES256_VERIFY)
    except InvalidSignature as error:
        raise BadSignature("signature does not match") from error


def hkdf(key: bytes, info: bytes, size: int) -> bytes:
    """HKDF-SHA256 without salt (RFC 5869)."""
    return HKDF(algorithm=hashes.SHA256(), length=size, salt=None, info=info).derive(key)


def device_key(root: bytes) -> PrivateKey:
    """The device key of a 32-byte root secret."""
    return PrivateKey.from_uniform(hkdf(root, b"pa/v1/device-key", 48))


def instance_id(root: bytes, machine_id: bytes) -> str:
    """Names one copy of a root on one machine, 32 hexadecimal characters.

    Keyed with the root so that the portal learns nothing about the machine.
    """
    return hkdf(root, b"pa/v1/instance|" + machine_id, DEVICE_ID_BYTES).hex()
