"""Making answers, and keeping them in the transaction that makes them true."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass

from sqlalchemy import Connection

from crypto.encoding import JsonObject
from crypto.envelope import Response
from portal.clock import Clock
from portal.db.database import Database
from portal.devices.nonces import Nonces
from portal.devices.problems import Name, Problem, Refused
from portal.devices.recorded import AnswerSlot, AnswerTable
from portal.hub import Hub

PROBLEM = "problem"

_Running = dict[tuple[str, str], tuple[str, asyncio.Future[Response]]]


@dataclass(frozen=True)
class Decision:
    """What a transaction came to."""

    outcome: JsonObject | Problem
    bells: tuple[Hashable, ...] = ()
    """To ring once it is durable."""
    known: bool = True
    """Whether the device is stored, and so gets a nonce."""


class Answers:
    """The one place where answers are made."""

    def __init__(
        self, table: AnswerTable, database: Database, hub: Hub, nonces: Nonces, clock: Clock
    ) -> None:
        self.table = table
        self._database = database
        self._hub = hub
        self._nonces = nonces
        self._clock = clock
        self._running: _Running = {}

    def response(
        self, slot: AnswerSlot, outcome: JsonObject | Problem, *, known: bool = True
    ) -> Response:
        """An answer to the request of `slot`."""
        refused = isinstance(outcome, Problem)
        return Response(
            m=PROBLEM if refused else slot.message,
            irt=slot.request_hash,
            iat=self._clock.now(),
            nn=self._nonces.issue(slot.dev) if known else "",
            nr="",
            b=outcome.body if isinstance(outcome, Problem) else outcome,
        )

    async def conclude(
        self, slot: AnswerSlot, decide: Callable[[Connection], Decision], *, reserved: bool
    ) -> Response:
        """Decide and keep the answer in one transaction; `reserved`: the slot has its row."""

        def transaction(connection: Connection) -> tuple[Response, Decision]:
            decision = decide(connection)
            response = self.response(slot, decision.outcome, known=decision.known)
            if isinstance(decision.outcome, Problem) and not decision.outcome.is_verdict:
                self.table.release(connection, slot)
            else:
                self.table.keep(connection, slot, vars(response), response.iat, reserved=reserved)
            return response, decision

        response, decision = await self._database.write(transaction)
        self._hub.ring(*decision.bells)
        return response

    async def once(self, slot: AnswerSlot, perform: Callable[[], Awaitable[Response]]) -> Response:
        """Perform, unless the same bytes are being answered just now: then share that answer.

        Raises:
            Refused: jti-reuse, other bytes under the same jti are being answered.
        """
        key = (slot.dev, slot.jti)
        if key in self._running:
            request_hash, running = self._running[key]
            if request_hash != slot.request_hash:
                raise Refused(Name.JTI_REUSE)
            return await asyncio.shield(running)
        task = asyncio.ensure_future(perform())
        self._running[key] = (slot.request_hash, task)
        task.add_done_callback(lambda _task: self._running.pop(key))
        # A connection that breaks must not stop what a try was taken for.
        return await asyncio.shield(task)
