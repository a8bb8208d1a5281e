"""`eavis`."""

import argparse
import csv
import io
from typing import Any

from portal.domain.eavis.orders import exportable, note_exported
from portal.platform.clock import SystemClock
from portal.platform.database.engines import sync_transaction
from portal.platform.settings import load_settings

_HEADINGS = ("order", "ik", "institution", "target", "effective_on", "ordered_at")


def export(arguments: argparse.Namespace) -> dict[str, Any]:
    """What is to be switched on and off, each order once; with `--again` all of them."""
    url, again = load_settings(arguments.data).database_url, arguments.again
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
