"""An authenticated PA/1 request, and the device states in which a message is allowed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from crypto.encoding import JsonObject, require_members, unb64url
from crypto.envelope import Request, Response
from crypto.errors import Malformed
from crypto.keys import PublicKey
from crypto.statements import Kind, Slot, read_statement
from portal.api.pin_verification import PinVerification, Proof
from portal.api.responses import Responses
from portal.domain.accounts.codes import CodeHashes
from portal.domain.devices.devices import Device
from portal.domain.devices.idempotency import IdempotencySlot
from portal.domain.devices.problems import ProblemType, Refused
from portal.domain.devices.states import DeviceState
from portal.platform.clock import Clock
from portal.platform.database.database import Database
from portal.platform.keys.key_ring import KeyRing
from portal.platform.notifications import Notifier
from portal.platform.rate_limits import RateLimit

_LONGEST_INSTANCE: Final = 64
_LONGEST_RATCHET: Final = 43


@dataclass(frozen=True)
class ApiContext:
    """What the handlers work with."""

    keys: KeyRing
    clock: Clock
    database: Database
    hub: Notifier
    answers: Responses
    pins: PinVerification
    codes: CodeHashes
    activations_by_address: RateLimit
    activations_by_login: RateLimit
    most_copies: int
    """Of a roaming device key."""


@dataclass(frozen=True)
class AuthenticatedRequest:
    """A request whose signature held."""

    request: Request
    slot: IdempotencySlot
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
            raise Refused(ProblemType.UNKNOWN_DEVICE)
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


MessageHandler = Callable[[ApiContext, AuthenticatedRequest], Awaitable[Response]]


def check_lengths(request: Request) -> None:
    """Bound what is stored of an envelope.

    Raises:
        Malformed: too long.
    """
    if not 0 < len(request.inst) <= _LONGEST_INSTANCE or len(request.r) > _LONGEST_RATCHET:
        raise Malformed("instance or ratchet value too long")


_REFUSALS: Final = {
    DeviceState.PROVISIONAL: ProblemType.BAD_REQUEST,
    DeviceState.SUSPECT: ProblemType.SUSPECT,
    DeviceState.LOCKED: ProblemType.LOCKED,
    DeviceState.REVOKED: ProblemType.REVOKED,
}


def require_state(device: Device, allowed: frozenset[DeviceState]) -> None:
    """Let pass what is allowed in the device's state.

    Raises:
        Refused: with the problem that names the state.
    """
    state = DeviceState(device.state)
    if state not in allowed:
        raise Refused(_REFUSALS.get(state, ProblemType.BAD_REQUEST))


ACTIVE: Final = frozenset({DeviceState.ACTIVE})


def require_active(device: Device) -> None:
    """See `require_state`."""
    require_state(device, ACTIVE)
