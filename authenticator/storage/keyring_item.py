"""The one item that a binding keeps in the operating system's keyring."""

import hashlib
from dataclasses import field, replace
from typing import Final

from authenticator.failures import Failure, Refused
from authenticator.model import BindingState
from authenticator.values import dataclass
from crypto.encoding import JsonObject, b64url, dump_object, parse_object, require_members, unb64url
from crypto.errors import CryptoError
from crypto.keys import ROOT_BYTES
from crypto.pin import SALT_BYTES, PinCost

MAX_CHARACTERS: Final = 700
"""Windows ends at 1,280 characters; about half of it is left for later members."""

_CHECKSUM_BYTES: Final = 8
_CHECKSUM_CHARACTERS: Final = 11
_VERSION: Final = 1
_MEMBERS: Final[dict[str, type]] = {
    "v": int,
    "state": str,
    "aud": str,
    "account": str,
    "root": str,
    "salt": str,
    "kdf": list,
    "pv": int,
    "aid": str,
    "portal": str,
    "seq": int,
    "ratchet": str,
    "pending": dict,
    "roaming": bool,
}
_PENDING: Final[dict[str, type]] = {"root": str, "salt": str, "pv": int}


@dataclass(frozen=True)
class Pending:
    """What a PIN change or a key rotation puts in place, once the portal has agreed."""

    root: bytes | None = field(repr=False)
    """New root secret of a rotation; None in a PIN change."""
    salt: bytes = field(repr=False)
    pin_version: int


@dataclass(frozen=True)
class KeyringItem:
    """Holds neither the PIN key nor anything made with it: a copy allows no test of a guess."""

    state: BindingState
    aud: str
    account: str
    root: bytes = field(repr=False)
    salt: bytes = field(repr=False)
    cost: PinCost
    pin_version: int
    aid: str
    """Names the attempt at activation."""
    portal_root: bytes
    """Pinned thumbprint of the portal's root key, 32 bytes."""
    seq: int
    """Highest key set seen."""
    ratchet: str = ""
    """This copy's ratchet value; empty while none was issued."""
    pending: Pending | None = None
    """Written before the portal is asked, so that a lost answer can be made good."""
    roaming: bool = False
    """Whether the portal knows that the key travels with its user's profile."""

    def pack(self) -> str:
        """One line of JSON and its checksum, under 600 characters for usual user names.

        The checksum tells an altered item from one whose values the portal does not take: a
        salt with one wrong bit would turn every right PIN into a wrong one.

        Raises:
            Refused: KEYRING_FAILED when a member is too long for every keyring.
        """
        kdf = [self.cost.memory, self.cost.passes, self.cost.lanes]
        text = dump_object(
            {
                "v": _VERSION,
                "state": self.state.value,
                "aud": self.aud,
                "account": self.account,
                "root": b64url(self.root),
                "salt": b64url(self.salt),
                "kdf": kdf,
                "pv": self.pin_version,
                "aid": self.aid,
                "portal": b64url(self.portal_root),
                "seq": self.seq,
                "ratchet": self.ratchet,
                "pending": _pack_pending(self.pending),
                "roaming": self.roaming,
            }
        ).decode()
        packed = text + _checksum(text)
        if len(packed) > MAX_CHARACTERS:
            raise Refused(Failure.KEYRING_FAILED)
        return packed

    def with_pending_applied(self) -> "KeyringItem":
        """With what was pending in place."""
        if self.pending is None:
            return self
        return replace(
            self,
            root=self.pending.root or self.root,
            salt=self.pending.salt,
            pin_version=self.pending.pin_version,
            ratchet="" if self.pending.root else self.ratchet,
            pending=None,
        )

    @classmethod
    def unpack(cls, text: str) -> "KeyringItem":
        """Read a packed item.

        Every version ends with this checksum, so that damage is not taken for a newer version.

        Raises:
            Refused: KEY_DAMAGED, or UPGRADE_REQUIRED for the item of a newer version. The item
                is left as it is.
        """
        content, checksum = text[:-_CHECKSUM_CHARACTERS], text[-_CHECKSUM_CHARACTERS:]
        try:
            if checksum != _checksum(content):
                raise Refused(Failure.KEY_DAMAGED)
            value = parse_object(content.encode())
            if type(value.get("v")) is int and value["v"] > _VERSION:
                raise Refused(Failure.UPGRADE_REQUIRED)
            require_members(value, _MEMBERS)
            return cls(
                state=BindingState(value["state"]),
                aud=value["aud"],
                account=value["account"],
                root=unb64url(value["root"], size=ROOT_BYTES),
                salt=unb64url(value["salt"], size=SALT_BYTES),
                cost=_cost(value["kdf"]),
                pin_version=value["pv"],
                aid=value["aid"],
                portal_root=unb64url(value["portal"], size=32),
                seq=value["seq"],
                ratchet=value["ratchet"],
                pending=_unpack_pending(value["pending"]),
                roaming=value["roaming"],
            )
        except (CryptoError, ValueError, TypeError) as error:
            raise Refused(Failure.KEY_DAMAGED) from error


def _checksum(text: str) -> str:
    return b64url(hashlib.sha256(text.encode()).digest()[:_CHECKSUM_BYTES])


def _cost(kdf: list[object]) -> PinCost:
    memory, passes, lanes = kdf
    if not (type(memory) is int and type(passes) is int and type(lanes) is int):
        raise TypeError("costs are integers")
    return PinCost(memory, passes, lanes)


def _pack_pending(pending: Pending | None) -> JsonObject:
    if pending is None:
        return {}
    root = "" if pending.root is None else b64url(pending.root)
    return {"root": root, "salt": b64url(pending.salt), "pv": pending.pin_version}


def _unpack_pending(value: JsonObject) -> Pending | None:
    if not value:
        return None
    require_members(value, _PENDING)
    root = unb64url(value["root"], size=ROOT_BYTES) if value["root"] else None
    return Pending(root, unb64url(value["salt"], size=SALT_BYTES), value["pv"])
