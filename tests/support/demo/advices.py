"""Three payment advices of the demo's practice, delivered as an AOK would."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.support.advices import announced, put_delivery
from tests.support.advices import pdf as page_of

if TYPE_CHECKING:
    from tests.support.portal_process import PortalProcess

_ADVICES: Final = (
    ("AOK Bayern", "2026-118842", "2026-11-27", "12480.55", "42"),
    ("AOK Hessen", "2026-118790", "2026-11-26", "1904.10", "7"),
    ("AOK PLUS", "2026-118655", "2026-11-20", "386.00", "2"),
)


def deliver_samples(portal: "PortalProcess", ik: str) -> dict[str, bytes]:
    """Put them into a folder and let the portal take them; the documents by their numbers."""
    advices = [
        announced(
            ik=ik,
            sender=sender,
            reference=reference,
            issued=issued,
            amount=amount,
            invoices=invoices,
            file=f"{reference}.pdf",
        )
        for sender, reference, issued, amount, invoices in _ADVICES
    ]
    with tempfile.TemporaryDirectory() as folder:
        put_delivery(Path(folder), advices, document=_document)
        portal.import_advices(Path(folder))
    return {advice["reference"]: _document(advice) for advice in advices}


def _document(said: dict[str, str]) -> bytes:
    amount = said["amount"].replace(".", ",")
    lines = (
        said["sender"],
        f"Zahlungsavis {said['reference']} vom {said['issued']}",
        f"IK-Nummer {said['ik']}",
        f"Rechnungen: {said['invoices']}",
        f"Betrag: {amount} EUR",
        "Ein Beispiel: Es wird nichts gezahlt.",
    )
    return page_of("\n".join(lines))
