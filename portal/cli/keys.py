"""`keys` and `audit`."""

import argparse
import json
import os
from datetime import UTC, datetime
from typing import Any

from portal.cli.arguments import CommandProblem
from portal.cli.maintenance import check_database, usable_settings
from portal.domain.accounts import accounts
from portal.domain.audit.entries import Entry, latest, latest_of
from portal.domain.audit.log import Event, record_event
from portal.domain.audit.verification import START, Anchor, Head, verify
from portal.domain.devices.rewrap import rewrap_database
from portal.platform.clock import SystemClock
from portal.platform.database.engines import sync_transaction
from portal.platform.database.migration import migrate
from portal.platform.database.server_lock import server_lock
from portal.platform.keys.key_file import ROOT_NAME, load_root
from portal.platform.keys.key_ring import KeyRing, load_keys, rotate_keys
from portal.platform.settings import load_settings


def rotate(arguments: argparse.Namespace) -> dict[str, Any]:
    folder, settings = arguments.data, usable_settings(arguments.data)
    root = load_root(arguments.root or folder / ROOT_NAME)
    now, at_once = SystemClock().now(), arguments.at_once
    keys = rotate_keys(folder, settings.public_url, root, now, at_once=at_once)
    with sync_transaction(settings.database_url) as connection:
        record_event(connection, Event.KEYS_ROTATED, now, seq=keys.seq, at_once=at_once)
    return _shown_keys(keys)


def rewrap(arguments: argparse.Namespace) -> dict[str, Any]:
    folder, settings = arguments.data, load_settings(arguments.data)
    now = SystemClock().now()
    keys = load_keys(folder, settings.public_url, now, settings.wrapping_key)
    with server_lock(folder, settings.database_url, alone=True):
        check_database(settings)
        migrate(settings.database_url)
        rows = rewrap_database(keys, settings.database_url, os.environ, now)
    # Kept apart: a wrapping key may name paths that are nobody else's business.
    return {"wrapping_key": settings.wrapping_key, "rows": rows}


def say_rewrap(result: dict[str, Any]) -> str:
    return f"{result['rows']} rows under a new data key, wrapped by {result['wrapping_key']}"


def show(arguments: argparse.Namespace) -> dict[str, Any]:
    url = load_settings(arguments.data).public_url
    return _shown_keys(load_keys(arguments.data, url, SystemClock().now()))


def say_keys(keys: dict[str, Any]) -> str:
    """The keys as text."""
    lines = [
        f"key set {keys['seq']}, root {keys['root']}",
        f"  signs: {keys['signing']}",
        f"  opens: {', '.join(keys['sealing'])}",
    ]
    if len(keys["sealing"]) > 1:
        lines.append(f"  all but the first until {keys['retired_until']} (seconds since 1970)")
    return "\n".join(lines)


def _shown_keys(keys: KeyRing) -> dict[str, Any]:
    return {
        "seq": keys.seq,
        "root": keys.root_pin,
        "signing": keys.signing.public.key_id,
        "sealing": [key.public.key_id for key in keys.sealing],
        "retired_until": keys.file.retired_until,
    }


def listed(arguments: argparse.Namespace) -> dict[str, Any]:
    with sync_transaction(usable_settings(arguments.data).database_url, reading=True) as connection:
        if arguments.account is None:
            found = latest(connection, arguments.most)
        else:
            account = accounts.get_account(connection, arguments.account)
            found = latest_of(connection, account.id, arguments.most)
    return {"entries": [_shown_entry(entry) for entry in reversed(found)]}


def verified(arguments: argparse.Namespace) -> dict[str, Any]:
    anchored = Anchor(arguments.data).load()
    expected = START if arguments.expect_head is None else _head(arguments.expect_head)
    with sync_transaction(usable_settings(arguments.data).database_url, reading=True) as connection:
        result = verify(connection, anchored, expected)
    return {
        "ok": result.broken is None,
        "entries": result.head.seq,
        "broken": result.broken,
        "head": str(result.head),
        "anchored": anchored.seq,
    }


def say_list(result: dict[str, Any]) -> str:
    return "\n".join(_line(entry) for entry in result["entries"]) or "no entries"


def say_verification(result: dict[str, Any]) -> str:
    if not result["ok"]:
        return (
            f"broken at entry {result['broken']}: the entries before it are in order, "
            "it and all after it cannot be relied on"
        )
    return (
        f"{result['entries']} entries, ok\n"
        f"head {result['head']}\n"
        f"the server has kept the head of entry {result['anchored']} outside the database"
    )


def _head(text: str) -> Head:
    try:
        return Head.parse(text)
    except ValueError as error:
        raise CommandProblem(
            f"{text!r} is no head: give SEQ:HASH as an earlier 'audit verify' printed it."
        ) from error


def _shown_entry(entry: Entry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "at": entry.at,
        "event": entry.event,
        "account_id": entry.account_id,
        "device_id": entry.device_id,
        "facts": json.loads(entry.facts),
        "hash": entry.hash.hex(),
    }


def _line(entry: dict[str, Any]) -> str:
    at = datetime.fromtimestamp(entry["at"], UTC)
    facts = " ".join(f"{name}={value}" for name, value in entry["facts"].items())
    who = f"account={entry['account_id'] or '-'} device={entry['device_id'] or '-'}"
    return f"{entry['seq']:>8} {at:%Y-%m-%dT%H:%M:%SZ} {entry['event']:<17} {who} {facts}".rstrip()
