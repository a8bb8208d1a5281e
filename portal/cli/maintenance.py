"""`housekeeping`, `status`, and what is checked before either."""

import argparse
import asyncio
import http.client
import json
import time
from collections import Counter
from pathlib import Path
from typing import Any, Final

from sqlalchemy import inspect, select

from portal.backups.replacement import is_unfinished
from portal.cli.arguments import CommandProblem
from portal.domain.accounts.tables import ACCOUNTS
from portal.domain.audit.entries import latest
from portal.domain.audit.verification import START, Anchor
from portal.domain.certificates.attachments import FOLDER, Storage
from portal.domain.email.deliveries import Outcome, Owner
from portal.domain.registration.links import Links
from portal.jobs.deadlines import FAILED, Deadlines, TaskKind
from portal.jobs.email.worker import new_mail_worker
from portal.monitoring.interface import JSON, READY, Access, as_text, monitoring_access
from portal.platform.clock import SystemClock
from portal.platform.database.database import open_database
from portal.platform.database.engines import (
    is_missing_file,
    is_sqlite,
    shown_address,
    sync_transaction,
)
from portal.platform.database.migration import DatabaseProblem, check_file
from portal.platform.keys.key_ring import load_keys
from portal.platform.settings import Settings, load_settings
from portal.platform.smtp import MailServer, mail_server

_VERSION_TABLE: Final = "alembic_version"


def check_database(settings: Settings) -> None:
    """To be called wherever the portal's keys are used with its database.

    On an empty database the portal would tell every device that it is unknown, and apps delete
    their keys then; files of uploads would be deleted, because no row names them.

    Raises:
        DatabaseProblem: the database is missing, has no tables, has lost its whole audit log, or is
            half restored.
    """
    check_whole(settings)
    loss = loss_of(settings)
    if loss is not None:
        raise DatabaseProblem(
            f"The database {shown_address(settings.database_url)} {loss}, but the portal's keys "
            f"are in {settings.data}: put the database back from your backup, or correct "
            "database_url. Only if it is lost for good: 'init --start-anew'; every account and "
            "device is unknown then."
        )


def check_whole(settings: Settings) -> None:
    """To be called before anything is done with the database.

    Raises:
        DatabaseProblem: a backup is being put back, or only half of it was.
    """
    if is_unfinished(settings):
        raise DatabaseProblem(
            "A restore is under way, or was cut off: wait for its end, or run 'restore' again."
        )


def usable_settings(data: Path) -> Settings:
    """The settings, for a command that uses the database.

    Raises:
        DatabaseProblem: as `check_whole`.
        SettingsProblem: with a sentence for the operator.
    """
    settings = load_settings(data)
    check_whole(settings)
    return settings


def loss_of(settings: Settings) -> str | None:
    """What is missing of a database that was in use; None where nothing is."""
    head, url = Anchor(settings.data).load(), settings.database_url
    if not has_tables(url):
        return "is not there or empty"
    with sync_transaction(url, reading=True) as connection:
        if head != START and not latest(connection, 1):
            return f"has lost its audit log, which had {head.seq} entries"
    return None


def check_pages(url: str) -> None:
    """To be called before a portal serves: what SQLite reads later would fail there and then only.

    Reads the whole file. PostgreSQL has checks of its own.

    Raises:
        DatabaseProblem: the file is damaged.
    """
    if not is_sqlite(url):
        return
    with sync_transaction(url, reading=True) as connection:
        check_file(connection, quick=True)


def check_new_keys(folder: Path, url: str) -> None:
    """To be called before new keys are made in `folder`.

    Raises:
        DatabaseProblem: the database has accounts, so that there were keys once.
    """
    if not has_tables(url):
        return
    with sync_transaction(url, reading=True) as connection:
        used = connection.execute(select(ACCOUNTS.c.id).limit(1)).first() is not None
    if used:
        raise DatabaseProblem(
            f"The database {shown_address(url)} is in use, but its keys are not in {folder}: put "
            "them back from your backup, or give another --database-url. Only if they are lost "
            "for good: 'init --start-anew'; every device must be activated anew then."
        )


def has_tables(url: str) -> bool:
    """Whether `init` was ever done for this database; makes no file."""
    if is_missing_file(url):
        return False
    with sync_transaction(url, reading=True) as connection:
        return inspect(connection).has_table(_VERSION_TABLE)


def run_tasks(arguments: argparse.Namespace) -> dict[str, Any]:
    """Do all that is due; with `--mails` send what lies in the outbox, too."""
    settings = load_settings(arguments.data)
    check_database(settings)
    server = mail_server(settings) if arguments.mails else None
    if arguments.mails and server is None:
        raise CommandProblem("No mail can be sent: write mail_host and mail_from into portal.toml.")
    done, sent = asyncio.run(_run(settings, server))
    counts: dict[str, Any] = {kind.value: done[kind] for kind in TaskKind}
    counts["emails"] = done["emails"]
    if done[FAILED]:
        counts |= {"ok": False, FAILED: done[FAILED]}
    if server is not None:
        counts["mails"] = {outcome.value: sent[outcome] for outcome in Outcome}
    return counts


def say_tasks(counts: dict[str, Any]) -> str:
    """The counts as text."""
    lines = [
        f"reminders: {counts['reminded']}",
        f"registrations that expired: {counts['expired']}",
        f"refused registrations deleted: {counts['forgotten']}",
        f"registrations whose documents were deleted: {counts['certificates']}",
        f"old e-mails deleted: {counts['emails']}",
    ]
    if FAILED in counts:
        lines.append(f"failed, to be tried again: {counts[FAILED]}")
    if "mails" in counts:
        mails = ", ".join(f"{number} {outcome}" for outcome, number in counts["mails"].items())
        lines.append(f"mails: {mails}")
    return "\n".join(lines)


async def _run(
    settings: Settings, server: MailServer | None
) -> tuple[Counter[str], Counter[Outcome]]:
    database, clock = open_database(settings.database_url), SystemClock()
    try:
        keep = settings.keep_certificates_days
        done = await Deadlines(database, clock, keep).run()
        storage = Storage(settings.data / FOLDER)
        await database.read(lambda connection: storage.sweep(connection, clock.now()))
        if server is None:
            return done, Counter()
        keys = load_keys(settings.data, settings.public_url, clock.now(), settings.wrapping_key)
        links = Links(keys, settings.public_url)
        return done, await new_mail_worker(server, links, database, clock, Owner.COMMAND).deliver()
    finally:
        database.close()


_PAUSE_SECONDS: Final = 0.2
_ANSWER_SECONDS: Final = 10


def status(arguments: argparse.Namespace) -> dict[str, Any]:
    """What the running portal says of itself; `ok` is whether it is ready."""
    access = monitoring_access(load_settings(arguments.data))
    if access is None:
        raise CommandProblem(
            "A running portal cannot be asked: write monitoring into portal.toml, as in "
            'monitoring = "127.0.0.1:9100", and start it anew.'
        )
    until = time.monotonic() + arguments.wait
    found = _asked(access)
    while (found is None or not found["ready"]) and time.monotonic() < until:
        time.sleep(_PAUSE_SECONDS)
        found = _asked(access)
    if found is None:
        raise CommandProblem(
            f"No portal answers at {access.host}:{access.port}: start it, or see its log."
        )
    return {"ok": found["ready"], **found}


def say_status(result: dict[str, Any]) -> str:
    """The answer as text."""
    return as_text(result)


def _asked(access: Access) -> dict[str, Any] | None:
    """None where nobody answers."""
    connection = http.client.HTTPConnection(access.host, access.port, timeout=_ANSWER_SECONDS)
    try:
        connection.request(
            "GET", READY, headers={"accept": JSON, "authorization": f"Bearer {access.token}"}
        )
        found: dict[str, Any] = json.loads(connection.getresponse().read())
    except (OSError, http.client.HTTPException, ValueError):
        # Another program may have the port.
        return None
    finally:
        connection.close()
    return found if "ready" in found else None
