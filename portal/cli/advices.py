"""`advices`."""

import argparse
import asyncio
import time
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from portal.cli.database_check import check_database
from portal.cli.problems import CommandProblem
from portal.domain.advices.arrivals import Outcome
from portal.domain.advices.deliveries import QUARANTINE, REFUSED, Importer, Report
from portal.domain.advices.metadata_files import SCHEMA
from portal.domain.advices.storage import FOLDER, DocumentStorage
from portal.domain.advices.tables import ADVICES
from portal.platform.clock import SystemClock
from portal.platform.database.database import open_database
from portal.platform.database.engines import sync_transaction
from portal.platform.settings import Settings, load_settings


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
    with sync_transaction(load_settings(arguments.data).database_url, reading=True) as connection:
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
