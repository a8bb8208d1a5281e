"""What the demo's practice has beside its users: a second IK number, eAvis, and payment advices."""

import tempfile
import time
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Final

from portal.domain.accounts.accounts import get_account
from portal.domain.eavis.orders import Target, order, today
from portal.domain.providers.providers import IkState, add_ik, decide_ik, find_ik
from portal.platform.database.engines import sync_transaction
from tests.support.advices import announced, put_delivery
from tests.support.advices import pdf as page_of

if TYPE_CHECKING:
    from tests.support.portal_process import PortalProcess

_ADVICES: Final = (
    ("AOK Bayern", "118842", 3, "12480.55", "42"),
    ("AOK Hessen", "118790", 4, "1904.10", "7"),
    ("AOK PLUS", "118655", 10, "386.00", "2"),
)
"""Sender, reference, issued so many days ago, amount, invoices."""
_PERIOD: Final = (-28, -14)
"""First and last day of what is paid, in days from that of the advice on."""
_DAY: Final = 86_400
_CLEARED_DAYS_AGO, _ORDERED_DAYS_AGO, _ACTIVE_DAYS_AGO = 150, 120, 100


def clear_further_ik(portal: "PortalProcess", login: str, ik: str, institution: str) -> None:
    """Give the user's provider one more IK number, as a clerk would."""
    now = int(time.time()) - _CLEARED_DAYS_AGO * _DAY
    with sync_transaction(f"sqlite:///{portal.data / 'portal.sqlite'}") as connection:
        provider = get_account(connection, login).provider_id
        assert provider is not None
        added = find_ik(connection, add_ik(connection, provider, ik, institution, now))
        assert added is not None
        decide_ik(connection, added, IkState.CLEARED, now)


def activate_eavis(portal: "PortalProcess", login: str, *iks: str) -> None:
    """Have eAvis active since before the first advice came, as it must have been."""
    now = int(time.time()) - _ORDERED_DAYS_AGO * _DAY
    first = (today(int(time.time())) - timedelta(days=_ACTIVE_DAYS_AGO)).isoformat()
    with sync_transaction(f"sqlite:///{portal.data / 'portal.sqlite'}") as connection:
        admin = get_account(connection, login)
        assert admin.provider_id is not None
        for ik in iks:
            order(connection, admin.provider_id, ik, Target.ON, first, now, by=admin.name)


def deliver_samples(portal: "PortalProcess", *iks: str) -> dict[str, bytes]:
    """Deliver three advices as an AOK would, for each IK number in turn.

    Returns:
        The documents by their numbers.
    """
    advices = [
        _advice(
            ik, sender, reference, today(int(time.time())) - timedelta(days=days), amount, invoices
        )
        for (sender, reference, days, amount, invoices), ik in zip(_ADVICES, cycle(iks))
    ]
    with tempfile.TemporaryDirectory() as folder:
        put_delivery(Path(folder), advices, document=_document)
        portal.import_advices(Path(folder))
    return {advice["reference"]: _document(advice) for advice in advices}


def _advice(
    ik: str, sender: str, reference: str, issued: date, amount: str, invoices: str
) -> dict[str, str]:
    first, last = (str(issued + timedelta(days=days)) for days in _PERIOD)
    changes = {"from": first, "to": last, "file": f"{reference}.pdf", "issued": str(issued)}
    changes |= {"ik": ik, "sender": sender, "reference": reference}
    return announced(**changes, amount=amount, invoices=invoices)


def _document(said: dict[str, str]) -> bytes:
    amount = said["amount"].replace(".", ",")
    issued = date.fromisoformat(said["issued"])
    lines = (
        said["sender"],
        f"Zahlungsavis {said['reference']} vom {issued:%d.%m.%Y}",
        f"IK-Nummer {said['ik']}",
        f"Rechnungen: {said['invoices']}",
        f"Betrag: {amount} EUR",
        "Ein Beispiel: Es wird nichts gezahlt.",
    )
    return page_of("\n".join(lines))
