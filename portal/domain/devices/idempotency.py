"""The responses that may be asked for again."""

import json
from typing import Final, NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from crypto.encoding import JsonObject, dump_object
from crypto.protocol import ProblemType
from portal.domain.devices.instances import RatchetAdvance
from portal.domain.devices.problems import Refused
from portal.domain.devices.tables import ANSWERS
from portal.platform.database.statement import Statement
from portal.platform.keys.vault import Vault

SECONDS: Final = 86_400

_KEY = (ANSWERS.c.device_id == bindparam("dev"), ANSWERS.c.jti == bindparam("jti_"))
_FIND = Statement(
    select(ANSWERS.c.request_hash, ANSWERS.c.answer, ANSWERS.c.created_at).where(*_KEY)
)
_FIND_BYTES = Statement(
    select(ANSWERS.c.jti, ANSWERS.c.answer, ANSWERS.c.created_at).where(
        ANSWERS.c.device_id == bindparam("dev"), ANSWERS.c.request_hash == bindparam("hash")
    )
)
_COMPLETE = Statement(
    update(ANSWERS).where(*_KEY, ANSWERS.c.answer.is_(None)).values(answer=bindparam("answer_"))
)
_FORGET = Statement(delete(ANSWERS).where(*_KEY, ANSWERS.c.answer.is_(None)))
_INSERT = Statement(insert(ANSWERS), columns=ANSWERS.c.keys())
_DELETE_OLD = Statement(delete(ANSWERS).where(ANSWERS.c.created_at <= bindparam("until")))


class IdempotencySlot(NamedTuple):
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
        request_hash, answer, created_at = row
        if created_at <= now - SECONDS:
            return None
        if request_hash != slot.request_hash:
            raise Refused(ProblemType.JTI_REUSE)
        return StoredResponse(None if answer is None else self._opened(answer, slot.dev, slot.jti))

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

    def reserve(self, connection: Connection, slot: IdempotencySlot, now: int) -> None:
        """Remember, in the transaction that takes a try, that it was taken for these bytes."""
        _insert(connection, slot, now, None)

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
        """Keep an answer, in the transaction that made it true; one that is kept stays."""
        wrapped = self._vault.wrap(dump_object(answer), answer_context(slot.dev, slot.jti))
        if reserved:
            values = {"dev": slot.dev, "jti_": slot.jti, "answer_": wrapped}
            _COMPLETE.change(connection, **values)
        else:
            _insert(connection, slot, now, wrapped)

    def _opened(self, answer: bytes, dev: str, jti: str) -> JsonObject:
        opened: JsonObject = json.loads(self._vault.unwrap(answer, answer_context(dev, jti)))
        return opened


def _insert(connection: Connection, slot: IdempotencySlot, now: int, answer: bytes | None) -> None:
    values = {
        "device_id": slot.dev,
        "jti": slot.jti,
        "request_hash": slot.request_hash,
        "answer": answer,
        "created_at": now,
    }
    _INSERT.change(connection, **values)


def forget_old(connection: Connection, now: int) -> None:
    """Delete what is older than 24 hours."""
    _DELETE_OLD.change(connection, until=now - SECONDS)


def answer_context(dev: str, jti: str) -> str:
    """Names the one place where a wrapped answer opens."""
    return f"answer|{dev}|{jti}"
