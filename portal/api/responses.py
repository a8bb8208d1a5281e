"""Making answers, and keeping them in the transaction that makes them true."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from crypto.encoding import JsonObject, b64url
from crypto.envelope import Response
from portal.api.nonces import Nonces
from portal.domain.devices.idempotency import IdempotencySlot, IdempotencyStore
from portal.domain.devices.instances import (
    Instance,
    Instances,
    advance_ratchet,
    generation,
    read_instances,
)
from portal.domain.devices.problems import Problem, ProblemType, Refused
from portal.platform.clock import Clock
from portal.platform.database.database import Database

PROBLEM: Final = "problem"

_RATCHET_BYTES: Final = 16

_Running = dict[tuple[str, str], tuple[str, asyncio.Future[Response]]]


@dataclass(frozen=True)
class Decision:
    """What a transaction came to."""

    outcome: JsonObject | Problem
    known: bool = True
    """Whether the device is stored, and so gets a nonce."""
    copies: Instances | None = None
    """The device's copies, where this has changed them."""


Decide = Callable[[Connection], Decision]


class Responses:
    """The one place where answers are made."""

    def __init__(
        self,
        table: IdempotencyStore,
        database: Database,
        nonces: Nonces,
        clock: Clock,
    ) -> None:
        self.table = table
        self._database = database
        self._nonces = nonces
        self._clock = clock
        self._running: _Running = {}

    def response(
        self,
        slot: IdempotencySlot,
        outcome: JsonObject | Problem,
        *,
        known: bool = True,
        copies: Instances | None = None,
        ratchet: str = "",
    ) -> Response:
        """An answer to the request of `slot`; `copies` where they are not what they were then."""
        now_there = slot.copies if copies is None else copies
        refused = isinstance(outcome, Problem)
        return Response(
            m=PROBLEM if refused else slot.message,
            irt=slot.request_hash,
            iat=self._clock.now(),
            nn=self._nonces.issue(slot.dev, generation(now_there)) if known else "",
            nr=ratchet,
            b=outcome.body if isinstance(outcome, Problem) else outcome,
        )

    async def conclude(
        self,
        slot: IdempotencySlot,
        decide: Decide,
        *,
        reserved: bool,
        overtaken: Decide | None = None,
    ) -> Response:
        """Turn the ratchet, decide and keep the answer, all in one transaction.

        Args:
            slot: of the request.
            decide: does what was asked for.
            reserved: whether the slot has its row already.
            overtaken: takes its place when a later request of the same copy came first.
        """

        def transaction(connection: Connection) -> Response:
            ratchet, copies = self._turned(connection, slot)
            if copies is None:
                copies = read_instances(connection, slot.dev)
                decision = (overtaken or stale)(connection)
            else:
                decision = decide(connection)
            response = self.response(
                slot,
                decision.outcome,
                known=decision.known,
                copies=decision.copies or copies,
                ratchet=ratchet if decision.known else "",
            )
            if isinstance(decision.outcome, Problem) and not decision.outcome.is_verdict:
                self.table.release(connection, slot)
            else:
                self.table.keep(connection, slot, vars(response), response.iat, reserved=reserved)
            return response

        return await self._database.write(transaction)

    def _turned(
        self, connection: Connection, slot: IdempotencySlot
    ) -> tuple[str, Instances | None]:
        """The ratchet value to tell, and the copies from now on; None for an overtaken request."""
        wanted = slot.turn
        if wanted is None:
            return "", slot.copies
        new = b64url(secrets.token_bytes(_RATCHET_BYTES))
        if not advance_ratchet(connection, slot.dev, wanted, new, self._clock.now()):
            return "", None
        return new if wanted.told else "", {**slot.copies, wanted.inst: Instance(new, wanted.r)}

    async def once(
        self, slot: IdempotencySlot, perform: Callable[[], Awaitable[Response]]
    ) -> Response:
        """Perform, unless the same bytes are being answered just now: then share that answer.

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
