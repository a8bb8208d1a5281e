"""Writing the audit log, in the transaction that makes true what is written."""

from typing import Final

from sqlalchemy import Connection, bindparam, insert, select

from crypto.encoding import dump_object
from portal.audit.chain import NOTHING_YET, Entry, entry_hash
from portal.audit.events import Event
from portal.audit.tables import AUDIT
from portal.db.statement import Statement
from portal.db.turns import take_turns

Fact = str | int | bool | None

_TURN: Final = b"audit log"
_A = AUDIT.c
_HEAD = Statement(select(_A.seq, _A.hash).order_by(_A.seq.desc()).limit(1))
_INSERT = Statement(insert(AUDIT), columns=_A.keys())
_AFTER = Statement(
    select(AUDIT).where(_A.seq > bindparam("after")).order_by(_A.seq).limit(bindparam("most"))
)
_LATEST = Statement(select(AUDIT).order_by(_A.seq.desc()).limit(bindparam("most")))
_LATEST_OF_ACCOUNT = Statement(
    select(AUDIT)
    .where(_A.account_id == bindparam("account"))
    .order_by(_A.seq.desc())
    .limit(bindparam("most"))
)


def note(
    connection: Connection,
    event: Event,
    now: int,
    *,
    account: int | None = None,
    device: str | None = None,
    **facts: Fact,
) -> None:
    """Append an entry. `facts` are never secrets, nor anything that opens or proves something.

    To be called last in a transaction: on PostgreSQL it makes all others that write here wait
    until this one has ended. SQLite has one writer anyway.
    """
    take_turns(connection, _TURN)
    last, previous = _HEAD.one(connection) or (0, NOTHING_YET)
    told = {name: value for name, value in facts.items() if value not in (None, "")}
    text = dump_object(told).decode()
    seq, previous = int(last) + 1, bytes(previous)
    row = {
        "seq": seq,
        "at": now,
        "event": event,
        "account_id": account,
        "device_id": device,
        "facts": text,
        "previous": previous,
        "hash": entry_hash(seq, now, event.value, account, device, text, previous),
    }
    _INSERT.change(connection, **row)


def entries_after(connection: Connection, seq: int, most: int) -> list[Entry]:
    """The next entries in order."""
    return [_entry(*row) for row in _AFTER.all(connection, after=seq, most=most)]


def latest(connection: Connection, most: int) -> list[Entry]:
    """The last entries of all, the newest first."""
    return [_entry(*row) for row in _LATEST.all(connection, most=most)]


def latest_of(connection: Connection, account_id: int, most: int) -> list[Entry]:
    """The last entries of an account, the newest first."""
    values = {"account": account_id, "most": most}
    return [_entry(*row) for row in _LATEST_OF_ACCOUNT.all(connection, **values)]


def _entry(
    seq: int,
    at: int,
    event: str,
    account_id: int | None,
    device_id: str | None,
    facts: str,
    previous: bytes,
    hash_: bytes,
) -> Entry:
    return Entry(seq, at, event, account_id, device_id, facts, bytes(previous), bytes(hash_))
