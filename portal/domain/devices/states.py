"""Which states a device goes through at the portal."""

from enum import StrEnum
from typing import Final

from crypto.protocol import DeviceState


class DeviceEvent(StrEnum):
    CONFIRM = "confirm"
    SUSPECT = "suspect"
    CLEAR = "clear"
    LOCK = "lock"
    REVOKE = "revoke"


_MOVES: Final = {
    (DeviceState.PROVISIONAL, DeviceEvent.CONFIRM): DeviceState.ACTIVE,
    (DeviceState.ACTIVE, DeviceEvent.SUSPECT): DeviceState.SUSPECT,
    (DeviceState.SUSPECT, DeviceEvent.CLEAR): DeviceState.ACTIVE,
    (DeviceState.ACTIVE, DeviceEvent.LOCK): DeviceState.LOCKED,
}


def advance(state: DeviceState, event: DeviceEvent) -> DeviceState:
    """The next state; an event that does not fit changes nothing."""
    if event is DeviceEvent.REVOKE:
        return DeviceState.REVOKED
    return _MOVES.get((state, event), state)
