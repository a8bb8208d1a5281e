"""Proof that the PIN was entered, readable by the portal alone."""

import hashlib
from typing import Final

from crypto.errors import BadSignature
from crypto.keys import PrivateKey, PublicKey
from crypto.sealing import open_sealed, seal

_SIGNATURE_DOMAIN: Final = b"pa/v1/pin-sig\0"
_SEAL_INFO: Final = b"pa/v1/pin-proof|"


def sign_with_pin(statement: bytes, pin_key: PrivateKey) -> bytes:
    """The PIN key's signature of a statement. It must never leave the process unsealed."""
    return pin_key.sign(_SIGNATURE_DOMAIN + hashlib.sha256(statement).digest())


def pin_signature_holds(statement: bytes, signature: bytes, pin_key: PublicKey) -> bool:
    """Whether the signature over `statement` is by the key of the right PIN."""
    try:
        pin_key.verify(signature, _SIGNATURE_DOMAIN + hashlib.sha256(statement).digest())
    except BadSignature:
        return False
    return True


def seal_pin_proof(statement: bytes, pin_key: PrivateKey, portal: PublicKey) -> bytes:
    """Sign `statement` with the PIN key and seal the signature to the portal: `pp`."""
    return seal(sign_with_pin(statement, pin_key), portal, _proof_info(statement))


def open_pin_proof(statement: bytes, proof: bytes, portal: PrivateKey) -> bytes:
    """Recover the PIN signature; whether it holds is another question.

    Raises:
        CannotOpen: sealed for another statement or another portal key. No PIN was tried.
    """
    return open_sealed(proof, portal, _proof_info(statement))


def _proof_info(statement: bytes) -> bytes:
    return _SEAL_INFO + hashlib.sha256(statement).digest()
