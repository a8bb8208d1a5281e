"""`backup` and `restore`."""

import argparse
import secrets
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from portal.backups.copies import (
    UNFINISHED,
    BackupProblem,
    Copied,
    Manifest,
    copy_database,
    copy_file,
    copy_tree,
    digest,
    new_folder,
    put_back,
)
from portal.backups.restoring import REMEDIES, Lost, Settled, count_rows, settle, write_lost
from portal.cli.maintenance import check_database, has_tables
from portal.domain.advices.storage import FOLDER as ADVICES
from portal.domain.audit.log import Event
from portal.domain.audit.verification import Anchor, Head, verify
from portal.domain.certificates.attachments import FOLDER as UPLOADS
from portal.platform.clock import SystemClock
from portal.platform.database.engines import driver_errors, sync_transaction
from portal.platform.database.migration import migrate
from portal.platform.database.server_lock import server_lock
from portal.platform.keys.data_keys import NAME as STORED_NAME
from portal.platform.keys.key_file import KEY_SET_NAME, KEYS_NAME
from portal.platform.keys.key_ring import KeyRing, load_keys
from portal.platform.settings import FILE_NAME, Settings, load_settings

_FOLDERS: Final = (UPLOADS, ADVICES)
_KEY_FILES: Final = (KEYS_NAME, KEY_SET_NAME, STORED_NAME, FILE_NAME)
"""Without the root's, which lies in a safe; the settings may hold a password."""


def backup(arguments: argparse.Namespace) -> dict[str, Any]:
    """Copy everything; the portal may run."""
    data, folder = arguments.data, arguments.folder
    settings, now = load_settings(data), SystemClock().now()
    keys = load_keys(data, settings.public_url, now, settings.wrapping_key)
    check_database(settings)
    if arguments.keys is not None:
        _check_apart(folder, arguments.keys)
    # The anchor first: the copy is newer, and must have that entry.
    known = Anchor(data).load()
    new_folder(folder)
    name, log = copy_database(settings.database_url, folder, known)
    files = {name: digest(folder / name)} | _copied(data, folder)
    Manifest(now, keys.root_pin, keys.seq, name, str(log.head), files).save(folder)
    if arguments.keys is not None:
        new_folder(arguments.keys)
        for file in _KEY_FILES:
            # datakeys.json is there only where another key wraps the data key.
            with suppress(FileNotFoundError):
                copy_file(data / file, arguments.keys / file)
    size = sum(file.size for file in files.values())
    found = {"head": str(log.head), "broken": log.broken, "files": len(files), "bytes": size}
    return {"ok": log.broken is None, **found}


def _copied(source: Path, target: Path) -> dict[str, Copied]:
    return {
        (Path(name) / below).as_posix(): copied
        for name in _FOLDERS
        for below, copied in copy_tree(source / name, target / name)
    }


def _check_apart(folder: Path, keys: Path) -> None:
    one, other = folder.resolve(), keys.resolve()
    if one.is_relative_to(other) or other.is_relative_to(one):
        raise BackupProblem(
            "Database and keys together are worth more than each: "
            "give --keys a folder that is kept elsewhere."
        )


def say_backup(result: dict[str, Any]) -> str:
    """What was copied."""
    lines = [f"{result['files']} files, {result['bytes']} bytes", f"head {result['head']}"]
    if result["broken"] is not None:
        lines.append(
            f"the audit log is broken at entry {result['broken']}: keep older backups, "
            "and see 'audit verify'"
        )
    return "\n".join(lines)


def restore(arguments: argparse.Namespace) -> dict[str, Any]:
    """Put a backup in the place of what is there, which is kept beside it."""
    data, folder = arguments.data, arguments.folder
    manifest = Manifest.load(folder)
    manifest.check_files(folder)
    if arguments.keys is not None:
        _put_keys(arguments.keys, data)
    settings, now = load_settings(data), SystemClock().now()
    keys = load_keys(data, settings.public_url, now, settings.wrapping_key)
    _check_portal(manifest, keys)
    # Two of one second differ, too.
    stamp = f"{datetime.fromtimestamp(now, UTC):%Y%m%dt%H%M%S}_{secrets.token_hex(2)}"
    list_ = data / f"lost-{stamp}.jsonl"
    with server_lock(data, settings.database_url, alone=True):
        lost, before = _look(settings, Head.parse(manifest.audit_head), list_)
        if arguments.check:
            return _report(manifest, settings, lost, list_)
        (data / UNFINISHED).touch(mode=0o600)
        _put_files(manifest, settings, folder, stamp)
        done, after = _settled(manifest, settings, lost, now)
        Anchor(data).set_aside()
        (data / UNFINISHED).unlink()
    rows = {name: [before.get(name), number] for name, number in after.items()}
    told = {"rows": rows, "revoked": done.revoked, "ended": done.ended, "kept": stamp}
    return _report(manifest, settings, lost, list_) | told


def _put_keys(source: Path, data: Path) -> None:
    if (data / KEYS_NAME).exists():
        raise BackupProblem(f"There are keys in {data}: leave --keys out, or use a new folder.")
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    # keys.json comes last: where it is, the rest is too.
    for name in reversed(_KEY_FILES):
        with suppress(FileNotFoundError):
            (data / name).unlink(missing_ok=True)
            copy_file(source / name, data / name)


def _check_portal(manifest: Manifest, keys: KeyRing) -> None:
    if manifest.root != keys.root_pin:
        raise BackupProblem("The backup is another portal's: give one of this portal.")
    if manifest.key_set > keys.seq:
        raise BackupProblem(
            f"The backup was made with key set {manifest.key_set}, and key set {keys.seq} is here: "
            "put the newer keys back, or run 'keys rotate' once for each that is missing."
        )


def _look(settings: Settings, head: Head, list_: Path) -> tuple[Lost | None, dict[str, int]]:
    """What the present database has beyond the backup; nothing where it cannot be read."""
    url = settings.database_url
    with suppress(*driver_errors(url)):
        if has_tables(url):
            with sync_transaction(url, reading=True) as connection:
                return write_lost(connection, head, list_), count_rows(connection)
    return None, {}


def _put_files(manifest: Manifest, settings: Settings, folder: Path, stamp: str) -> None:
    put_back(settings.database_url, folder / manifest.database, stamp)
    for name in _FOLDERS:
        present = settings.data / name
        if present.exists():
            present.replace(present.with_name(f"{name}.before-{stamp}"))
        for _ in copy_tree(folder / name, present):
            pass


def _settled(
    manifest: Manifest, settings: Settings, lost: Lost | None, now: int
) -> tuple[Settled, dict[str, int]]:
    url, head = settings.database_url, Head.parse(manifest.audit_head)
    migrate(url)
    with sync_transaction(url) as connection:
        if verify(connection, head).head.seq < head.seq:
            raise BackupProblem("The restored audit log is not in order: use another backup.")
        rows = count_rows(connection)
        return settle(connection, lost, head, now), rows


def _report(
    manifest: Manifest, settings: Settings, lost: Lost | None, list_: Path
) -> dict[str, Any]:
    known = None if lost is None else lost.events.total()
    anchored = Anchor(settings.data).load().seq - Head.parse(manifest.audit_head).seq
    return {
        "made_at": manifest.made_at,
        "head": manifest.audit_head,
        "lost": max(anchored, 0) if known is None else known,
        "events": None if lost is None else dict(lost.events),
        "list": str(list_) if known else None,
    }


def say_restore(result: dict[str, Any]) -> str:
    """What is lost, and what is to be done about it."""
    made = datetime.fromtimestamp(result["made_at"], UTC)
    lines = [f"backup of {made:%Y-%m-%d %H:%M:%S} UTC, head {result['head']}"]
    if result["events"] is None:
        lines.append(
            f"at least {result['lost']} later entries of the audit log are lost, and no database "
            "says which: whatever was revoked, blocked or changed since has to be done again"
        )
    else:
        lines.append(f"{result['lost']} later entries of the audit log, listed in {result['list']}")
        lines += [_lost(Event(name), number) for name, number in result["events"].items()]
    if "rows" not in result:
        return "\n".join([*lines, "nothing was changed"])
    lines += [f"{name}: {now} before, {then} now" for name, (now, then) in result["rows"].items()]
    lines.append(
        f"{result['revoked']} devices revoked again, {result['ended']} sessions, requests and "
        f"codes ended; what was there is kept under names with {result['kept']}"
    )
    return "\n".join(lines)


def _lost(event: Event, number: int) -> str:
    remedy = REMEDIES.get(event)
    return f"  {number} {event}" if remedy is None else f"  {number} {event}: {remedy}"
