"""Which copy of a device key speaks, and may it?"""

from dataclasses import replace
from typing import Final

from sqlalchemy import Connection

from portal.devices.answers import Decision
from portal.devices.call import Call, DeviceRoom
from portal.devices.copies import Standing, Turn, standing
from portal.devices.problems import Name, Problem, Refused
from portal.devices.recorded import AnswerSlot
from portal.devices.service import Device, end_device
from portal.devices.states import DeviceEvent, DeviceState

_MAY_BE_NEW: Final = frozenset({"status", "enrol"})


async def admit_speaker(room: DeviceRoom, call: Call) -> None:
    """Let a known copy send a message of which no answer is kept.

    Raises:
        Refused: suspect, and the device is from now on; or unknown-instance.
    """
    device = call.known
    found = standing(
        device.copies,
        call.request.inst,
        None,
        roaming=device.roaming,
        most=room.most_copies,
    )
    if found is Standing.NEW:
        raise Refused(Name.UNKNOWN_INSTANCE)
    if found is Standing.SUSPECT:
        decision = await room.database.write(lambda c: suspect(room, c, device))
        room.hub.ring(*decision.bells)
        raise Refused(Name.SUSPECT)


def turning_slot(room: DeviceRoom, call: Call) -> AnswerSlot | None:
    """The slot with what its answer will do to the copy; None for a copy that is suspect.

    Raises:
        Refused: unknown-instance; nonce-stale where the copy has gone on since a crash.
    """
    device, request = call.device, call.request
    if device is None or device.state != DeviceState.ACTIVE or request.m == "activate":
        return call.slot
    found = standing(
        device.copies, request.inst, request.r, roaming=device.roaming, most=room.most_copies
    )
    if found is Standing.NEW:
        if request.m in _MAY_BE_NEW:
            return call.slot
        raise Refused(Name.UNKNOWN_INSTANCE)
    copy = device.copies.get(request.inst)
    if call.resumed and copy is not None and not device.roaming and request.r != copy.current:
        raise Refused(Name.NONCE_STALE)
    if found is Standing.SUSPECT:
        return None
    seen = None if copy is None else copy.current
    return replace(call.slot, turn=Turn(request.inst, request.r, seen, told=not device.roaming))


def suspect(room: DeviceRoom, connection: Connection, device: Device) -> Decision:
    """Two programs have one key: nobody can tell which is the user's."""
    bells = end_device(connection, device, DeviceEvent.SUSPECT, room.clock.now())
    return Decision(Problem(Name.SUSPECT), tuple(bells))
