"""The responses that may be asked for again."""

import json
from typing import Final, NamedTuple

from sqlalchemy import Connection, bindparam, delete, literal, null, select, union_all
from sqlalchemy.dialects.postgresql import insert

from crypto.encoding import JsonObject, dump_object
from crypto.protocol import ProblemType
from portal.domain.devices.pin_reservations import StoredReservation
from portal.domain.devices.problems import Problem, Refused
from portal.domain.devices.slots import IdempotencySlot
from portal.domain.devices.tables import ANSWERS, PIN_RESERVATIONS
from portal.platform.database.statement import Statement, Values
from portal.platform.keys.vault import Vault

SECONDS: Final = 86_400

_R = PIN_RESERVATIONS.c
_KEY = (ANSWERS.c.device_id == bindparam("dev"), ANSWERS.c.jti == bindparam("jti_"))
# A try that was taken for a request stands for its answer until there is one.
_FIND = Statement(
    union_all(
        select(ANSWERS.c.created_at, ANSWERS.c.request_hash, ANSWERS.c.answer, null()).where(*_KEY),
        select(_R.reserved_at, literal(""), null(), _R.content).where(
            _R.device_id == bindparam("dev"), _R.jti == bindparam("jti_")
        ),
    )
)
_FIND_BYTES = Statement(
    select(ANSWERS.c.jti, ANSWERS.c.answer, ANSWERS.c.created_at).where(
        ANSWERS.c.device_id == bindparam("dev"), ANSWERS.c.request_hash == bindparam("hash")
    )
)
_FORGET = Statement(delete(ANSWERS).where(*_KEY, ANSWERS.c.answer.is_(None)))
# SQLite has the same clause, and SQLAlchemy writes it for both.
_NEW = insert(ANSWERS)
_KEEP = Statement(
    _NEW.on_conflict_do_update(
        index_elements=[ANSWERS.c.device_id, ANSWERS.c.jti],
        set_={"answer": _NEW.excluded.answer},
        where=ANSWERS.c.answer.is_(None),
    ),
    columns=ANSWERS.c.keys(),
)
_RESERVE = Statement(insert(ANSWERS).on_conflict_do_nothing(), columns=ANSWERS.c.keys())
_IS_ANSWERED = Statement(
    select(ANSWERS.c.jti).where(
        *_KEY, ANSWERS.c.request_hash == bindparam("hash"), ANSWERS.c.answer.is_not(None)
    )
)
_DELETE_OLD = Statement(delete(ANSWERS).where(ANSWERS.c.created_at <= bindparam("until")))


class StoredResponse(NamedTuple):
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
        created_at, request_hash, answer, reservation = row
        if created_at <= now - SECONDS:
            return None
        if reservation is not None:
            request_hash = self._reserved_for(slot, reservation)
        if request_hash != slot.request_hash:
            raise Refused(ProblemType.JTI_REUSE)
        return StoredResponse(None if answer is None else self._opened(answer, slot.dev, slot.jti))

    def _reserved_for(self, slot: IdempotencySlot, reservation: bytes) -> str | None:
        """The hash of the request that a try was taken for; None where it does not open any more,
        so that it fits no request.
        """
        reserved = StoredReservation(slot.dev, slot.jti, reservation).opened(self._vault)
        return None if reserved is None else reserved.slot.request_hash

    def find_bytes(
        self, connection: Connection, dev: str, request_hash: str, now: int
    ) -> JsonObject | None:
        """The answer to exactly these bytes of a device that is not stored any more.

        Its key is gone, so nothing is verified: whoever has all the bytes has sent them or carried
        them, and the answer too.
        """
        for jti, answer, created_at in _FIND_BYTES.all(connection, dev=dev, hash=request_hash):
            if answer is not None and created_at > now - SECONDS:
                return self._opened(answer, dev, jti)
        return None

    def is_answered(self, connection: Connection, slot: IdempotencySlot) -> bool:
        """Whether exactly these bytes have an answer."""
        values = {"dev": slot.dev, "jti_": slot.jti, "hash": slot.request_hash}
        return _IS_ANSWERED.one(connection, **values) is not None

    def reserve(self, connection: Connection, slot: IdempotencySlot, now: int) -> None:
        """Remember, in the transaction that takes a try of a code, that it was taken for these
        bytes. Of a PIN the row of its reservation says so.

        Raises:
            Refused: unavailable, another process has taken one and not answered yet.
        """
        if not _RESERVE.change(connection, **_row(slot, now, None)):
            raise Refused(Problem(ProblemType.UNAVAILABLE, retry_after=1))

    def release(self, connection: Connection, slot: IdempotencySlot) -> None:
        """Forget that a try was taken, which was given back."""
        _FORGET.change(connection, dev=slot.dev, jti_=slot.jti)

    def keep(
        self, connection: Connection, slot: IdempotencySlot, answer: JsonObject, now: int
    ) -> bool:
        """Keep an answer, in the transaction that made it true; False where one is kept, which
        stays.
        """
        wrapped = self._vault.wrap(dump_object(answer), answer_context(slot.dev, slot.jti))
        return _KEEP.change(connection, **_row(slot, now, wrapped)) == 1

    def _opened(self, answer: bytes, dev: str, jti: str) -> JsonObject:
        opened: JsonObject = json.loads(self._vault.unwrap(answer, answer_context(dev, jti)))
        return opened


def _row(slot: IdempotencySlot, now: int, answer: bytes | None) -> Values:
    return {
        "device_id": slot.dev,
        "jti": slot.jti,
        "request_hash": slot.request_hash,
        "answer": answer,
        "created_at": now,
    }


def forget_old(connection: Connection, now: int) -> None:
    """Delete what is older than 24 hours."""
    _DELETE_OLD.change(connection, until=now - SECONDS)


def answer_context(dev: str, jti: str) -> str:
    """Names the one place where a wrapped answer opens."""
    return f"answer|{dev}|{jti}"
