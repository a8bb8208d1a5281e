"""PIN tries: 5 in a row, and 15 in 30 days that no success resets (NIST SP 800-63B-4, 3.2.10);
one row for each that is reserved and not yet verified.

The row takes the try, and has what verifying it takes; only who ends it counts what came of it. So
a try whose request was cut off, by a crash or a database in trouble, is verified later, and neither
lost nor given back for a PIN that was compared already.
"""

import json
from typing import Final, NamedTuple

from sqlalchemy import (
    BigInteger,
    Connection,
    LargeBinary,
    Text,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from crypto.encoding import JsonObject, b64url, dump_object, unb64url
from crypto.protocol import DeviceState
from portal.domain.devices.instances import IdempotencySlot, RatchetAdvance
from portal.domain.devices.tables import ANSWERS, DEVICES, PIN_FAILURES, PIN_RESERVATIONS
from portal.platform.database.statement import Conflict, Statement
from portal.platform.keys.wrapping import CannotUnwrap, Vault

TRIES: Final = 5
MOST: Final = 15
SECONDS: Final = 30 * 86_400

_NOTE = Statement(insert(PIN_FAILURES), columns=["device_id", "at"])
_USE_UP = Statement(
    update(DEVICES)
    .where(DEVICES.c.id == bindparam("dev"))
    .values(
        tries_left=DEVICES.c.tries_left - bindparam("by"),
        budget_left=DEVICES.c.budget_left - bindparam("by"),
    )
)
_DROP_OLD = Statement(
    delete(PIN_FAILURES).where(
        PIN_FAILURES.c.device_id == bindparam("dev"), PIN_FAILURES.c.at <= bindparam("until")
    )
)
_REFILL = Statement(
    update(DEVICES)
    .where(DEVICES.c.id == bindparam("dev"))
    .values(budget_left=DEVICES.c.budget_left + bindparam("by"))
)


def note_failure(connection: Connection, dev: str, at: int) -> None:
    """A wrong PIN has used up a try of both budgets."""
    _NOTE.change(connection, device_id=dev, at=at)
    _USE_UP.change(connection, dev=dev, by=1)


def refill(connection: Connection, dev: str, now: int) -> None:
    """Give back what was taken by failures that are older than 30 days."""
    old = _DROP_OLD.change(connection, dev=dev, until=now - SECONDS)
    if old:
        _REFILL.change(connection, dev=dev, by=old)


def pin_context(dev: str, version: int) -> str:
    """Names the one place where a wrapped PIN public key opens."""
    return f"pin|{dev}|{version}"


class PinReservation(NamedTuple):
    """A reserved try, with what verifying its PIN takes."""

    slot: IdempotencySlot
    statement: bytes
    signature: bytes
    """By the PIN key, to be verified."""

    def __repr__(self) -> str:
        return "PinReservation(…)"


class StoredReservation(NamedTuple):
    """A reservation as it lies in the database."""

    dev: str
    jti: str
    wrapped: bytes

    def opened(self, vault: Vault) -> PinReservation | None:
        """What was reserved; None where the vault cannot open it any more."""
        try:
            data = vault.unwrap(self.wrapped, reservation_context(self.dev, self.jti))
        except CannotUnwrap:
            return None
        return _read(self.dev, self.jti, json.loads(data))


_D, _R = DEVICES.c, PIN_RESERVATIONS.c
_OPEN = (
    select(func.count())
    .select_from(PIN_RESERVATIONS)
    .where(_R.device_id == bindparam("dev"))
    .scalar_subquery()
)
_ANSWERED: Final = exists().where(
    ANSWERS.c.device_id == bindparam("dev"),
    ANSWERS.c.jti == bindparam("jti_"),
    ANSWERS.c.answer.is_not(None),
)
_NEW: Final = (
    bindparam("dev", type_=Text()),
    bindparam("jti_", type_=Text()),
    bindparam("now_", type_=BigInteger()),
    bindparam("content_", type_=LargeBinary()),
)
# SQLite has the same clause, and SQLAlchemy writes it for both.
_RESERVE = Statement(
    upsert(PIN_RESERVATIONS)
    .from_select(
        _R.keys(),
        select(*_NEW).where(
            _D.id == bindparam("dev"),
            _D.state == bindparam("state_"),
            _D.tries_left > _OPEN,
            _D.budget_left > _OPEN,
            ~_ANSWERED,
        ),
    )
    .on_conflict_do_nothing()
)
_RESTORE = Statement(
    update(DEVICES)
    .where(_D.id == bindparam("dev"))
    .values(tries_left=literal(TRIES))
    .returning(_D.state)
)
_THIS: Final = (_R.device_id == bindparam("dev"), _R.jti == bindparam("jti_"))
_END = Statement(delete(PIN_RESERVATIONS).where(*_THIS))
_COUNT = Statement(select(_OPEN))
_IS_KNOWN = Statement(select(or_(exists().where(*_THIS), _ANSWERED)))
_LEFT_OVER = Statement(
    select(_R.device_id, _R.jti, _R.content)
    .where(_R.reserved_at <= bindparam("until"))
    .order_by(_R.reserved_at, _R.jti)
)
_FAIL_ALL = Statement(
    insert(PIN_FAILURES).from_select(
        ["device_id", "at"],
        select(_R.device_id, _R.reserved_at).where(_R.device_id == bindparam("dev")),
    )
)
_END_ALL = Statement(delete(PIN_RESERVATIONS).where(_R.device_id == bindparam("dev")))


def reserve_try(
    connection: Connection, vault: Vault, reservation: PinReservation, state: DeviceState, now: int
) -> bool:
    """Take a try of both budgets from a device in `state`; False where none is left.

    To be called when the device's row is locked (`lock_siblings`): tries are counted here.

    Raises:
        Conflict: one is reserved for this request already, or it is answered.
    """
    dev, jti = reservation.slot.dev, reservation.slot.jti
    content = vault.wrap(dump_object(_content(reservation)), reservation_context(dev, jti))
    values = {"dev": dev, "jti_": jti, "now_": now, "content_": content, "state_": state}
    if _RESERVE.change(connection, **values):
        return True
    (is_known,) = _IS_KNOWN.all(connection, dev=dev, jti_=jti)[0]
    if is_known:
        raise Conflict("the request has its try, or its answer")
    return False


def end_reservation(connection: Connection, dev: str, jti: str) -> bool:
    """The try is verified; False when it was already: only one who verifies may count it."""
    return _END.change(connection, dev=dev, jti_=jti) == 1


def restore_tries(connection: Connection, dev: str) -> str:
    """After a right PIN: all tries in a row.

    Returns the state that the device is in; empty when it is not there any more.
    """
    return next((str(state) for (state,) in _RESTORE.all(connection, dev=dev)), "")


def open_reservations(connection: Connection, dev: str) -> int:
    """How many tries of the device are reserved and not verified."""
    (count,) = _COUNT.all(connection, dev=dev)[0]
    return int(count)


def left_over(connection: Connection, until: int) -> list[StoredReservation]:
    """What was reserved at `until` or before and is not verified yet."""
    rows = _LEFT_OVER.all(connection, until=until)
    return [StoredReservation(dev, jti, bytes(content)) for dev, jti, content in rows]


def fail_reservations(connection: Connection, dev: str) -> None:
    """Count all that is not verified as wrong PINs: what they were for cannot be known any more."""
    failed = _FAIL_ALL.change(connection, dev=dev)
    _END_ALL.change(connection, dev=dev)
    _USE_UP.change(connection, dev=dev, by=failed)


def reservation_context(dev: str, jti: str) -> str:
    """Names the one place where a wrapped reservation opens."""
    return f"reservation|{dev}|{jti}"


def _content(reservation: PinReservation) -> JsonObject:
    slot = reservation.slot
    return {
        "message": slot.message,
        "hash": slot.request_hash,
        "generation": slot.generation,
        "ratchet": None if slot.ratchet is None else slot.ratchet._asdict(),
        "statement": b64url(reservation.statement),
        "signature": b64url(reservation.signature),
    }


def _read(dev: str, jti: str, content: JsonObject) -> PinReservation:
    ratchet = None if content["ratchet"] is None else RatchetAdvance(**content["ratchet"])
    generation, request_hash = content["generation"], content["hash"]
    slot = IdempotencySlot(
        dev, jti, request_hash, content["message"], generation, advances=True, ratchet=ratchet
    )
    statement, signature = unb64url(content["statement"]), unb64url(content["signature"])
    return PinReservation(slot, statement, signature)
