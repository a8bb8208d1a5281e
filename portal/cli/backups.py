"""`backup` and `restore`."""

import argparse
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy.exc import SQLAlchemyError

from portal.backups.copies import (
    FOLDERS,
    BackupProblem,
    Copied,
    Manifest,
    copy_file,
    copy_tree,
    digest,
    new_folder,
)
from portal.backups.databases import copy_database
from portal.backups.replacement import Replacement
from portal.backups.restoring import REMEDIES, Lost, Settled, count_rows, settle, write_lost
from portal.cli.maintenance import check_database, has_tables
from portal.domain.audit.log import Event
from portal.domain.audit.verification import Anchor, Head, verify
from portal.domain.devices.rewrap import fits
from portal.platform.clock import SystemClock
from portal.platform.database.engines import driver_errors, sync_transaction
from portal.platform.database.migration import migrate
from portal.platform.database.server_lock import server_lock
from portal.platform.keys.data_keys import NAME as STORED_NAME
from portal.platform.keys.key_file import KEY_SET_NAME, KEYS_NAME
from portal.platform.keys.key_ring import KeyRing, load_keys
from portal.platform.settings import FILE_NAME, Settings, load_settings
from portal.platform.storage_failures import StorageFailure, storage_failure

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
    full = f"The disk of {folder} is full: give a folder with more room. Nothing was kept."
    with _full_disk_is(full), ExitStack() as folders:
        for new in (folder, arguments.keys):
            if new is not None:
                folders.enter_context(new_folder(new))
        name, log = copy_database(settings.database_url, folder, known)
        files = {name: digest(folder / name)} | _copied(data, folder)
        if arguments.keys is not None:
            _copy_keys(data, arguments.keys)
        Manifest(now, keys.root_pin, keys.seq, name, str(log.head), files).save(folder)
    size = sum(file.size for file in files.values())
    found = {"head": str(log.head), "broken": log.broken, "files": len(files), "bytes": size}
    return {"ok": log.broken is None, **found}


@contextmanager
def _full_disk_is(sentence: str) -> Iterator[None]:
    try:
        yield
    except (OSError, SQLAlchemyError, sqlite3.Error) as error:
        if storage_failure(error) is StorageFailure.FULL:
            raise BackupProblem(sentence) from error
        raise


def _copy_keys(data: Path, folder: Path) -> None:
    for file in _KEY_FILES:
        # datakeys.json is there only where another key wraps the data key.
        with suppress(FileNotFoundError):
            copy_file(data / file, folder / file)


def _copied(source: Path, target: Path) -> dict[str, Copied]:
    return {
        (Path(name) / below).as_posix(): copied
        for name in FOLDERS
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
    settings, keys, now = *_settings(arguments), SystemClock().now()
    _check_portal(manifest, keys)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Two of one second differ, too.
    stamp = f"{datetime.fromtimestamp(now, UTC):%Y%m%dt%H%M%S}_{secrets.token_hex(2)}"
    list_, head = data / f"lost-{stamp}.jsonl", Head.parse(manifest.audit_head)
    with server_lock(data, settings.database_url, alone=True):
        before = Replacement.cut_off(settings)
        if arguments.check:
            _check_whole(before)
            return _report(manifest, settings, _look(settings, head, list_)[0], list_)
        if arguments.keys is not None:
            _put_keys(arguments.keys, data)
        if before is not None:
            before.undo()
        replacement = Replacement.begin(settings, stamp)
        full = f"The disk of {data} is full: free some space. Everything is as it was."
        with _full_disk_is(full), ExitStack() as unfinished:
            unfinished.callback(replacement.undo)
            unfinished.callback(list_.unlink, missing_ok=True)
            lost, rows = _look(settings, head, list_)
            replacement.put(manifest, folder)
            done, after = _settled(manifest, settings, keys, lost, replacement, now)
            unfinished.pop_all()
        Anchor(data).set_aside()
        replacement.finish()
    counts = {name: [rows.get(name), number] for name, number in after.items()}
    told = {"rows": counts, "revoked": done.revoked, "ended": done.ended, "kept": stamp}
    return _report(manifest, settings, lost, list_) | told


def _settings(arguments: argparse.Namespace) -> tuple[Settings, KeyRing]:
    """With the keys of `--keys`, and with its settings where there are none in the data folder."""
    data, source = arguments.data, arguments.keys or arguments.data
    if arguments.keys is not None:
        _check_keys(source, data)
    elif not (data / KEYS_NAME).exists():
        raise BackupProblem(
            f"There are no keys in {data}: give the folder that 'backup --keys' copied them to, "
            "with --keys."
        )
    file = data / FILE_NAME
    settings = load_settings(data, file=file if file.exists() else source / FILE_NAME)
    now = SystemClock().now()
    keys = load_keys(source, settings.public_url, now, settings.wrapping_key)
    # A wrapping key that is not there is told before anything is changed.
    _ = keys.vault
    return settings, keys


def _check_keys(source: Path, data: Path) -> None:
    for name in (KEYS_NAME, KEY_SET_NAME, STORED_NAME):
        present, given = data / name, source / name
        both = present.exists() and given.exists()
        if (data / KEYS_NAME).exists() and not (
            digest(present) == digest(given) if both else present.exists() == given.exists()
        ):
            raise BackupProblem(
                f"There are other keys in {data}: leave --keys out, or use a new folder."
            )


def _put_keys(source: Path, data: Path) -> None:
    if (data / KEYS_NAME).exists():
        return
    # keys.json comes last: where it is, the rest is too.
    for name in reversed(_KEY_FILES):
        # Settings that somebody has written for this machine stay.
        if name != FILE_NAME or not (data / name).exists():
            (data / name).unlink(missing_ok=True)
            with suppress(FileNotFoundError):
                copy_file(source / name, data / name)


def _check_whole(cut_off: Replacement | None) -> None:
    if cut_off is not None:
        raise BackupProblem("A restore was cut off: run it again, without --check.")


def _check_portal(manifest: Manifest, keys: KeyRing) -> None:
    if manifest.root != keys.root_pin:
        raise BackupProblem("The backup is another portal's: give one of this portal.")
    if manifest.key_set > keys.seq:
        raise BackupProblem(
            f"The backup was made with key set {manifest.key_set}, and key set {keys.seq} is here: "
            "put the newer keys back, or run 'keys rotate' once for each that is missing."
        )


_PASSING: Final = frozenset(
    {StorageFailure.BUSY, StorageFailure.FULL, StorageFailure.UNREACHABLE, StorageFailure.READ_ONLY}
)
"""What keeps a database that is in order from being read."""


def _look(settings: Settings, head: Head, list_: Path) -> tuple[Lost | None, dict[str, int]]:
    """What the present database has beyond the backup; nothing where it is damaged."""
    url = settings.database_url
    try:
        if has_tables(url):
            with sync_transaction(url, reading=True) as connection:
                return write_lost(connection, head, list_), count_rows(connection)
    except driver_errors(url) as error:
        if storage_failure(error) in _PASSING:
            raise
    return None, {}


def _settled(
    manifest: Manifest,
    settings: Settings,
    keys: KeyRing,
    lost: Lost | None,
    replacement: Replacement,
    now: int,
) -> tuple[Settled, dict[str, int]]:
    url, head = settings.database_url, Head.parse(manifest.audit_head)
    migrate(url)
    with sync_transaction(url) as connection:
        if verify(connection, head).head.seq < head.seq:
            raise BackupProblem("The restored audit log is not in order: use another backup.")
        if not fits(connection, keys.vault):
            raise BackupProblem(
                "The backup is from before 'keys rewrap', or from after it: put back keys.json "
                "and datakeys.json as they were when it was made, or use another backup."
            )
        rows = count_rows(connection)
        done = settle(connection, lost, head, now)
        replacement.settled(connection)
        return done, rows


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
        number = f"at least {result['lost']}" if result["lost"] else "an unknown number of"
        lines.append(
            f"{number} later entries of the audit log are lost, and no database "
            "says which: whatever was revoked, blocked or changed since has to be done again"
        )
    else:
        listed = f", listed in {result['list']}" if result["list"] else ""
        lines.append(f"{result['lost']} later entries of the audit log{listed}")
        lines += [_lost(Event(name), number) for name, number in result["events"].items()]
    if "rows" not in result:
        return "\n".join([*lines, "nothing was changed"])
    for name, (before, now) in result["rows"].items():
        lines.append(
            f"{name}: {now} now" if before is None else f"{name}: {before} before, {now} now"
        )
    lines.append(
        f"{result['revoked']} devices revoked again, {result['ended']} sessions, requests and "
        f"codes ended; what was there is kept under names with {result['kept']}"
    )
    return "\n".join(lines)


def _lost(event: Event, number: int) -> str:
    remedy = REMEDIES.get(event)
    return f"  {number} {event}" if remedy is None else f"  {number} {event}: {remedy}"
