"""PIN verification: a try is reserved and durable before anything is compared."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, update

from crypto.envelope import Response
from crypto.errors import CannotOpen
from crypto.keys import PublicKey
from crypto.pin_proof import open_pin_proof, pin_signature_holds
from crypto.protocol import DeviceState, ProblemType
from portal.api.responses import Decide, Decision, Responses, stale
from portal.context import AppContext
from portal.domain.audit import log as audit
from portal.domain.audit.events import Event
from portal.domain.devices.devices import Device, end_device, find_device, forget_provisional
from portal.domain.devices.idempotency import IdempotencySlot
from portal.domain.devices.pin_tries import MOST, TRIES, note_failure, pin_context, refill
from portal.domain.devices.problems import STATE_PROBLEMS, Problem, Refused
from portal.domain.devices.states import DeviceEvent
from portal.domain.devices.tables import DEVICES
from portal.platform.database.statement import Statement

Note = Callable[[Connection], None]

_D = DEVICES.c
_RESERVE = Statement(
    update(DEVICES)
    .where(
        _D.id == bindparam("dev"),
        _D.state == bindparam("state_"),
        _D.tries_left > 0,
        _D.budget_left > 0,
    )
    .values(
        tries_left=_D.tries_left - 1,
        budget_left=_D.budget_left - 1,
    )
)
_GIVE_BACK = Statement(
    update(DEVICES)
    .where(_D.id == bindparam("dev"), _D.state == bindparam("state_"))
    .values(tries_left=TRIES, budget_left=_D.budget_left + 1)
)


@dataclass(frozen=True)
class Proof:
    """What came in as proof of a PIN."""

    slot: IdempotencySlot
    device: Device
    statement: bytes
    sealed: bytes
    resumed: bool


class PinVerification:
    """Counts and verifies PINs."""

    def __init__(self, context: AppContext, responses: Responses) -> None:
        self._keys = context.keys
        self._clock = context.clock
        self._database = context.database
        self._responses = responses
        self._in_progress: Counter[str] = Counter()

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
        dev = proof.device.id
        self._in_progress[dev] += 1
        try:
            if not proof.resumed and not await self._database.write(self._reserve(proof)):
                return await self._without_try(proof)
            if pin_signature_holds(proof.statement, signature, self._pin_key(proof.device)):
                verified = self._right(proof, decide)
                overtaken = self._right(proof, stale)
            else:
                verified = overtaken = self._wrong(proof, note_wrong)
            return await self._responses.commit_response(
                proof.slot, verified, reserved=True, overtaken=overtaken
            )
        finally:
            self._in_progress[dev] -= 1
            if not self._in_progress[dev]:
                del self._in_progress[dev]

    def _opened(self, proof: Proof) -> bytes:
        # Says nothing about the PIN, so it needs no try; one of the keys is the one sealed to.
        for key in self._keys.sealing:
            try:
                return open_pin_proof(proof.statement, proof.sealed, key)
            except CannotOpen:
                continue
        raise Refused(ProblemType.BAD_REQUEST)

    def _pin_key(self, device: Device) -> PublicKey:
        return PublicKey(
            self._keys.vault.unwrap(device.pin_wrapped, pin_context(device.id, device.pin_version))
        )

    def _reserve(self, proof: Proof) -> Callable[[Connection], bool]:
        device, now = proof.device, self._clock.now()

        def reserve(connection: Connection) -> bool:
            if device.budget_left < MOST:
                refill(connection, device.id, now)
            values = {"dev": device.id, "state_": device.state}
            taken = _RESERVE.change(connection, **values) == 1
            if taken:
                self._responses.store.reserve(connection, proof.slot, now, pin_try=True)
            return taken

        return reserve

    def _right(self, proof: Proof, decide: Decide) -> Decide:
        device = proof.device

        def right(connection: Connection) -> Decision:
            values = {"dev": device.id, "state_": device.state}
            if not _GIVE_BACK.change(connection, **values):
                return Decision(_state_problem(connection, device.id, self._clock.now()))
            return decide(connection)

        return right

    def _wrong(self, proof: Proof, note: Note | None) -> Decide:
        now = self._clock.now()

        def wrong(connection: Connection) -> Decision:
            note_failure(connection, proof.device.id, now)
            if note is not None:
                note(connection)
            device = find_device(connection, proof.device.id, now)
            if device is None:
                return Decision(Problem(ProblemType.GONE), known=False)
            if device.state != proof.device.state:
                return Decision(_state_problem(connection, device.id, now))
            account = device.account_id
            audit.record_event(connection, Event.PIN_WRONG, now, account=account, device=device.id)
            if device.left > 0:
                return Decision(Problem(ProblemType.PIN_WRONG, left=device.left))
            return _used_up(connection, device, now)

        return wrong

    async def _without_try(self, proof: Proof) -> Response:
        """No try was left: the device is locked, or will be once those in progress are verified."""
        now = self._clock.now()
        alone = self._in_progress[proof.device.id] == 1

        def look(connection: Connection) -> Decision:
            device = find_device(connection, proof.device.id, now)
            if device is None:
                return Decision(Problem(ProblemType.GONE), known=False)
            if device.state != proof.device.state or device.left > 0:
                return Decision(_state_problem(connection, device.id, now))
            # A crash may have left the last try unverified; nobody knows any more what it was.
            return _used_up(connection, device, now)

        if not alone:
            return self._responses.response(
                proof.slot, Problem(ProblemType.RATE_LIMITED, retry_after=1)
            )
        return await self._responses.commit_response(
            proof.slot, look, reserved=False, overtaken=look
        )


def _used_up(connection: Connection, device: Device, now: int) -> Decision:
    if device.state == DeviceState.PROVISIONAL:
        forget_provisional(connection, device.id)
        return Decision(Problem(ProblemType.GONE), known=False)
    end_device(connection, device, DeviceEvent.LOCK, now)
    return Decision(Problem(ProblemType.LOCKED))


def _state_problem(connection: Connection, dev: str, now: int) -> Problem:
    device = find_device(connection, dev, now)
    if device is None:
        return Problem(ProblemType.GONE)
    name = STATE_PROBLEMS.get(DeviceState(device.state))
    return Problem(ProblemType.RATE_LIMITED, retry_after=1) if name is None else Problem(name)
