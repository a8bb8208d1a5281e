"""The responses that may be asked for again."""

import json
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from crypto.encoding import JsonObject, dump_object
from crypto.protocol import ProblemType
from portal.domain.devices.instances import RatchetAdvance
from portal.domain.devices.pin_tries import note_failure
from portal.domain.devices.problems import Refused
from portal.domain.devices.tables import ANSWERS
from portal.platform.database.statement import Statement
from portal.platform.keys.vault import Vault

SECONDS: Final = 86_400

_KEY = (ANSWERS.c.device_id == bindparam("dev"), ANSWERS.c.jti == bindparam("jti_"))
_FIND = Statement(
    select(ANSWERS.c.request_hash, ANSWERS.c.answer, ANSWERS.c.created_at).where(*_KEY)
)
_COMPLETE = Statement(update(ANSWERS).where(*_KEY).values(answer=bindparam("answer_")))
_FORGET = Statement(delete(ANSWERS).where(*_KEY, ANSWERS.c.answer.is_(None)))
_INSERT = Statement(insert(ANSWERS), columns=ANSWERS.c.keys())
_OLD = ANSWERS.c.created_at <= bindparam("until")
_ABANDONED = Statement(
    select(ANSWERS.c.device_id, ANSWERS.c.created_at).where(
        _OLD, ANSWERS.c.answer.is_(None), ANSWERS.c.takes_pin_try == 1
    )
)
_DELETE_OLD = Statement(delete(ANSWERS).where(_OLD))


@dataclass(frozen=True)
class IdempotencySlot:
    """Which request an answer is for."""

    dev: str
    jti: str
    request_hash: str
    message: str
    generation: str = ""
    """The device's generation when the request was looked at."""
    advances: bool = False
    """Whether its answer makes earlier nonces stale: each recorded one but that of `activate`."""
    ratchet: RatchetAdvance | None = None
    """What its answer does to the instance that asked, where it does something."""


@dataclass(frozen=True)
class StoredResponse:
    """What is known about a slot: a response, or that a try was taken and not verified."""

    answer: JsonObject | None


class IdempotencyStore:
    """Kept answers, wrapped under a key that is not in the database."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def find(
        self, connection: Connection, slot: IdempotencySlot, now: int
    ) -> StoredResponse | None:
        """What is kept, if anything.

        Raises:
            Refused: jti-reuse, it is kept for other bytes.
        """
        row = _FIND.one(connection, dev=slot.dev, jti_=slot.jti)
        if row is None:
            return None
        request_hash, answer, created_at = row
        if created_at <= now - SECONDS:
            return None
        if request_hash != slot.request_hash:
            raise Refused(ProblemType.JTI_REUSE)
        if answer is None:
            return StoredResponse(None)
        return StoredResponse(
            json.loads(self._vault.unwrap(answer, answer_context(slot.dev, slot.jti)))
        )

    def reserve(
        self, connection: Connection, slot: IdempotencySlot, now: int, *, pin_try: bool
    ) -> None:
        """Remember, in the transaction that takes a try, that it was taken for these bytes."""
        self._insert(connection, slot, now, None, pin_try=pin_try)

    def release(self, connection: Connection, slot: IdempotencySlot) -> None:
        """Forget a reservation whose try was given back."""
        _FORGET.change(connection, dev=slot.dev, jti_=slot.jti)

    def keep(
        self,
        connection: Connection,
        slot: IdempotencySlot,
        answer: JsonObject,
        now: int,
        *,
        reserved: bool,
    ) -> None:
        """Keep an answer, in the transaction that made it true."""
        wrapped = self._vault.wrap(dump_object(answer), answer_context(slot.dev, slot.jti))
        if reserved:
            values = {"dev": slot.dev, "jti_": slot.jti, "answer_": wrapped}
            _COMPLETE.change(connection, **values)
        else:
            self._insert(connection, slot, now, wrapped, pin_try=False)

    def _insert(
        self,
        connection: Connection,
        slot: IdempotencySlot,
        now: int,
        answer: bytes | None,
        *,
        pin_try: bool,
    ) -> None:
        values = {
            "device_id": slot.dev,
            "jti": slot.jti,
            "request_hash": slot.request_hash,
            "takes_pin_try": int(pin_try),
            "answer": answer,
            "created_at": now,
        }
        _INSERT.change(connection, **values)


def forget_old(connection: Connection, now: int) -> None:
    """Delete what is older than 24 hours; a try that a crash left unverified counts as wrong."""
    until = {"until": now - SECONDS}
    for dev, at in _ABANDONED.all(connection, **until):
        note_failure(connection, dev, at)
    _DELETE_OLD.change(connection, **until)


def answer_context(dev: str, jti: str) -> str:
    """Names the one place where a wrapped answer opens."""
    return f"answer|{dev}|{jti}"
