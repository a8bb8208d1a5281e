"""`keys`."""

import argparse
import os
from typing import Any

from portal.cli.database_check import check_database
from portal.domain.audit.events import Event
from portal.domain.audit.log import record_event
from portal.domain.devices.rewrap import rewrap_database
from portal.platform.clock import SystemClock
from portal.platform.database.engines import sync_transaction
from portal.platform.database.migration import migrate
from portal.platform.database.server_lock import server_lock
from portal.platform.keys.key_file import ROOT_NAME, load_root
from portal.platform.keys.key_ring import KeyRing, load_keys, rotate_keys
from portal.platform.settings import load_settings


def rotate(arguments: argparse.Namespace) -> dict[str, Any]:
    folder, settings = arguments.data, load_settings(arguments.data)
    root = load_root(arguments.root or folder / ROOT_NAME)
    now, at_once = SystemClock().now(), arguments.at_once
    keys = rotate_keys(folder, settings.public_url, root, now, at_once=at_once)
    with sync_transaction(settings.database_url) as connection:
        record_event(connection, Event.KEYS_ROTATED, now, seq=keys.seq, at_once=at_once)
    return _shown(keys)


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
    return _shown(load_keys(arguments.data, url, SystemClock().now()))


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


def _shown(keys: KeyRing) -> dict[str, Any]:
    return {
        "seq": keys.seq,
        "root": keys.root_pin,
        "signing": keys.signing.public.key_id,
        "sealing": [key.public.key_id for key in keys.sealing],
        "retired_until": keys.file.retired_until,
    }
