"""RFC 9180 receiver, base mode, written out from the RFC alone to check the library against."""

import hashlib
import hmac

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

KEM_ID, KDF_ID = 0x0010, 0x0001
AES_128_GCM, AES_256_GCM = (0x0001, 16), (0x0002, 32)


def open_base(
    enc: bytes,
    ciphertext: bytes,
    private: ec.EllipticCurvePrivateKey,
    *,
    info: bytes,
    aad: bytes = b"",
    aead: tuple[int, int] = AES_256_GCM,
) -> bytes:
    """Open the first message of a context."""
    sender = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), enc)
    own = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    kem = b"KEM" + KEM_ID.to_bytes(2, "big")
    eae_prk = _extract(b"", b"eae_prk", private.exchange(ec.ECDH(), sender), kem)
    shared = _expand(eae_prk, b"shared_secret", enc + own, 32, kem)

    aead_id, key_size = aead
    suite = b"HPKE" + b"".join(n.to_bytes(2, "big") for n in (KEM_ID, KDF_ID, aead_id))
    psk_id_hash = _extract(b"", b"psk_id_hash", b"", suite)
    info_hash = _extract(b"", b"info_hash", info, suite)
    context = b"\0" + psk_id_hash + info_hash
    secret = _extract(shared, b"secret", b"", suite)
    key = _expand(secret, b"key", context, key_size, suite)
    nonce = _expand(secret, b"base_nonce", context, 12, suite)
    return AESGCM(key).decrypt(nonce, ciphertext, aad)


def _extract(salt: bytes, label: bytes, ikm: bytes, suite: bytes) -> bytes:
    labelled = b"HPKE-v1" + suite + label + ikm
    return hmac.new(salt or bytes(32), labelled, hashlib.sha256).digest()


def _expand(prk: bytes, label: bytes, info: bytes, size: int, suite: bytes) -> bytes:
    labelled = size.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    return hmac.new(prk, labelled + b"\1", hashlib.sha256).digest()[:size]
