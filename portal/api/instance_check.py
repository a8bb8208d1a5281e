"""Which instance of a device key sends, and may it?"""

from typing import Final

from sqlalchemy import Connection

from crypto.protocol import DeviceState, MessageName, ProblemType
from portal.api.request import AuthenticatedRequest
from portal.api.responses import Decision
from portal.context import AppContext
from portal.domain.devices.devices import Device, end_device
from portal.domain.devices.idempotency import Problem, Refused
from portal.domain.devices.instances import (
    DAY,
    IdempotencySlot,
    InstanceStatus,
    RatchetAdvance,
    instance_status,
    note_use,
)
from portal.domain.devices.tables import DeviceEvent

_MAY_BE_NEW: Final = frozenset({MessageName.STATUS, MessageName.ENROL})


async def admit_instance(context: AppContext, request: AuthenticatedRequest) -> None:
    """Let a known instance send a message of which no answer is kept.

    Its nonce was fresh, so that no later request of the same program can have overtaken it: a
    ratchet value that is neither the current nor the previous one is a copy's.

    Raises:
        Refused: suspect, and the device is from now on; or unknown-instance.
    """
    device, inst, now = request.known, request.envelope.inst, context.clock.now()
    match _status(request):
        case InstanceStatus.NEW:
            raise Refused(ProblemType.UNKNOWN_INSTANCE)
        case InstanceStatus.SUSPECT | InstanceStatus.STRANGE:
            await context.database.write(lambda c: suspect(context, c, device))
            raise Refused(ProblemType.SUSPECT)
        case InstanceStatus.KNOWN if device.instances[inst] <= now - DAY:
            # Once a day: a device that waits costs no write.
            await context.database.write(lambda c: note_use(c, device.id, inst, now))


def admit_recorded(request: AuthenticatedRequest, now: int) -> IdempotencySlot | None:
    """The slot with what the answer does to the instance that asks; None for one that is suspect.

    Only an active device has instances that are told apart.

    Raises:
        Refused: unknown-instance.
    """
    device, envelope = request.device, request.envelope
    if device is None or device.state != DeviceState.ACTIVE or not request.slot.advances:
        return request.slot
    match _status(request):
        case InstanceStatus.NEW if envelope.m in _MAY_BE_NEW:
            return request.slot
        case InstanceStatus.STRANGE if envelope.m == MessageName.ENROL:
            return request.slot
        case InstanceStatus.SUSPECT | InstanceStatus.STRANGE:
            return None
        case InstanceStatus.NEW:
            raise Refused(ProblemType.UNKNOWN_INSTANCE)
    ratchet = RatchetAdvance(
        envelope.inst,
        envelope.r,
        sent=not device.roaming,
        account_id=device.account_id,
        is_noted=device.roaming or device.instances.get(envelope.inst, 0) <= now - DAY,
    )
    return request.slot._replace(ratchet=ratchet)


def suspect(context: AppContext, connection: Connection, device: Device) -> Decision:
    """Two programs have one key: nobody knows which is the user's."""
    end_device(connection, device, DeviceEvent.SUSPECT, context.clock.now())
    return Decision(Problem(ProblemType.SUSPECT))


def is_known(request: AuthenticatedRequest, device: Device) -> bool:
    """Whether the instance could still send the request, its device being as it is now."""
    return _status_in(request, device) in (InstanceStatus.KNOWN, InstanceStatus.FIRST)


def _status(request: AuthenticatedRequest) -> InstanceStatus:
    return _status_in(request, request.known)


def _status_in(request: AuthenticatedRequest, device: Device) -> InstanceStatus:
    envelope = request.envelope
    ratchets = device.ratchet, device.ratchet_before
    return instance_status(
        device.instances, ratchets, envelope.inst, envelope.r, roaming=device.roaming
    )
