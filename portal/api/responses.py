"""Making responses, and storing them in the transaction that makes them true."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from sqlalchemy import Connection

from crypto.encoding import JsonObject
from crypto.envelope import Response
from crypto.protocol import PROBLEM, ProblemType
from portal.api.nonces import Nonces
from portal.context import AppContext
from portal.domain.devices.devices import lock_devices, lock_siblings
from portal.domain.devices.generations import advance_device, read_generation
from portal.domain.devices.idempotency import IdempotencyStore, Problem, Refused
from portal.domain.devices.instances import IdempotencySlot, new_ratchet, note_advance

_Running = dict[tuple[str, str], tuple[str, asyncio.Future[Response]]]


class Decision(NamedTuple):
    """What a transaction came to."""

    outcome: JsonObject | Problem
    known: bool = True
    """Whether the device is stored, and so gets a nonce."""


Decide = Callable[[Connection], Decision]


class _AnsweredElsewhere(Exception):
    """Another process has answered the same request."""


class Responses:
    """The one place where responses are made."""

    def __init__(self, context: AppContext, nonces: Nonces) -> None:
        self.store = IdempotencyStore(context.keys.vault)
        self._database = context.database
        self._clock = context.clock
        self._nonces = nonces
        self._running: _Running = {}

    def response(
        self,
        slot: IdempotencySlot,
        outcome: JsonObject | Problem,
        *,
        known: bool = True,
        generation: str | None = None,
        ratchet: str = "",
    ) -> Response:
        """A response to the request of `slot`; `generation` where it has changed since."""
        current = slot.generation if generation is None else generation
        refused, now = isinstance(outcome, Problem), self._clock.now()
        return Response(
            m=PROBLEM if refused else slot.message,
            irt=slot.request_hash,
            iat=now,
            nn=self._nonces.issue(slot.dev, current, now) if known else "",
            nr=ratchet,
            b=outcome.body if isinstance(outcome, Problem) else outcome,
        )

    async def commit_response(
        self,
        slot: IdempotencySlot,
        decide: Decide,
        *,
        overtaken: Decide | None = None,
        proven_in: str | None = None,
    ) -> Response:
        """Make earlier nonces stale, decide and store the response, all in one transaction.

        Args:
            slot: of the request.
            decide: does what was asked for.
            overtaken: takes its place when a later request of the device came first.
            proven_in: see `advance_device`; it takes its place in another state, too.

        Where another process has answered the same bytes meanwhile, all that is undone and its
        answer given.
        """

        def transaction(connection: Connection) -> Response:
            _lock_touched(connection, slot)
            ratchet = "" if slot.ratchet is None or not slot.ratchet.sent else new_ratchet()
            if not slot.advances:
                generation, decision = slot.generation, decide(connection)
            elif advance_device(connection, slot, ratchet, proven_in):
                if slot.ratchet is not None:
                    note_advance(connection, slot.dev, slot.ratchet, self._clock.now())
                generation, decision = slot.request_hash, decide(connection)
            else:
                if self.store.is_answered(connection, slot):
                    raise _AnsweredElsewhere
                generation, ratchet = read_generation(connection, slot.dev), ""
                decision = (overtaken or stale)(connection)
            return self._stored(connection, slot, decision, generation, ratchet)

        try:
            return await self._database.write(transaction)
        except _AnsweredElsewhere:
            return await self._kept(slot)

    def _stored(
        self,
        connection: Connection,
        slot: IdempotencySlot,
        decision: Decision,
        generation: str,
        ratchet: str,
    ) -> Response:
        response = self.response(
            slot,
            decision.outcome,
            known=decision.known,
            generation=generation,
            ratchet=ratchet if decision.known else "",
        )
        if isinstance(decision.outcome, Problem) and not decision.outcome.is_final:
            self.store.release(connection, slot)
        elif not self.store.keep(connection, slot, response._asdict(), response.iat):
            raise _AnsweredElsewhere
        return response

    async def _kept(self, slot: IdempotencySlot) -> Response:
        now = self._clock.now()
        found = await self._database.read(lambda c: self.store.find(c, slot, now))
        if found is None or found.answer is None:
            raise Refused(Problem(ProblemType.UNAVAILABLE, retry_after=1))
        return Response(**found.answer)

    def running(self, dev: str, request_hash: str) -> Awaitable[Response] | None:
        """The answer to exactly these bytes, if they are being answered just now."""
        for (device, _), (hash_, task) in self._running.items():
            if (device, hash_) == (dev, request_hash):
                return asyncio.shield(task)
        return None

    async def once(
        self, slot: IdempotencySlot, perform: Callable[[], Awaitable[Response]]
    ) -> Response:
        """Perform, unless the same bytes are being answered just now: then share that response.

        Raises:
            Refused: jti-reuse, other bytes under the same jti are being answered.
        """
        key = (slot.dev, slot.jti)
        if key in self._running:
            request_hash, running = self._running[key]
            if request_hash != slot.request_hash:
                raise Refused(ProblemType.JTI_REUSE)
            return await asyncio.shield(running)
        task = asyncio.ensure_future(perform())
        self._running[key] = (slot.request_hash, task)
        task.add_done_callback(lambda _task: self._running.pop(key))
        # A connection that breaks must not stop what a try was taken for.
        return await asyncio.shield(task)


def stale(_connection: Connection) -> Decision:
    """The request was overtaken: it is not carried out, and may be made anew."""
    return Decision(Problem(ProblemType.NONCE_STALE))


def _lock_touched(connection: Connection, slot: IdempotencySlot) -> None:
    """Before all else: of two who change each other's account one waits here, and has nothing yet
    that the other may want.
    """
    if not slot.touched:
        lock_siblings(connection, slot.dev)
    for account in sorted(set(slot.touched)):
        lock_devices(connection, account)
