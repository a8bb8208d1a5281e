"""What the demo's practice has beside its users: a second IK number, and payment advices."""

import tempfile
import time
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Final

from portal.domain.accounts.accounts import get_account
from portal.domain.providers.providers import IkState, add_ik, decide_ik, find_ik
from portal.platform.database.engines import sync_transaction
from tests.support.advices import announced, put_delivery
from tests.support.advices import pdf as page_of

if TYPE_CHECKING:
    from tests.support.portal_process import PortalProcess

_ADVICES: Final = (
    ("AOK Bayern", "2026-118842", "2026-11-27", "12480.55", "42"),
    ("AOK Hessen", "2026-118790", "2026-11-26", "1904.10", "7"),
    ("AOK PLUS", "2026-118655", "2026-11-20", "386.00", "2"),
)


def clear_further_ik(portal: "PortalProcess", login: str, ik: str, institution: str) -> None:
    """Give the user's provider one more IK number, as a clerk would."""
    now = int(time.time())
    with sync_transaction(f"sqlite:///{portal.data / 'portal.sqlite'}") as connection:
        provider = get_account(connection, login).provider_id
        assert provider is not None
        added = find_ik(connection, add_ik(connection, provider, ik, institution, now))
        assert added is not None
        decide_ik(connection, added, IkState.CLEARED, now)


def deliver_samples(portal: "PortalProcess", *iks: str) -> dict[str, bytes]:
    """Deliver three advices as an AOK would, for each IK number in turn.

    Returns:
        The documents by their numbers.
    """
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
        for (sender, reference, issued, amount, invoices), ik in zip(_ADVICES, cycle(iks))
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
