"""The envelope at the portal: the order of checks that PA/1 prescribes."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from crypto.envelope import ReceivedRequest, Request, Response, request_hash, sign_response
from crypto.errors import CryptoError
from crypto.keys import PublicKey
from crypto.keyset import SUITE
from portal.api.instance_check import admit_instance, ratchet_slot, suspect
from portal.api.messages.activate import activate
from portal.api.messages.applogin import applogin
from portal.api.messages.claim import claim, claimok
from portal.api.messages.confirm import confirm
from portal.api.messages.enrol import enrol
from portal.api.messages.invite import invite
from portal.api.messages.lists import devices, history
from portal.api.messages.pinchange import pinchange
from portal.api.messages.poll import poll
from portal.api.messages.respond import respond
from portal.api.messages.revoke import revoke
from portal.api.messages.rotate import rotate
from portal.api.messages.status import status
from portal.api.nonces import Nonces
from portal.api.request import (
    ACTIVE,
    ApiContext,
    AuthenticatedRequest,
    MessageHandler,
    check_lengths,
    require_state,
)
from portal.api.responses import PROBLEM, Decision
from portal.domain.devices.devices import Device, find_device
from portal.domain.devices.idempotency import IdempotencySlot, StoredResponse
from portal.domain.devices.instances import generation
from portal.domain.devices.problems import Problem, ProblemType, Refused
from portal.domain.devices.states import DeviceState
from portal.platform.asgi import rate_limit_key
from portal.platform.rate_limits import RateLimit

_ACTIVATE: Final = "activate"


@dataclass(frozen=True)
class Message:
    """What is prescribed for one message."""

    handle: MessageHandler
    states: frozenset[DeviceState] = ACTIVE
    recorded: bool = True


_REMOVABLE: Final = frozenset({DeviceState.ACTIVE, DeviceState.SUSPECT, DeviceState.LOCKED})

MESSAGES: Final = {
    _ACTIVATE: Message(activate, frozenset({DeviceState.PROVISIONAL, DeviceState.ACTIVE})),
    "confirm": Message(confirm, frozenset({DeviceState.PROVISIONAL, DeviceState.ACTIVE})),
    "status": Message(status, frozenset(DeviceState)),
    "poll": Message(poll, recorded=False),
    "respond": Message(respond),
    "applogin": Message(applogin),
    "claim": Message(claim, recorded=False),
    "claimok": Message(claimok),
    "enrol": Message(enrol),
    "pinchange": Message(pinchange),
    "rotate": Message(rotate),
    "invite": Message(invite),
    "devices": Message(devices, recorded=False),
    "history": Message(history, recorded=False),
    "revoke": Message(revoke, _REMOVABLE),
}


@dataclass(frozen=True)
class Signed:
    """An answer, ready to send."""

    status: int
    data: bytes


class Pipeline:
    """Takes the bytes of a request, gives the bytes of an answer."""

    def __init__(
        self,
        room: ApiContext,
        nonces: Nonces,
        public_url: str,
        *,
        by_device: RateLimit,
        failures_by_address: RateLimit,
    ) -> None:
        self._room = room
        self._nonces = nonces
        self._public_url = public_url
        self._by_device = by_device
        self._failures_by_address = failures_by_address

    async def answer(self, data: bytes, address: str) -> Signed:
        """Answer one request that came from `address`."""
        slot = IdempotencySlot("", "", request_hash(data), "")
        try:
            call = await self._admitted(data, slot, address)
        except Refused as refused:
            response = self._unadmitted(slot, refused.problem, address)
        else:
            del data
            response = await self._handled(call)
        return self._signed(response)

    def unavailable(self, data: bytes) -> Signed:
        """The answer when something unexpected has happened."""
        slot = IdempotencySlot("", "", request_hash(data), "")
        problem = Problem(ProblemType.UNAVAILABLE)
        return self._signed(self._room.answers.response(slot, problem, known=False))

    def _signed(self, response: Response) -> Signed:
        status = response.b["status"] if response.m == PROBLEM else 200
        return Signed(status, sign_response(response, self._room.keys.signing))

    def _unadmitted(self, slot: IdempotencySlot, problem: Problem, address: str) -> Response:
        wait = self._failures_by_address.take(rate_limit_key(address))
        shown = Problem(ProblemType.RATE_LIMITED, retry_after=wait) if wait else problem
        return self._room.answers.response(slot, shown, known=False)

    async def _admitted(
        self, data: bytes, slot: IdempotencySlot, address: str
    ) -> AuthenticatedRequest:
        try:
            received = ReceivedRequest(data)
            if received.suite != SUITE:
                raise Refused(ProblemType.UPGRADE_REQUIRED)
            now = self._room.clock.now()
            device = await self._room.database.read(
                lambda connection: find_device(connection, received.dev, now)
            )
            key = _key_of(received, device)
            request = received.verified(key)
            self._check(request, offered=received.offered_key is not None)
        except CryptoError as error:
            raise Refused(ProblemType.BAD_REQUEST) from error
        named = replace(
            slot,
            dev=request.dev,
            jti=request.jti,
            message=request.m,
            copies={} if device is None else device.copies,
        )
        return AuthenticatedRequest(request, named, key, address, device)

    def _check(self, request: Request, *, offered: bool) -> None:
        check_lengths(request)
        if request.aud != self._public_url or request.m not in MESSAGES:
            raise Refused(ProblemType.BAD_REQUEST)
        if offered != (request.m == _ACTIVATE) or (offered and request.n):
            raise Refused(ProblemType.BAD_REQUEST)

    async def _handled(self, call: AuthenticatedRequest) -> Response:
        known = call.device is not None
        answers = self._room.answers
        try:
            return await self._dispatched(call)
        except CryptoError:
            return answers.response(call.slot, Problem(ProblemType.BAD_REQUEST), known=known)
        except Refused as refused:
            known = known and refused.problem.name is not ProblemType.UNKNOWN_DEVICE
            return answers.response(call.slot, refused.problem, known=known)

    async def _dispatched(self, call: AuthenticatedRequest) -> Response:
        if wait := self._by_device.take(call.slot.dev):
            raise Refused(ProblemType.RATE_LIMITED, retry_after=wait)
        message = MESSAGES[call.request.m]
        if not message.recorded:
            self._check_nonce(call)
            require_state(call.known, message.states)
            await admit_instance(self._room, call)
            return await message.handle(self._room, call)
        return await self._room.answers.once(call.slot, lambda: self._recorded(call, message))

    async def _recorded(self, call: AuthenticatedRequest, message: Message) -> Response:
        answers, now = self._room.answers, self._room.clock.now()
        kept = await self._room.database.read(
            lambda connection: answers.table.find(connection, call.slot, now)
        )
        if kept is not None and kept.answer is not None:
            return Response(**kept.answer)
        if kept is None:
            self._check_nonce(call)
        try:
            if call.device is not None:
                require_state(call.device, message.states)
            elif call.request.m != _ACTIVATE:
                raise Refused(ProblemType.UNKNOWN_DEVICE)
            return await self._heard(replace(call, resumed=kept is not None), message)
        except Refused as refused:
            return await self._verdict(call, refused.problem, kept)

    async def _heard(self, call: AuthenticatedRequest, message: Message) -> Response:
        slot = ratchet_slot(self._room, call)
        if slot is not None:
            return await message.handle(self._room, replace(call, slot=slot))
        return await self._room.answers.conclude(
            call.slot,
            lambda connection: suspect(self._room, connection, call.known),
            reserved=call.resumed,
        )

    async def _verdict(
        self, call: AuthenticatedRequest, problem: Problem, kept: StoredResponse | None
    ) -> Response:
        known = call.device is not None
        if not problem.is_verdict:
            return self._room.answers.response(call.slot, problem, known=known)
        return await self._room.answers.conclude(
            call.slot,
            lambda _connection: Decision(problem, known=known),
            reserved=kept is not None,
        )

    def _check_nonce(self, call: AuthenticatedRequest) -> None:
        slot, nonce = call.slot, call.request.n
        if call.request.m == _ACTIVATE:
            return
        if not self._nonces.is_fresh(nonce, slot.dev, generation(slot.copies)):
            raise Refused(ProblemType.NONCE_STALE)


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
