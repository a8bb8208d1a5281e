"""PIN verification: a try is reserved and durable before anything is compared."""

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import Connection

from crypto.envelope import Response
from crypto.errors import CannotOpen
from crypto.keys import PublicKey
from crypto.pin_proof import open_pin_proof, pin_signature_holds
from crypto.protocol import DeviceState, ProblemType
from portal.api.responses import Decide, Decision, Responses, stale
from portal.context import AppContext
from portal.domain.audit import log as audit
from portal.domain.audit.log import Event
from portal.domain.devices.devices import (
    Device,
    end_device,
    find_device,
    forget_provisional,
    lock_siblings,
)
from portal.domain.devices.idempotency import STATE_PROBLEMS, Problem, Refused, StoredResponse
from portal.domain.devices.instances import IdempotencySlot
from portal.domain.devices.pin_tries import (
    MOST,
    PinReservation,
    StoredReservation,
    end_reservation,
    left_over,
    note_failure,
    open_reservations,
    pin_context,
    refill,
    reserve_try,
    restore_tries,
)
from portal.domain.devices.tables import DeviceEvent
from portal.platform.database.statement import Conflict

Note = Callable[[Connection], None]


class Proof(NamedTuple):
    """What came in as proof of a PIN."""

    slot: IdempotencySlot
    device: Device
    statement: bytes
    sealed: bytes
    resumed: bool


class _AlreadyVerified(Exception):
    """Somebody else has verified what is being verified, and counted it."""


class PinVerification:
    """Counts and verifies PINs."""

    def __init__(self, context: AppContext, responses: Responses) -> None:
        self._keys = context.keys
        self._clock = context.clock
        self._database = context.database
        self._responses = responses

    async def verify(
        self,
        proof: Proof,
        decide: Decide,
        *,
        note_wrong: Note | None = None,
    ) -> Response:
        """Verify a PIN and, if it was right, do what `decide` does in the same transaction.

        Args:
            proof: what came in.
            decide: what the PIN was entered for.
            note_wrong: records a wrong one in the history of a login.

        Raises:
            Refused: bad-request for a proof that does not open, which costs no try.
        """
        signature = self._opened(proof)
        wanted = PinReservation(proof.slot, proof.statement, signature)
        try:
            if not proof.resumed and not await self._is_reserved(proof, wanted):
                return await self._without_try(proof)
            return await self._verified(proof.device, wanted, decide, note_wrong)
        except _AlreadyVerified:
            return await self._verified_elsewhere(proof.slot)

    async def verify_left_over(self, seconds: int) -> None:
        """Verify each try that has been reserved for `seconds`: its request was cut off.

        A wrong PIN is counted and answered, should the same bytes come again. A right one gives
        its try back and does nothing else: whoever asked for it may be gone.
        """
        now = self._clock.now()
        for each in await self._database.read(lambda c: left_over(c, now - seconds)):
            try:
                await self._verify_stored(each)
            except _AlreadyVerified:
                continue

    async def _verify_stored(self, stored: StoredReservation) -> None:
        now = self._clock.now()
        wanted = stored.opened(self._keys.vault)
        device = await self._database.read(lambda c: find_device(c, stored.dev, now))
        if wanted is None or device is None:
            await self._database.write(lambda c: _count_unverifiable(c, stored, device, now))
        else:
            await self._verified(device, wanted, stale, None)

    async def _verified(
        self, device: Device, wanted: PinReservation, decide: Decide, note: Note | None
    ) -> Response:
        if pin_signature_holds(wanted.statement, wanted.signature, self._pin_key(device)):
            right, late = self._right(device, wanted, decide), _right_but_late(device, wanted)
            return await self._responses.commit_response(
                wanted.slot, right, overtaken=late, proven_in=device.state
            )
        wrong = self._wrong(device, wanted, note)
        return await self._responses.commit_response(wanted.slot, wrong, overtaken=wrong)

    def _opened(self, proof: Proof) -> bytes:
        # Says nothing about the PIN, so it needs no try; one of the keys is the one sealed to.
        try:
            return self._keys.opened(lambda key: open_pin_proof(proof.statement, proof.sealed, key))
        except CannotOpen as error:
            raise Refused(ProblemType.BAD_REQUEST) from error

    def _pin_key(self, device: Device) -> PublicKey:
        return PublicKey(
            self._keys.vault.unwrap(device.pin_wrapped, pin_context(device.id, device.pin_version))
        )

    async def _is_reserved(self, proof: Proof, wanted: PinReservation) -> bool:
        try:
            return await self._database.write(self._reserve(proof, wanted))
        except Conflict as taken:
            # Without a try of theirs, other bytes under the same `jti` must not be verified.
            found = await self._found(proof.slot)
            if found is None or found.answer is not None:
                raise _AlreadyVerified from taken
            # Another process has the same bytes: both verify them, and one counts.
            return True

    def _reserve(self, proof: Proof, wanted: PinReservation) -> Callable[[Connection], bool]:
        device, now = proof.device, self._clock.now()

        def reserve(connection: Connection) -> bool:
            lock_siblings(connection, device.id)
            if device.budget_left < MOST:
                refill(connection, device.id, now)
            state = DeviceState(device.state)
            return reserve_try(connection, self._keys.vault, wanted, state, now)

        return reserve

    def _right(self, device: Device, wanted: PinReservation, decide: Decide) -> Decide:
        def right(connection: Connection) -> Decision:
            _end(connection, wanted)
            if device.has_ended(self._clock.now()):
                return Decision(_state_problem(""))
            return decide(connection)

        return right

    def _wrong(self, device: Device, wanted: PinReservation, note: Note | None) -> Decide:
        now = self._clock.now()

        def wrong(connection: Connection) -> Decision:
            _end(connection, wanted)
            note_failure(connection, device.id, now)
            if note is not None:
                note(connection)
            current = find_device(connection, device.id, now)
            if current is None:
                return Decision(Problem(ProblemType.GONE), known=False)
            if current.state != device.state:
                return Decision(_state_problem(current.state))
            account = device.account_id
            audit.record_event(connection, Event.PIN_WRONG, now, account=account, device=device.id)
            if current.left > 0:
                return Decision(Problem(ProblemType.PIN_WRONG, left=current.left))
            return _used_up(connection, current, now)

        return wrong

    async def _without_try(self, proof: Proof) -> Response:
        """No try was left: the device is locked, or may be once those reserved are verified."""
        now, dev = self._clock.now(), proof.device.id

        def look(connection: Connection) -> Decision:
            device = find_device(connection, dev, now)
            if device is None:
                return Decision(Problem(ProblemType.GONE), known=False)
            if device.left > 0 or device.state != proof.device.state:
                return Decision(_state_problem(device.state))
            return _used_up(connection, device, now)

        if await self._database.read(lambda c: open_reservations(c, dev)):
            return self._responses.response(
                proof.slot, Problem(ProblemType.RATE_LIMITED, retry_after=1)
            )
        return await self._responses.commit_response(proof.slot, look, overtaken=look)

    async def _verified_elsewhere(self, slot: IdempotencySlot) -> Response:
        """What came of it; a right PIN that nobody waited for did nothing, and may come anew."""
        found = await self._found(slot)
        if found is not None and found.answer is not None:
            return Response(**found.answer)
        return self._responses.response(slot, Problem(ProblemType.NONCE_STALE))

    async def _found(self, slot: IdempotencySlot) -> StoredResponse | None:
        """See `IdempotencyStore.find`."""
        store, now = self._responses.store, self._clock.now()
        return await self._database.read(lambda c: store.find(c, slot, now))


def _end(connection: Connection, reservation: PinReservation) -> None:
    if not end_reservation(connection, reservation.slot.dev, reservation.slot.jti):
        raise _AlreadyVerified


def _right_but_late(device: Device, reservation: PinReservation) -> Decide:
    """A right PIN of a request that was overtaken, or whose device is in another state by now."""

    def late(connection: Connection) -> Decision:
        _end(connection, reservation)
        state = restore_tries(connection, device.id)
        return stale(connection) if state == device.state else Decision(_state_problem(state))

    return late


def _count_unverifiable(
    connection: Connection, stored: StoredReservation, device: Device | None, now: int
) -> None:
    """Of a device whose data key is lost it counts as wrong; where the device is gone, not."""
    if end_reservation(connection, stored.dev, stored.jti) and device is not None:
        note_failure(connection, stored.dev, now)


def _used_up(connection: Connection, device: Device, now: int) -> Decision:
    if device.state == DeviceState.PROVISIONAL:
        forget_provisional(connection, device.id)
        return Decision(Problem(ProblemType.GONE), known=False)
    end_device(connection, device, DeviceEvent.LOCK, now)
    return Decision(Problem(ProblemType.LOCKED))


def _state_problem(state: str) -> Problem:
    """`state` is empty where there is no device."""
    if not state:
        return Problem(ProblemType.GONE)
    name = STATE_PROBLEMS.get(DeviceState(state))
    return Problem(ProblemType.RATE_LIMITED, retry_after=1) if name is None else Problem(name)
