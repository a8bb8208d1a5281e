"""One message on its way through the portal."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from crypto.encoding import JsonObject, require_members, unb64url
from crypto.envelope import Request, Response
from crypto.errors import Malformed
from crypto.keys import PublicKey
from crypto.statements import Kind, Slot, read_statement
from portal.accounts.code_hash import CodeHashes
from portal.clock import Clock
from portal.db.database import Database
from portal.devices.answers import Answers
from portal.devices.pin_check import PinCheck, Proof
from portal.devices.problems import Name, Refused
from portal.devices.recorded import AnswerSlot
from portal.devices.service import Device
from portal.hub import Hub
from portal.keys.key_ring import KeyRing
from portal.rate_limits import RateLimit

_LONGEST_INSTANCE: Final = 64
_LONGEST_RATCHET: Final = 43


@dataclass(frozen=True)
class DeviceRoom:
    """What the handlers work with."""

    keys: KeyRing
    clock: Clock
    database: Database
    hub: Hub
    answers: Answers
    pins: PinCheck
    codes: CodeHashes
    activations_by_address: RateLimit
    activations_by_login: RateLimit
    most_copies: int
    """Of a roaming device key."""


@dataclass(frozen=True)
class Call:
    """A request whose signature held."""

    request: Request
    slot: AnswerSlot
    key: PublicKey
    """The device key that signed."""
    address: str
    """Where the request came from."""
    device: Device | None
    """None in `activate` from a device that is not stored."""
    resumed: bool = False
    """A crash came between the try that these bytes took and its verdict."""

    @property
    def known(self) -> Device:
        if self.device is None:
            raise Refused(Name.UNKNOWN_DEVICE)
        return self.device

    def body(self, members: dict[str, type]) -> JsonObject:
        """The body with exactly these members.

        Raises:
            Malformed: others.
        """
        require_members(self.request.b, members)
        return self.request.b

    def statement(self, kind: Kind) -> tuple[bytes, JsonObject]:
        """The statement of the body: its bytes, and its content."""
        text = self.request.b.get("st")
        if not isinstance(text, str):
            raise Malformed("no statement")
        data = unb64url(text)
        return data, read_statement(data, kind, Slot.of(self.request))

    def proof(self, statement: bytes) -> Proof:
        """The PIN proof of the body, for its statement."""
        return Proof(
            slot=self.slot,
            device=self.known,
            statement=statement,
            sealed=unb64url(self.request.b["pp"]),
            resumed=self.resumed,
        )


Handle = Callable[[DeviceRoom, Call], Awaitable[Response]]


def check_lengths(request: Request) -> None:
    """Bound what is stored of an envelope.

    Raises:
        Malformed: too long.
    """
    if not 0 < len(request.inst) <= _LONGEST_INSTANCE or len(request.r) > _LONGEST_RATCHET:
        raise Malformed("instance or ratchet value too long")
