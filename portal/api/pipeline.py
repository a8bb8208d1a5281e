"""The envelope at the portal: the order of checks that PA/1 prescribes."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from sqlalchemy import Connection

from crypto.envelope import ReceivedRequest, Request, Response, request_hash, sign_response
from crypto.errors import CryptoError
from crypto.keys import PublicKey
from crypto.protocol import PROBLEM, RATCHETED, DeviceState, MessageName, ProblemType
from crypto.version import LOWEST_APP
from portal.api.instance_check import admit_instance, admit_recorded, suspect
from portal.api.long_polls import HeldAnswer, Signed
from portal.api.messages.account import devices, history, invite
from portal.api.messages.activate import activate
from portal.api.messages.device_life import confirm, enrol, pinchange, revoke, rotate, status
from portal.api.messages.logins import applogin, claim, claimok, poll
from portal.api.messages.respond import respond
from portal.api.nonces import Nonces
from portal.api.pin_verification import PinVerification
from portal.api.request import (
    ACTIVE,
    AuthenticatedRequest,
    MessageHandler,
    check_lengths,
    require_state,
)
from portal.api.responses import Decision, Responses
from portal.context import AppContext
from portal.domain.devices.devices import Device, find_device
from portal.domain.devices.idempotency import Problem, Refused, StoredResponse, too_many
from portal.domain.devices.instances import IdempotencySlot
from portal.domain.devices.pin_tries import open_reservations
from portal.platform.limits import Limit


@dataclass(frozen=True)
class Message:
    """What is prescribed for one message."""

    handle: MessageHandler
    states: frozenset[DeviceState] = ACTIVE


_ACTIVATING: Final = frozenset({DeviceState.PROVISIONAL, DeviceState.ACTIVE})
_REMOVABLE: Final = frozenset({DeviceState.ACTIVE, DeviceState.SUSPECT, DeviceState.LOCKED})

MESSAGES: Final[dict[str, Message]] = {
    MessageName.ACTIVATE: Message(activate, _ACTIVATING),
    MessageName.CONFIRM: Message(confirm, _ACTIVATING),
    MessageName.STATUS: Message(status, frozenset(DeviceState)),
    MessageName.POLL: Message(poll),
    MessageName.RESPOND: Message(respond),
    MessageName.APPLOGIN: Message(applogin),
    MessageName.CLAIM: Message(claim),
    MessageName.CLAIMOK: Message(claimok),
    MessageName.ENROL: Message(enrol),
    MessageName.PINCHANGE: Message(pinchange),
    MessageName.ROTATE: Message(rotate),
    MessageName.INVITE: Message(invite),
    MessageName.DEVICES: Message(devices),
    MessageName.HISTORY: Message(history),
    MessageName.REVOKE: Message(revoke, _REMOVABLE),
}


_RETRY_SECONDS: Final = 5
"""After a failure of disk or database; whoever polls waits longer each time."""


class Pipeline:
    """Takes the bytes of a request, gives the bytes of a response."""

    def __init__(
        self, context: AppContext, nonces: Nonces, responses: Responses, pins: PinVerification
    ) -> None:
        self._context = context
        self._nonces = nonces
        self._responses = responses
        self.pins = pins

    async def answer(self, data: bytes, held: HeldAnswer) -> Signed:
        """Answer one request."""
        hash_ = request_hash(data)
        try:
            received, device = await self._received(data)
            if device is None and received.offered_key is None:
                return self._signed(await self._recorded(received.dev, hash_))
            request = self._authenticated(received, device, data, hash_, held)
            held.name(request.envelope.m)
        except Refused as refused:
            response = await self._unauthenticated(hash_, refused.problem, held.address)
        else:
            del data
            response = await self._handled(request)
        return self._signed(response)

    def unavailable(self, data: bytes) -> Signed:
        """The answer when something unexpected has happened."""
        slot = _nobodys(request_hash(data))
        problem = Problem(ProblemType.UNAVAILABLE, retry_after=_RETRY_SECONDS)
        return self._signed(self._responses.response(slot, problem, known=False))

    def _signed(self, response: Response) -> Signed:
        status = response.b["status"] if response.m == PROBLEM else 200
        data = sign_response(response, self._context.keys.signing)
        return Signed(status, data, response.b.get("retry_after"))

    async def _unauthenticated(self, hash_: str, problem: Problem, address: str) -> Response:
        exceeded = await self._context.limits.take(Limit.FAILURES_BY_ADDRESS, address)
        shown = too_many(exceeded) if exceeded else problem
        return self._responses.response(_nobodys(hash_), shown, known=False)

    async def _received(self, data: bytes) -> tuple[ReceivedRequest, Device | None]:
        """What came in, its signature not verified yet, and the device that it names."""
        try:
            received = ReceivedRequest(data)
        except CryptoError as error:
            raise Refused(ProblemType.BAD_REQUEST) from error
        now = self._context.clock.now()
        return received, await self._context.database.read(
            lambda connection: find_device(connection, received.dev, now)
        )

    async def _recorded(self, dev: str, hash_: str) -> Response:
        """The answer to the same bytes, from when the device was still there.

        A rotation that a proxy delivers twice must not look like a device that never was, nor a
        confirmation that takes longer than the device would wait for it.
        """
        running = self._responses.running(dev, hash_)
        if running is not None:
            return await running
        store, now = self._responses.store, self._context.clock.now()
        found, is_verified_elsewhere = await self._context.database.read(
            lambda c: (store.find_bytes(c, dev, hash_, now), open_reservations(c, dev) > 0)
        )
        if found is None and is_verified_elsewhere:
            raise Refused(Problem(ProblemType.UNAVAILABLE, retry_after=1))
        if found is None:
            raise Refused(ProblemType.UNKNOWN_DEVICE)
        return Response(**found)

    def _authenticated(
        self,
        received: ReceivedRequest,
        device: Device | None,
        data: bytes,
        hash_: str,
        held: HeldAnswer,
    ) -> AuthenticatedRequest:
        try:
            key = _key_of(received, device)
            envelope = received.verified(key)
            self._check(envelope, offered=received.offered_key is not None)
        except CryptoError as error:
            raise Refused(ProblemType.BAD_REQUEST) from error
        slot = IdempotencySlot(
            envelope.dev,
            envelope.jti,
            hash_,
            envelope.m,
            generation="" if device is None else device.generation,
            advances=envelope.m in RATCHETED and envelope.m != MessageName.ACTIVATE,
        )
        signed = data if envelope.m == MessageName.RESPOND else b""
        return AuthenticatedRequest(
            envelope, slot, key, held, device, self._responses, self.pins, signed
        )

    def _check(self, envelope: Request, *, offered: bool) -> None:
        check_lengths(envelope)
        if envelope.level < LOWEST_APP:
            raise Refused(ProblemType.UPGRADE_REQUIRED)
        if envelope.aud != self._context.settings.public_url or envelope.m not in MESSAGES:
            raise Refused(ProblemType.BAD_REQUEST)
        if offered != (envelope.m == MessageName.ACTIVATE) or (offered and envelope.n):
            raise Refused(ProblemType.BAD_REQUEST)

    async def _handled(self, request: AuthenticatedRequest) -> Response:
        known = request.device is not None
        try:
            return await self._dispatched(request)
        except CryptoError:
            problem = Problem(ProblemType.BAD_REQUEST)
        except Refused as refused:
            problem = refused.problem
            known = known and problem.name is not ProblemType.UNKNOWN_DEVICE
        return self._responses.response(request.slot, problem, known=known)

    async def _dispatched(self, request: AuthenticatedRequest) -> Response:
        if exceeded := await self._context.limits.take(Limit.MESSAGES_BY_DEVICE, request.slot.dev):
            raise Refused(too_many(exceeded))
        message = MESSAGES[request.envelope.m]
        if request.envelope.m in RATCHETED:
            return await self._responses.once(request.slot, lambda: self._stored(request, message))
        self._check_nonce(request)
        require_state(request.known, message.states)
        await admit_instance(self._context, request)
        return await message.handle(self._context, request)

    async def _stored(self, request: AuthenticatedRequest, message: Message) -> Response:
        if self._is_first(request):
            return await self._executed(request, message)
        found = await self._found(request)
        if found is not None and found.answer is not None:
            return Response(**found.answer)
        self._check_nonce(request, resumed=found is not None)
        return await self._executed(request._replace(resumed=found is not None), message)

    def _is_first(self, request: AuthenticatedRequest) -> bool:
        """Whether these bytes have no answer, nor a try that waits for one: an answer would have
        made their nonce stale.

        Other bytes under their `jti` are found out where an answer or a try is stored.
        """
        device, n = request.device, request.envelope.n
        if device is None or device.has_reservation or not request.slot.advances:
            return False
        return self._nonces.is_fresh(n, device.id, device.generation)

    async def _found(self, request: AuthenticatedRequest) -> StoredResponse | None:
        """See `IdempotencyStore.find`."""
        store, now = self._responses.store, self._context.clock.now()
        return await self._context.database.read(lambda c: store.find(c, request.slot, now))

    async def _executed(self, request: AuthenticatedRequest, message: Message) -> Response:
        """Carry a recorded message out. A refusal is recorded too, and advances as much."""
        try:
            if request.device is not None:
                require_state(request.device, message.states)
            slot = admit_recorded(request, self._context.clock.now())
            if slot is None:
                return await self._suspect(request)
            return await message.handle(self._context, request._replace(slot=slot))
        except CryptoError:
            return await self._refused(request, Problem(ProblemType.BAD_REQUEST))
        except Refused as refused:
            return await self._refused(request, refused.problem)

    async def _suspect(self, request: AuthenticatedRequest) -> Response:
        def decide(connection: Connection) -> Decision:
            return suspect(self._context, connection, request.known)

        return await request.commit(decide, overtaken=decide)

    async def _refused(self, request: AuthenticatedRequest, problem: Problem) -> Response:
        known = request.device is not None
        if not problem.is_final:
            # What other bytes under this `jti` were answered comes before it.
            await self._found(request)
            return self._responses.response(request.slot, problem, known=known)
        return await request.commit(lambda _connection: Decision(problem, known=known))

    def _check_nonce(self, request: AuthenticatedRequest, *, resumed: bool = False) -> None:
        """A try that a crash left unverified is taken up again however late it is."""
        if request.envelope.m == MessageName.ACTIVATE:
            return
        is_good = self._nonces.is_current if resumed else self._nonces.is_fresh
        if not is_good(request.envelope.n, request.slot.dev, request.slot.generation):
            raise Refused(ProblemType.NONCE_STALE)


def _nobodys(request_hash: str) -> IdempotencySlot:
    """Of a request that nobody is known to have signed."""
    return IdempotencySlot("", "", request_hash, "")


def _key_of(received: ReceivedRequest, device: Device | None) -> PublicKey:
    if received.offered_key is not None:
        return received.offered_key
    if device is None:
        raise Refused(ProblemType.UNKNOWN_DEVICE)
    return _device_key(device.point)


@lru_cache(maxsize=4096)
def _device_key(point: bytes) -> PublicKey:
    # Parsing a point takes a third of verifying with it, and a point never changes.
    return PublicKey(point)
