"""`audit`."""

import argparse
import json
from datetime import UTC, datetime
from typing import Any

from portal.cli.problems import CommandProblem
from portal.domain.accounts import accounts
from portal.domain.audit.log import Entry, latest, latest_of
from portal.domain.audit.verification import START, Anchor, Head, verify
from portal.platform.database.engines import sync_transaction
from portal.platform.settings import load_settings


def listed(arguments: argparse.Namespace) -> dict[str, Any]:
    with sync_transaction(load_settings(arguments.data).database_url, reading=True) as connection:
        if arguments.account is None:
            found = latest(connection, arguments.most)
        else:
            account = accounts.get_account(connection, arguments.account)
            found = latest_of(connection, account.id, arguments.most)
    return {"entries": [_shown(entry) for entry in reversed(found)]}


def verified(arguments: argparse.Namespace) -> dict[str, Any]:
    anchored = Anchor(arguments.data).load()
    expected = START if arguments.expect_head is None else _head(arguments.expect_head)
    with sync_transaction(load_settings(arguments.data).database_url, reading=True) as connection:
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


def _shown(entry: Entry) -> dict[str, Any]:
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
