"""The responses that may be asked for again, and refusals as problem details (RFC 9457)."""

import json
from dataclasses import dataclass
from typing import Final, NamedTuple

from sqlalchemy import Connection, bindparam, delete, literal, null, select, union_all
from sqlalchemy.dialects.postgresql import insert

from crypto.encoding import JsonObject, dump_object
from crypto.protocol import PROBLEM_PREFIX, DeviceState, ProblemType
from portal.domain.devices.instances import IdempotencySlot
from portal.domain.devices.pin_tries import StoredReservation
from portal.domain.devices.tables import ANSWERS, PIN_RESERVATIONS
from portal.platform.database.compiled import Values
from portal.platform.database.statement import Statement
from portal.platform.keys.wrapping import Vault
from portal.platform.limits import By, Exceeded

_DETAILS: Final = {
    ProblemType.ACTIVATION_REFUSED: (403, "User name and activation code do not fit together"),
    ProblemType.NONCE_STALE: (409, "The nonce is stale or missing"),
    ProblemType.JTI_REUSE: (409, "Another request has this jti"),
    ProblemType.GONE: (410, "The challenge, ticket or attempt has ended"),
    ProblemType.SUPERSEDED: (409, "A newer challenge has taken its place"),
    ProblemType.PIN_WRONG: (403, "The PIN is wrong"),
    ProblemType.LOCKED: (403, "The device is locked"),
    ProblemType.SUSPECT: (403, "The device key was used in two places"),
    ProblemType.REVOKED: (403, "The device was removed"),
    ProblemType.UNKNOWN_DEVICE: (404, "The portal has no such device"),
    ProblemType.UNKNOWN_INSTANCE: (403, "A new copy of a roaming device, to be enrolled"),
    ProblemType.NOT_CLEARED: (403, "The account is not cleared yet"),
    ProblemType.RATE_LIMITED: (429, "Too many requests"),
    ProblemType.UPGRADE_REQUIRED: (426, "The app is too old"),
    ProblemType.BAD_REQUEST: (400, "Not PA/1"),
    ProblemType.UNAVAILABLE: (503, "The portal cannot answer now"),
}

_TEMPORARY: Final = frozenset(
    {
        ProblemType.NONCE_STALE,
        ProblemType.JTI_REUSE,
        ProblemType.RATE_LIMITED,
        ProblemType.BAD_REQUEST,
        ProblemType.UNKNOWN_DEVICE,
        ProblemType.UNKNOWN_INSTANCE,
        ProblemType.UPGRADE_REQUIRED,
        ProblemType.UNAVAILABLE,
    }
)


STATE_PROBLEMS: Final = {
    DeviceState.SUSPECT: ProblemType.SUSPECT,
    DeviceState.LOCKED: ProblemType.LOCKED,
    DeviceState.REVOKED: ProblemType.REVOKED,
}
"""The refusals that name the state of a device."""


@dataclass(frozen=True)
class Problem:
    """One refusal."""

    name: ProblemType
    left: int | None = None
    retry_after: int | None = None
    limit: By | None = None
    """What was counted."""

    @property
    def is_final(self) -> bool:
        """Whether the same bytes must get the same answer; else nothing was decided yet."""
        return self.name not in _TEMPORARY

    @property
    def body(self) -> JsonObject:
        status, title = _DETAILS[self.name]
        type_ = PROBLEM_PREFIX + self.name
        body: JsonObject = {"type": type_, "title": title, "status": status}
        extra = {"left": self.left, "retry_after": self.retry_after, "limit": self.limit}
        return body | {name: value for name, value in extra.items() if value is not None}


def too_many(exceeded: Exceeded) -> Problem:
    """`rate-limited`, with what was counted and how long to wait."""
    by, retry_after = exceeded.limit.value.by, exceeded.retry_after
    return Problem(ProblemType.RATE_LIMITED, retry_after=retry_after, limit=by)


class Refused(Exception):
    """Carries a refusal to the envelope."""

    def __init__(self, problem: ProblemType | Problem) -> None:
        self.problem = Problem(problem) if isinstance(problem, ProblemType) else problem
        super().__init__(self.problem.name.value)


SECONDS: Final = 86_400
_MOST_DELETED: Final = 10_000
"""In one call, which comes once a minute."""
_COLUMNS: Final = ("device_id", "jti", "request_hash", "answer", "created_at")

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
    columns=_COLUMNS,
)
_RESERVE = Statement(insert(ANSWERS).on_conflict_do_nothing(), columns=_COLUMNS)
_IS_ANSWERED = Statement(
    select(ANSWERS.c.jti).where(
        *_KEY, ANSWERS.c.request_hash == bindparam("hash"), ANSWERS.c.answer.is_not(None)
    )
)
# Ids grow with time, so the oldest are found without an index on the time.
_OLDEST: Final = select(ANSWERS.c.id).order_by(ANSWERS.c.id).limit(_MOST_DELETED)
_DELETE_OLD = Statement(
    delete(ANSWERS).where(
        ANSWERS.c.id.in_(_OLDEST.scalar_subquery()), ANSWERS.c.created_at <= bindparam("until")
    )
)


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
    """Delete what is older than 24 hours, the oldest first."""
    _DELETE_OLD.change(connection, until=now - SECONDS)


def answer_context(dev: str, jti: str) -> str:
    """Names the one place where a wrapped answer opens."""
    return f"answer|{dev}|{jti}"
