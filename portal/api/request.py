"""An authenticated PA/1 request, what is sealed in it, and the device states in which a message
is allowed.
"""

from collections.abc import Awaitable, Callable
from typing import Final, NamedTuple

from crypto.encoding import JsonObject, require_members, unb64url
from crypto.envelope import Request, Response
from crypto.errors import CannotOpen, Malformed
from crypto.keys import PublicKey
from crypto.pin_proof import pin_signature_holds
from crypto.protocol import DeviceState, ProblemType
from crypto.sealed_body import open_body
from crypto.statements import Kind, Slot, read_statement
from portal.api.long_polls import HeldAnswer
from portal.api.pin_verification import Note, PinVerification, Proof
from portal.api.responses import Decide, Responses
from portal.context import AppContext
from portal.domain.devices.devices import Device
from portal.domain.devices.idempotency import STATE_PROBLEMS, Refused
from portal.domain.devices.instances import IdempotencySlot
from portal.platform.keys.key_ring import KeyRing

_LONGEST_INSTANCE: Final = 64
_LONGEST_RATCHET: Final = 43


class AuthenticatedRequest(NamedTuple):
    """A request whose signature held."""

    envelope: Request
    slot: IdempotencySlot
    key: PublicKey
    """The device key that signed."""
    held: HeldAnswer
    device: Device | None
    """None in `activate` from a device that is not stored."""
    responses: Responses
    pins: PinVerification
    signed: bytes = b""
    """The bytes as they came in, where they may have to be shown later; else none."""
    resumed: bool = False
    """A crash came between the try that these bytes took and its result."""

    @property
    def address(self) -> str:
        """Where the request came from."""
        return self.held.address

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
        require_members(self.envelope.b, members)
        return self.envelope.b

    def statement(self, kind: Kind) -> tuple[bytes, JsonObject]:
        """The statement of the body: its bytes, and its content."""
        text = self.envelope.b.get("st")
        if not isinstance(text, str):
            raise Malformed("no statement")
        data = unb64url(text)
        return data, read_statement(data, kind, Slot.of(self.envelope))

    def proof(self, statement: bytes) -> Proof:
        """The PIN proof of the body, for its statement."""
        return Proof(
            slot=self.slot,
            device=self.known,
            statement=statement,
            sealed=unb64url(self.envelope.b["pp"]),
            resumed=self.resumed,
        )

    def response(self, body: JsonObject, *, generation: str | None = None) -> Response:
        """A response that is not kept; `generation` where it has changed since."""
        return self.responses.response(self.slot, body, generation=generation)

    async def commit(self, decide: Decide, *, overtaken: Decide | None = None) -> Response:
        """See `Responses.commit_response`."""
        return await self.responses.commit_response(self.slot, decide, overtaken=overtaken)

    async def verify_pin(
        self, statement: bytes, decide: Decide, *, note_wrong: Note | None = None
    ) -> Response:
        """See `PinVerification.verify`."""
        return await self.pins.verify(self.proof(statement), decide, note_wrong=note_wrong)


MessageHandler = Callable[[AppContext, AuthenticatedRequest], Awaitable[Response]]


def check_lengths(envelope: Request) -> None:
    """Bound what is stored of an envelope.

    Raises:
        Malformed: too long.
    """
    if not 0 < len(envelope.inst) <= _LONGEST_INSTANCE or len(envelope.r) > _LONGEST_RATCHET:
        raise Malformed("instance or ratchet value too long")


def require_state(device: Device, allowed: frozenset[DeviceState]) -> None:
    """Let pass what is allowed in the device's state.

    Raises:
        Refused: with the problem that names the state.
    """
    if device.state not in allowed:
        problem = STATE_PROBLEMS.get(DeviceState(device.state), ProblemType.BAD_REQUEST)
        raise Refused(problem)


ACTIVE: Final = frozenset({DeviceState.ACTIVE})


def require_active(device: Device) -> None:
    """See `require_state`."""
    require_state(device, ACTIVE)


def opened(keys: KeyRing, request: AuthenticatedRequest, members: tuple[str, ...]) -> JsonObject:
    """The texts that the body's `sealed` holds.

    Raises:
        Malformed: sealed for another portal, message or device, or not with these members.
    """
    sealed = request.envelope.b.get("sealed")
    if not isinstance(sealed, str):
        raise Malformed("nothing sealed")
    data = unb64url(sealed)
    wanted: dict[str, type] = dict.fromkeys(members, str)
    message, dev = request.envelope.m, request.slot.dev
    try:
        return keys.opened(lambda key: open_body(message, dev, data, key, wanted))
    except CannotOpen as error:
        raise Malformed("sealed for another portal") from error


def signing_pin_key(statement: bytes, point: str, signature: str) -> PublicKey:
    """A new PIN public key, which has signed the statement that it comes with.

    Raises:
        Malformed: no key, or not its signature.
    """
    key = PublicKey.from_hex(point)
    if not pin_signature_holds(statement, unb64url(signature), key):
        raise Malformed("not signed by the PIN key")
    return key
