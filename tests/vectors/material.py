"""Fixed keys, names and times that the vectors are made of. None of them is secret."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from crypto.encoding import JsonObject, b64url
from crypto.keys import PrivateKey, device_key, hkdf, instance_id
from crypto.pin import STANDARD_COST, pin_key

AUD = "https://portal.example"
LOGIN = "max@abc.de"
CODE = "10542963"
BROWSER_CODE = "271828"
NOW = 1_767_225_600
MACHINE = b"a machine"


def drawn(label: str, size: int) -> bytes:
    """What would be random elsewhere."""
    return hashlib.sha256(b"PA/1 vectors|" + label.encode()).digest()[:size]


def token(label: str, size: int = 16) -> str:
    return b64url(drawn(label, size))


def hashed(text: str) -> str:
    return b64url(hashlib.sha256(text.encode()).digest())


def drawn_key(label: str) -> PrivateKey:
    return PrivateKey.from_uniform(drawn(label, 32) + drawn(f"{label}, more", 16))


@dataclass(frozen=True)
class DeviceMaterial:
    """What a device has, and all that follows from it."""

    root: bytes
    salt: bytes
    pin: str
    version: int

    @cached_property
    def key(self) -> PrivateKey:
        return device_key(self.root)

    @property
    def dev(self) -> str:
        return self.key.public.key_id

    @property
    def inst(self) -> str:
        return instance_id(self.root, MACHINE)

    @cached_property
    def pin_key(self) -> PrivateKey:
        return pin_key(self.pin, root=self.root, salt=self.salt, version=self.version)

    def described(self, name: str) -> JsonObject:
        cost = STANDARD_COST
        return {
            "name": name,
            "root": self.root.hex(),
            "salt": self.salt.hex(),
            "pin": self.pin,
            "pv": self.version,
            "argon2id": {"m": cost.memory, "t": cost.passes, "p": cost.lanes},
            "machine_id": MACHINE.hex(),
            "pin_pepper": hkdf(self.root, b"pa/v1/pin-pepper", 32).hex(),
            "device_key": described(self.key),
            "dev": self.dev,
            "pin_key": described(self.pin_key),
            "inst": self.inst,
        }


def described(key: PrivateKey) -> dict[str, Any]:
    public = key.public
    return {
        "private": key.to_bytes().hex(),
        "public": public.hex(),
        "jwk": dict(public.jwk),
        "thumbprint": public.thumbprint.hex(),
        "kid": public.key_id,
    }


DEVICE = DeviceMaterial(bytes(range(32)), bytes(range(16)), "482913", 1)
CHANGED_PIN = DeviceMaterial(DEVICE.root, drawn("salt after a PIN change", 16), "705318", 2)
ROTATED = DeviceMaterial(drawn("root after a rotation", 32), drawn("its salt", 16), "482913", 1)
DERIVED = {"device": DEVICE, "after pinchange": CHANGED_PIN, "after rotate": ROTATED}

PORTAL_ROOT, PORTAL_SIGNING, PORTAL_SEALING, INVITED = (
    drawn_key(label)
    for label in ("portal's root", "portal's signing", "portal's sealing", "invitation's reader")
)
PORTAL_KEYS = {
    "root": PORTAL_ROOT,
    "signing": PORTAL_SIGNING,
    "sealing": PORTAL_SEALING,
    "invitation reader": INVITED,
}
