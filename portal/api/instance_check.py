"""Which instance of a device key sends, and may it?"""

from dataclasses import replace
from typing import Final

from sqlalchemy import Connection

from crypto.protocol import DeviceState, MessageName, ProblemType
from portal.api.request import AuthenticatedRequest
from portal.api.responses import Decision
from portal.context import AppContext
from portal.domain.devices.devices import Device, end_device
from portal.domain.devices.idempotency import IdempotencySlot
from portal.domain.devices.instances import InstanceStatus, RatchetAdvance, instance_status
from portal.domain.devices.problems import Problem, Refused
from portal.domain.devices.states import DeviceEvent

_MAY_BE_NEW: Final = frozenset({MessageName.STATUS, MessageName.ENROL})


async def admit_instance(context: AppContext, request: AuthenticatedRequest) -> None:
    """Let a known instance send a message of which no answer is kept.

    Raises:
        Refused: suspect, and the device is from now on; or unknown-instance.
    """
    device = request.known
    found = _status(context, device, request.envelope.inst, None)
    if found is InstanceStatus.NEW:
        raise Refused(ProblemType.UNKNOWN_INSTANCE)
    if found is InstanceStatus.SUSPECT:
        await context.database.write(lambda c: suspect(context, c, device))
        raise Refused(ProblemType.SUSPECT)


def ratchet_slot(context: AppContext, request: AuthenticatedRequest) -> IdempotencySlot | None:
    """The slot with what its answer will do to the instance; None for one that is suspect.

    Raises:
        Refused: unknown-instance; nonce-stale where the instance has gone on since a crash.
    """
    device, envelope = request.device, request.envelope
    if device is None or device.state != DeviceState.ACTIVE or envelope.m == MessageName.ACTIVATE:
        return request.slot
    found = _status(context, device, envelope.inst, envelope.r)
    if found is InstanceStatus.NEW:
        if envelope.m in _MAY_BE_NEW:
            return request.slot
        raise Refused(ProblemType.UNKNOWN_INSTANCE)
    instance = device.instances.get(envelope.inst)
    seen = None if instance is None else instance.current
    if request.resumed and seen not in (None, envelope.r) and not device.roaming:
        raise Refused(ProblemType.NONCE_STALE)
    if found is InstanceStatus.SUSPECT:
        return None
    advance = RatchetAdvance(envelope.inst, envelope.r, seen, sent=not device.roaming)
    return replace(request.slot, advance=advance)


def suspect(context: AppContext, connection: Connection, device: Device) -> Decision:
    """Two programs have one key: nobody knows which is the user's."""
    end_device(connection, device, DeviceEvent.SUSPECT, context.clock.now())
    return Decision(Problem(ProblemType.SUSPECT))


def _status(context: AppContext, device: Device, inst: str, r: str | None) -> InstanceStatus:
    most = context.settings.roaming_copies
    return instance_status(device.instances, inst, r, roaming=device.roaming, most=most)
