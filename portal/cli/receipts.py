"""`receipts`."""

import argparse
from datetime import UTC, datetime
from typing import Any

from crypto.errors import CryptoError
from portal.cli.problems import CommandProblem
from portal.domain.providers.receipts import Proven, read_receipt
from portal.platform.text_files import read_text_file


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
