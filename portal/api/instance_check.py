"""Which copy of a device key speaks, and may it?"""

from dataclasses import replace
from typing import Final

from sqlalchemy import Connection

from portal.api.request import ApiContext, AuthenticatedRequest
from portal.api.responses import Decision
from portal.domain.devices.devices import Device, end_device
from portal.domain.devices.idempotency import IdempotencySlot
from portal.domain.devices.instances import InstanceStatus, RatchetAdvance, instance_status
from portal.domain.devices.problems import Problem, ProblemType, Refused
from portal.domain.devices.states import DeviceEvent, DeviceState

_MAY_BE_NEW: Final = frozenset({"status", "enrol"})


async def admit_instance(room: ApiContext, call: AuthenticatedRequest) -> None:
    """Let a known copy send a message of which no answer is kept.

    Raises:
        Refused: suspect, and the device is from now on; or unknown-instance.
    """
    device = call.known
    found = instance_status(
        device.copies,
        call.request.inst,
        None,
        roaming=device.roaming,
        most=room.most_copies,
    )
    if found is InstanceStatus.NEW:
        raise Refused(ProblemType.UNKNOWN_INSTANCE)
    if found is InstanceStatus.SUSPECT:
        await room.database.write(lambda c: suspect(room, c, device))
        raise Refused(ProblemType.SUSPECT)


def ratchet_slot(room: ApiContext, call: AuthenticatedRequest) -> IdempotencySlot | None:
    """The slot with what its answer will do to the copy; None for a copy that is suspect.

    Raises:
        Refused: unknown-instance; nonce-stale where the copy has gone on since a crash.
    """
    device, request = call.device, call.request
    if device is None or device.state != DeviceState.ACTIVE or request.m == "activate":
        return call.slot
    found = instance_status(
        device.copies, request.inst, request.r, roaming=device.roaming, most=room.most_copies
    )
    if found is InstanceStatus.NEW:
        if request.m in _MAY_BE_NEW:
            return call.slot
        raise Refused(ProblemType.UNKNOWN_INSTANCE)
    copy = device.copies.get(request.inst)
    if call.resumed and copy is not None and not device.roaming and request.r != copy.current:
        raise Refused(ProblemType.NONCE_STALE)
    if found is InstanceStatus.SUSPECT:
        return None
    seen = None if copy is None else copy.current
    return replace(
        call.slot, turn=RatchetAdvance(request.inst, request.r, seen, told=not device.roaming)
    )


def suspect(room: ApiContext, connection: Connection, device: Device) -> Decision:
    """Two programs have one key: nobody can tell which is the user's."""
    end_device(connection, device, DeviceEvent.SUSPECT, room.clock.now())
    return Decision(Problem(ProblemType.SUSPECT))
