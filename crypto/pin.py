"""From a PIN to a key that is never stored."""

from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from crypto.keys import PrivateKey, device_key, hkdf

SALT_BYTES: Final = 16
PIN_DIGITS: Final = 6


@dataclass(frozen=True)
class PinCost:
    """Argon2id's cost (RFC 9106): memory in KiB, passes, lanes."""

    memory: int = 64 * 1024
    passes: int = 3
    lanes: int = 4


STANDARD_COST: Final = PinCost()


def pin_key(
    pin: str, *, root: bytes, salt: bytes, version: int, cost: PinCost = STANDARD_COST
) -> PrivateKey:
    """Derive the PIN key; takes 100 to 500 ms of one core and 64 MiB at the standard cost.

    A wrong PIN gives another valid-looking key: only the portal can tell. So neither the
    public half nor any signature of this key may stay on the device or travel readably.

    Args:
        pin: six ASCII digits.
        root: the device's root secret, 32 bytes.
        salt: 16 bytes.
        version: `pv`, counted up with each PIN change.

    Raises:
        ValueError: not six ASCII digits.
    """
    if len(pin) != PIN_DIGITS or not (pin.isascii() and pin.isdigit()):
        raise ValueError("a PIN has six digits")
    stretched = Argon2id(
        salt=salt,
        length=32,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory,
        secret=hkdf(root, b"pa/v1/pin-pepper", 32),
    ).derive(pin.encode("ascii"))
    device = device_key(root).public.key_id
    info = f"pa/v1/pin-key|{device}|{version}".encode("ascii")
    return PrivateKey.from_uniform(hkdf(stretched, info, 48))
