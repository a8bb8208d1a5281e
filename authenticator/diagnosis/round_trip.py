"""A signed exchange with the portal that changes nothing: PA/1's `status`."""

from collections.abc import Callable

from authenticator.diagnosis.findings import Check, Finding, Result
from authenticator.failures import Refused
from authenticator.model import Binding, DeviceStatus


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
