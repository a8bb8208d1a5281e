"""What the client knows of itself: one device key, its copy, and its requests."""

import dataclasses
import secrets
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from tests.interop.blocks import (
    argon2id,
    b64,
    hkdf,
    key_id,
    p256,
    seal,
    sha256,
    sign,
    to_json,
    to_jwk,
    to_jws,
)
from tests.interop.portal_side import LEVEL, PortalSide


class Device:
    """A root secret and what is kept beside it."""

    def __init__(self, root: bytes, salt: bytes, pv: int = 1, machine: str = "machine") -> None:
        self.root, self.salt, self.pv = root, salt, pv
        self.key = p256(hkdf(root, b"pa/v1/device-key", 48))
        self.dev = key_id(self.key.public_key())
        self.move_to(machine)
        self.nonce = ""

    @classmethod
    def new(cls, machine: str = "machine") -> "Device":
        return cls(secrets.token_bytes(32), secrets.token_bytes(16), machine=machine)

    def move_to(self, machine: str) -> None:
        """Speak as the copy on another machine."""
        self.machine = machine
        self.inst = hkdf(self.root, b"pa/v1/instance|" + machine.encode(), 16).hex()
        self.ratchet = ""

    def pin_key(self, pin: str) -> EllipticCurvePrivateKey:
        pepper = hkdf(self.root, b"pa/v1/pin-pepper", 32)
        stretched = argon2id(pin, self.salt, pepper)
        return p256(hkdf(stretched, f"pa/v1/pin-key|{self.dev}|{self.pv}".encode(), 48))


@dataclasses.dataclass(frozen=True)
class Draft:
    """A request in the making: what its statement must name."""

    portal: PortalSide
    device: Device
    m: str
    jti: str
    n: str

    def statement(self, **content: str) -> bytes:
        """Statement whose kind is the name of the message."""
        return to_json(
            {
                "t": self.m,
                "aud": self.portal.aud,
                "dev": self.device.dev,
                "jti": self.jti,
                "n": self.n,
                **content,
            }
        )

    def proven(self, pin_key: EllipticCurvePrivateKey, st: bytes) -> dict[str, str]:
        """Body with a statement and its PIN proof."""
        info = b"pa/v1/pin-proof|" + sha256(st)
        pp = seal(self.portal.keys.hpke, info, pin_signature(pin_key, st))
        return {"st": b64(st), "pp": pp}

    def sealed(self, **content: Any) -> str:
        info = f"pa/v1/{self.m}|{self.device.dev}".encode()
        return seal(self.portal.keys.hpke, info, to_json(content))


Body = Callable[[Draft], dict[str, Any]]


@dataclasses.dataclass(frozen=True)
class Request:
    """A signed request; after a lost answer its bytes are sent again."""

    m: str
    raw: bytes
    body: Body
    device: Device

    @classmethod
    def make(cls, portal: PortalSide, device: Device, m: str, body: Body) -> "Request":
        first = m == "activate"
        draft = Draft(
            portal, device, m, b64(secrets.token_bytes(16)), "" if first else device.nonce
        )
        header: dict[str, Any] = {"alg": "ES256", "typ": "pa-req+jws", "kid": device.dev}
        if first:
            header["jwk"] = to_jwk(device.key.public_key())
        payload = {
            "m": m,
            "level": LEVEL,
            "aud": portal.aud,
            "jti": draft.jti,
            "n": draft.n,
            "inst": device.inst,
            "r": "" if first else device.ratchet,
            "b": body(draft),
        }
        raw = to_jws(device.key, header, payload)
        return cls(m, raw, body, device)


def pin_signature(pin_key: EllipticCurvePrivateKey, st: bytes) -> bytes:
    return sign(pin_key, b"pa/v1/pin-sig\0" + sha256(st))
