"""Another data key, and with it another wrapping key: what the database wraps is wrapped anew."""

from collections.abc import Mapping

from sqlalchemy import Connection, bindparam, select, update

from portal.domain.audit.log import Event, record_event
from portal.domain.devices.idempotency import answer_context
from portal.domain.devices.pin_tries import pin_context, reservation_context
from portal.domain.devices.tables import ANSWERS, DEVICES, PIN_RESERVATIONS
from portal.platform.database.engines import sync_transaction
from portal.platform.database.statement import Statement
from portal.platform.keys.data_keys import load_stored, make_stored, save_stored
from portal.platform.keys.key_file import KeyFileProblem
from portal.platform.keys.key_ring import KeyRing
from portal.platform.keys.wrapping import FILE, CannotUnwrap, Vault

_PINS = Statement(select(DEVICES.c.id, DEVICES.c.pin_version, DEVICES.c.pin_wrapped))
_SET_PIN = Statement(
    update(DEVICES).where(DEVICES.c.id == bindparam("dev")).values(pin_wrapped=bindparam("wrapped"))
)
_ANSWERS = Statement(
    select(ANSWERS.c.device_id, ANSWERS.c.jti, ANSWERS.c.answer).where(
        ANSWERS.c.answer.is_not(None)
    )
)
_SET_ANSWER = Statement(
    update(ANSWERS)
    .where(ANSWERS.c.device_id == bindparam("dev"), ANSWERS.c.jti == bindparam("jti_"))
    .values(answer=bindparam("wrapped"))
)


_RESERVATIONS = Statement(
    select(PIN_RESERVATIONS.c.device_id, PIN_RESERVATIONS.c.jti, PIN_RESERVATIONS.c.content)
)
_SET_RESERVATION = Statement(
    update(PIN_RESERVATIONS)
    .where(
        PIN_RESERVATIONS.c.device_id == bindparam("dev"),
        PIN_RESERVATIONS.c.jti == bindparam("jti_"),
    )
    .values(content=bindparam("wrapped"))
)


def rewrap_database(keys: KeyRing, database_url: str, environ: Mapping[str, str], now: int) -> int:
    """Make a data key, wrapped by `keys.wrapping_key`; the number of rows that have it now.

    The file of data keys holds both keys while the database changes in one transaction, so that
    a crash at any moment leaves a portal that can be started, and this can be run again.

    Raises:
        KeyFileProblem: a wrapping key cannot be used; nothing was changed.
    """
    before = load_stored(keys.folder)
    if [one.by for one in before] == [FILE] and keys.wrapping_key == FILE:
        raise KeyFileProblem(
            "The data key is the key file's own already: name another wrapping_key in the settings."
        )
    new = make_stored(keys.wrapping_key, environ)
    both = (new, *before)
    vault = Vault(*(one.opened(keys.file, environ) for one in both))
    save_stored(keys.folder, both)
    with sync_transaction(database_url) as connection:
        rows = _rewrap_pins(connection, vault) + _rewrap_answers(connection, vault)
        rows += _rewrap_reservations(connection, vault)
        record_event(connection, Event.KEYS_ROTATED, now, rewrapped=rows)
    save_stored(keys.folder, (new,))
    return rows


def fits(connection: Connection, vault: Vault) -> bool:
    """Whether what the database wraps opens with these data keys; all of it has the same one."""
    found = _PINS.one(connection)
    if found is None:
        return True
    dev, version, wrapped = found
    try:
        vault.unwrap(bytes(wrapped), pin_context(dev, version))
    except CannotUnwrap:
        return False
    return True


def _rewrap_pins(connection: Connection, vault: Vault) -> int:
    rows = _PINS.all(connection)
    for dev, version, wrapped in rows:
        context = pin_context(dev, version)
        again = vault.wrap(vault.unwrap(bytes(wrapped), context), context)
        _SET_PIN.change(connection, dev=dev, wrapped=again)
    return len(rows)


def _rewrap_answers(connection: Connection, vault: Vault) -> int:
    rows = _ANSWERS.all(connection)
    for dev, jti, wrapped in rows:
        context = answer_context(dev, jti)
        again = vault.wrap(vault.unwrap(bytes(wrapped), context), context)
        _SET_ANSWER.change(connection, dev=dev, jti_=jti, wrapped=again)
    return len(rows)


def _rewrap_reservations(connection: Connection, vault: Vault) -> int:
    rows = _RESERVATIONS.all(connection)
    for dev, jti, wrapped in rows:
        context = reservation_context(dev, jti)
        again = vault.wrap(vault.unwrap(bytes(wrapped), context), context)
        _SET_RESERVATION.change(connection, dev=dev, jti_=jti, wrapped=again)
    return len(rows)
