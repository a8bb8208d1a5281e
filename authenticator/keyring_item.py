"""The one item that a binding keeps in the operating system's keyring."""

from dataclasses import dataclass, field
from typing import Final

from authenticator.failures import Failure, Refused
from authenticator.model import BindingState
from crypto.encoding import b64url, dump_object, parse_object, require_members, unb64url
from crypto.errors import CryptoError
from crypto.keys import ROOT_BYTES
from crypto.pin import SALT_BYTES, PinCost

MAX_CHARACTERS: Final = 600
"""Windows ends at 1,280 characters; half of it leaves room for later members."""

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
}


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

    def pack(self) -> str:
        """One line of JSON, under 600 characters.

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
            }
        ).decode()
        if len(text) > MAX_CHARACTERS:
            raise Refused(Failure.KEYRING_FAILED)
        return text

    @classmethod
    def unpack(cls, text: str) -> "KeyringItem":
        """Read a packed item.

        Raises:
            Refused: KEY_DAMAGED. The item is left as it is.
        """
        try:
            value = parse_object(text.encode())
            require_members(value, _MEMBERS)
            if value["v"] != _VERSION:
                raise Refused(Failure.UPGRADE_REQUIRED)
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
            )
        except (CryptoError, ValueError, TypeError) as error:
            raise Refused(Failure.KEY_DAMAGED) from error


def _cost(kdf: list[object]) -> PinCost:
    memory, passes, lanes = kdf
    if not (type(memory) is int and type(passes) is int and type(lanes) is int):
        raise TypeError("costs are integers")
    return PinCost(memory, passes, lanes)
