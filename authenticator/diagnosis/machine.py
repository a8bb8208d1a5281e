"""Checks of this computer: its keyring, and where links of the app's own scheme lead."""

import time
from collections.abc import Callable
from typing import Final

from authenticator.diagnosis.findings import Check, Finding, Result
from authenticator.failures import Failure, Refused
from authenticator.secret_store import SecretStore, probe, system_keyring_name

SLOW: Final = 3.0
"""Seconds of write, read and delete together that are told of."""

_FAILURES: Final = {
    Failure.KEYRING_LOCKED: Finding.KEYRING_LOCKED,
    Failure.KEYRING_MISSING: Finding.KEYRING_MISSING,
}


def check_keyring(
    secrets: SecretStore, *, monotonic: Callable[[], float] = time.monotonic
) -> Result:
    """Write, read and delete, within the store's own time limit."""
    facts = {"keyring": system_keyring_name()}
    begun = monotonic()
    try:
        probe(secrets)
    except Refused as refusal:
        finding = _FAILURES.get(refusal.problem.failure, Finding.KEYRING_FAILED)
        return Result(Check.KEYRING, finding, facts)
    took = monotonic() - begun
    if took > SLOW:
        return Result(Check.KEYRING, Finding.KEYRING_SLOW, {**facts, "seconds": f"{took:.0f}"})
    return Result(Check.KEYRING, Finding.KEYRING_WORKS, facts)


def check_links(is_registered: Callable[[], bool] | None) -> Result:
    """Whether the system opens links of the app's scheme with this app."""
    if is_registered is None:
        return Result(Check.LINKS, Finding.LINKS_UNKNOWN)
    leads = is_registered()
    return Result(Check.LINKS, Finding.LINKS_LEAD_HERE if leads else Finding.LINKS_LEAD_NOWHERE)
