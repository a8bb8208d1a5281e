"""`advices`, `eavis` and `receipts`."""

import argparse
import asyncio
import csv
import io
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from crypto.errors import CryptoError
from portal.cli.arguments import CommandProblem
from portal.cli.maintenance import check_database, usable_settings
from portal.domain.advices.arrivals import Outcome
from portal.domain.advices.deliveries import QUARANTINE, REFUSED, Importer, Report
from portal.domain.advices.metadata import SCHEMA
from portal.domain.advices.storage import FOLDER, DocumentStorage
from portal.domain.advices.tables import ADVICES
from portal.domain.eavis.orders import exportable, note_exported
from portal.domain.providers.receipts import Proven, read_receipt
from portal.platform.clock import SystemClock
from portal.platform.database.database import open_database
from portal.platform.database.engines import sync_transaction
from portal.platform.settings import Settings, load_settings
from portal.platform.text_files import read_text_file


def import_folder(arguments: argparse.Namespace) -> dict[str, Any]:
    """Take all deliveries that lie in the folder; what is not all there yet stays."""
    settings, folder = load_settings(arguments.data), arguments.folder
    if not folder.is_dir():
        raise CommandProblem(f"{folder} is no folder: give the one in which the PDF files lie.")
    check_database(settings)
    report = asyncio.run(_import(settings, folder))
    return {
        "ok": not report.advices[REFUSED],
        **{outcome.value: report.advices[outcome] for outcome in Outcome if outcome in _TOLD},
        REFUSED: report.advices[REFUSED],
        "incomplete": report.incomplete,
        "reasons": report.reasons,
    }


_TOLD = (Outcome.STORED, Outcome.WAITING, Outcome.KNOWN)


def say_import(result: dict[str, Any]) -> str:
    """How it went, with the reasons."""
    lines = [
        f"stored: {result['stored']}",
        f"stored, waiting for their IK number's clearance: {result['waiting']}",
        f"known already: {result['known']}",
        f"deliveries that are not complete yet: {result['incomplete']}",
        f"refused: {result[REFUSED]}",
        *(f"  {reason}" for reason in result["reasons"]),
    ]
    if result["reasons"]:
        lines.append(f"these files lie in {QUARANTINE}/ of the folder now, each with its reason")
    return "\n".join(lines)


def count(arguments: argparse.Namespace) -> dict[str, Any]:
    """How many advices there are."""
    all_ = select(func.count(), func.count(ADVICES.c.provider_id)).select_from(ADVICES)
    with sync_transaction(usable_settings(arguments.data).database_url, reading=True) as connection:
        number, given = connection.execute(all_).one()
    return {"advices": number, "waiting": number - given}


def say_count(result: dict[str, Any]) -> str:
    waiting = f"{result['waiting']} of them wait for the clearance of their IK number"
    return f"{result['advices']} payment advices, {waiting}"


def schema(_arguments: argparse.Namespace) -> dict[str, Any]:
    """The XML schema that metadata must follow."""
    return {"schema": SCHEMA.read_text(encoding="utf-8")}


def say_schema(result: dict[str, Any]) -> str:
    return str(result["schema"]).rstrip()


async def _import(settings: Settings, folder: Path) -> Report:
    database = open_database(settings.database_url)
    try:
        storage = DocumentStorage(settings.data / FOLDER)
        importer = Importer(database, storage, SystemClock().now, time.time)
        return await importer.take(folder)
    finally:
        database.close()


_HEADINGS = ("order", "ik", "institution", "target", "effective_on", "ordered_at")


def export(arguments: argparse.Namespace) -> dict[str, Any]:
    """What is to be switched on and off, each order once; with `--again` all of them."""
    url, again = usable_settings(arguments.data).database_url, arguments.again
    with sync_transaction(url, reading=again) as connection:
        found = exportable(connection, again=again)
        if not again:
            note_exported(connection, (one for one, _ in found), SystemClock().now())
    return {
        "orders": [
            {
                "order": one.id,
                "ik": one.ik,
                "institution": name,
                "target": one.target.value,
                "effective_on": one.effective_on,
                "ordered_at": one.ordered_at,
            }
            for one, name in found
        ]
    }


def say_export(result: dict[str, Any]) -> str:
    """A CSV file, whose texts no spreadsheet takes for formulas."""
    text = io.StringIO()
    writer = csv.DictWriter(text, _HEADINGS, delimiter=";", lineterminator="\n")
    writer.writeheader()
    for order in result["orders"]:
        name = order["institution"]
        writer.writerow(order | {"institution": f"'{name}" if name[:1] in "=+-@\t\r" else name})
    return text.getvalue().rstrip()


def verified(arguments: argparse.Namespace) -> dict[str, Any]:
    """Needs neither data folder nor database: the file says all."""
    try:
        proven = read_receipt(read_text_file(arguments.file))
    except CryptoError as error:
        raise CommandProblem(
            f"{arguments.file} proves nothing: {error}. Take the file as it was downloaded."
        ) from error
    if arguments.device is not None and arguments.device != proven.dev:
        raise CommandProblem(f"{arguments.file} was approved with another device: {proven.dev}.")
    return {"ok": True, **_shown(proven)}


def say_verification(result: dict[str, Any]) -> str:
    started = datetime.fromtimestamp(result["started"], UTC)
    lines = [
        "ok: signed by the key that stands in the file",
        f"  portal:   {result['portal']}",
        f"  approved: {result['login']}, device {result['dev']}",
        f"  asked at: {started:%Y-%m-%dT%H:%M:%SZ}",
        "  shown was:",
    ]
    return "\n".join(lines + [f"    {sentence}" for sentence in result["sentences"]])


def _shown(proven: Proven) -> dict[str, Any]:
    return dict(vars(proven))
