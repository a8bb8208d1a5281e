"""What an older database means: what is lost with it, and what must not come back with it."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, and_, bindparam, delete, func, select, update

from crypto.protocol import DeviceState
from portal.domain.accounts.tables import ACCOUNTS, CODES
from portal.domain.advices.tables import ADVICES
from portal.domain.audit.entries import Entry, entries_after
from portal.domain.audit.log import Event, record_event
from portal.domain.audit.verification import Head, holds
from portal.domain.devices.devices import end_device, find_device
from portal.domain.devices.generations import end_all_nonces
from portal.domain.devices.instances import forget_all_instances
from portal.domain.devices.tables import DEVICES, DeviceEvent
from portal.domain.logins.challenges import ChallengeState
from portal.domain.logins.tables import CHALLENGES, SESSIONS, TICKETS
from portal.domain.registration.registrations import REGISTRATIONS
from portal.platform.database.statement import Statement
from portal.platform.keys.key_file import write_private

_AT_ONCE: Final = 1000
_ENDED: Final = frozenset({Event.DEVICE_REVOKED, Event.DEVICE_LOCKED, Event.DEVICE_SUSPECT})
_COUNTED: Final = (ACCOUNTS, DEVICES, REGISTRATIONS, ADVICES)
_LOGIN = Statement(select(ACCOUNTS.c.login).where(ACCOUNTS.c.id == bindparam("account")))

REMEDIES: Final = {
    Event.ACCOUNT_CREATED: "create the account again",
    Event.ACCOUNT_CLEARED: "clear the account again",
    Event.ACCOUNT_RESET: "reset the account again, by 'account reset'",
    Event.DEVICE_CONFIRMED: "the device is unknown now: its user needs a new code",
    Event.DEVICE_REVOKED: "the device was revoked again, if the backup has it",
    Event.DEVICE_LOCKED: "the device was revoked, if the backup has it: it needs a new code",
    Event.DEVICE_SUSPECT: "the device was revoked, if the backup has it: it needs a new code",
    Event.PIN_WRONG: "the try is forgotten: the device has as many tries as at the backup",
    Event.PIN_CHANGED: "the PIN before is expected: reset the account, the device needs a new code",
    Event.KEY_ROTATED: "the key before is expected: reset the account, the device needs a new code",
    Event.KEYS_ROTATED: "put the newest keys back, or rotate once more",
    Event.USER_BLOCKED: "tell the LE-Admins: the user is not blocked any more",
    Event.USER_DELETED: "tell the LE-Admins: the user is there again",
    Event.ADMIN_WITHDRAWN: "tell the LE-Admins: the user is an LE-Admin again",
    Event.LOGIN_REPORTED: "look at the account: its user reported a login",
    Event.TICKET_ALARM: "look at the account: a ticket was used in two browsers",
    Event.REGISTRATION_BEGUN: "the user has to register again",
    Event.REGISTRATION_CLEARED: "a clerk has to decide again",
    Event.REGISTRATION_REFUSED: "a clerk has to decide again",
    Event.REGISTRATION_ASKED: "a clerk has to decide again",
    Event.CERTIFICATE_UPLOADED: "the user has to upload the file again",
    Event.IK_REMOVED: "the LE-Admin has to remove the IK number again",
    Event.EAVIS_ORDERED: "the LE-Admin has to order again",
}
"""What is to be done about entries that are lost; the others need nothing."""


@dataclass
class Lost:
    """What is between the backup and now."""

    events: Counter[str] = field(default_factory=Counter)
    ended: list[str] = field(default_factory=list)
    """Ids of devices that were revoked, locked or suspect since, in their order."""


def write_lost(connection: Connection, head: Head, path: Path) -> Lost | None:
    """Write down each entry of the audit log that the backup does not have, one JSON a line.

    Returns:
        None where the present log does not go on from `head`, so that nothing can be said.
    """
    if not holds(connection, head):
        return None
    lost, lines = Lost(), []
    for entry in _entries(connection, head):
        lost.events[entry.event] += 1
        if entry.event in _ENDED and entry.device_id is not None:
            lost.ended.append(entry.device_id)
        lines.append(_line(connection, entry))
    if lines:
        write_private(path, "".join(lines))
    return lost


def _entries(connection: Connection, head: Head) -> Iterator[Entry]:
    last = head.seq
    while entries := entries_after(connection, last, _AT_ONCE):
        yield from entries
        last = entries[-1].seq


def _line(connection: Connection, entry: Entry) -> str:
    found = _LOGIN.one(connection, account=entry.account_id) if entry.account_id else None
    value = {
        "seq": entry.seq,
        "at": entry.at,
        "event": entry.event,
        "account": None if found is None else found[0],
        "device": entry.device_id,
        "facts": json.loads(entry.facts),
    }
    return json.dumps(value, ensure_ascii=False) + "\n"


def count_rows(connection: Connection) -> dict[str, int]:
    """How many there are of what matters most."""
    counts = ((table, select(func.count()).select_from(table)) for table in _COUNTED)
    return {table.name: connection.scalar(count) or 0 for table, count in counts}


@dataclass(frozen=True)
class Settled:
    """What was done to a restored database."""

    revoked: int
    """Devices that had ended since the backup, and were active in it."""
    ended: int
    """Sessions, tickets, open requests and unused codes that were ended."""


def settle(connection: Connection, lost: Lost | None, head: Head, now: int) -> Settled:
    """Let nothing come back that had ended since, and take devices as they speak next.

    What was open at the backup may have been used, ended or thrown away since: all of it ends.
    """
    forget_all_instances(connection)
    end_all_nonces(connection)
    revoked = sum(_revoke(connection, id_, now) for id_ in (lost.ended if lost else ()))
    ended = sum(connection.execute(delete(table)).rowcount for table in (SESSIONS, TICKETS, CODES))
    # Deleted by the portal's own maintenance, with an entry of each user's history.
    is_open = and_(CHALLENGES.c.state == ChallengeState.OPEN, CHALLENGES.c.ends_at > now)
    ended += connection.execute(update(CHALLENGES).where(is_open).values(ends_at=now)).rowcount
    number = None if lost is None else lost.events.total()
    record_event(connection, Event.DATABASE_RESTORED, now, backup=head.seq, lost=number)
    return Settled(revoked, ended)


def _revoke(connection: Connection, dev: str, now: int) -> int:
    device = find_device(connection, dev, now)
    if device is None or device.state == DeviceState.REVOKED:
        return 0
    end_device(connection, device, DeviceEvent.REVOKE, now)
    return 1
