"""`housekeeping`."""

import argparse
import asyncio
from collections import Counter
from typing import Any

from portal.cli.database_check import check_database
from portal.cli.problems import CommandProblem
from portal.domain.certificates.attachments import FOLDER, Storage
from portal.domain.email.deliveries import Outcome, Owner
from portal.domain.registration.links import Links
from portal.jobs.deadlines import FAILED, Deadlines, TaskKind
from portal.jobs.email.worker import new_mail_worker
from portal.platform.clock import SystemClock
from portal.platform.database.database import open_database
from portal.platform.keys.key_ring import load_keys
from portal.platform.settings import Settings, load_settings
from portal.platform.smtp import MailServer, mail_server


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
