"""Checks of this computer: session, keyring, URL scheme, and a signed round trip to the portal.

The round trip is the message `status` of PA/1.
"""

import time
from collections.abc import Callable
from typing import Final

from authenticator.desktop.machine import device_name
from authenticator.desktop.remote_session import RemoteSession
from authenticator.diagnosis.results import Check, Finding, Result
from authenticator.failures import Failure, Refused
from authenticator.model import Binding, DeviceStatus
from authenticator.storage.secret_store import SecretStore, probe

SLOW: Final = 3.0
"""Seconds of write, read and delete together that are told of."""

_FAILURES: Final = {
    Failure.KEYRING_LOCKED: Finding.KEYRING_LOCKED,
    Failure.KEYRING_MISSING: Finding.KEYRING_MISSING,
}


def check_session(remote: RemoteSession | None) -> Result:
    """Whether the app runs at the computer before which the person sits."""
    if remote is None:
        return Result(Check.SESSION, Finding.SESSION_HERE)
    facts = {"server": device_name(), "kind": remote.kind, "client": remote.client}
    known = Finding.SESSION_OF_CLIENT if remote.client else Finding.SESSION_REMOTE
    return Result(Check.SESSION, known, facts)


def check_keyring(
    secrets: SecretStore, *, monotonic: Callable[[], float] = time.monotonic
) -> Result:
    """Write, read and delete, within the store's own time limit."""
    begun = monotonic()
    try:
        probe(secrets)
    except Refused as refusal:
        finding = _FAILURES.get(refusal.problem.failure, Finding.KEYRING_FAILED)
        return Result(Check.KEYRING, finding)
    took = monotonic() - begun
    if took > SLOW:
        return Result(Check.KEYRING, Finding.KEYRING_SLOW, {"seconds": f"{took:.0f}"})
    return Result(Check.KEYRING, Finding.KEYRING_WORKS)


def check_links(is_registered: Callable[[], bool] | None) -> Result:
    """Whether the system opens links of the app's scheme with this app."""
    if is_registered is None:
        return Result(Check.LINKS, Finding.LINKS_UNKNOWN)
    leads = is_registered()
    return Result(Check.LINKS, Finding.LINKS_LEAD_HERE if leads else Finding.LINKS_LEAD_NOWHERE)


def check_round_trip(
    bindings: tuple[Binding, ...], status: Callable[[Binding], DeviceStatus]
) -> Result:
    """As an approval goes: keyring, signature, network, portal, and the verified way back."""
    if not bindings:
        return Result(Check.ROUND_TRIP, Finding.NO_ACCOUNT)
    try:
        states = {status(binding).state.value for binding in bindings}
    except Refused as refusal:
        code = refusal.problem.failure.code
        return Result(Check.ROUND_TRIP, Finding.ROUND_TRIP_FAILED, {"code": code})
    return Result(Check.ROUND_TRIP, Finding.ROUND_TRIP, {"states": ", ".join(sorted(states))})
