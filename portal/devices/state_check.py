"""Which messages a device may send in which state."""

from typing import Final

from portal.devices.problems import Name, Refused
from portal.devices.service import Device
from portal.devices.states import DeviceState

_REFUSALS: Final = {
    DeviceState.PROVISIONAL: Name.BAD_REQUEST,
    DeviceState.SUSPECT: Name.SUSPECT,
    DeviceState.LOCKED: Name.LOCKED,
    DeviceState.REVOKED: Name.REVOKED,
}


def require_state(device: Device, allowed: frozenset[DeviceState]) -> None:
    """Let pass what is allowed in the device's state.

    Raises:
        Refused: with the problem that names the state.
    """
    state = DeviceState(device.state)
    if state not in allowed:
        raise Refused(_REFUSALS.get(state, Name.BAD_REQUEST))


ACTIVE: Final = frozenset({DeviceState.ACTIVE})


def require_active(device: Device) -> None:
    """See `require_state`."""
    require_state(device, ACTIVE)
