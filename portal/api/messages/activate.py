"""`activate`: a code connects a new device with an account; what is recorded when it is refused."""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, bindparam, delete, insert, select

from crypto.encoding import unb64url
from crypto.envelope import Response
from crypto.errors import Malformed
from crypto.keys import PublicKey
from crypto.protocol import (
    CODE_DIGITS,
    LONGEST_DEVICE_NAME,
    LONGEST_SYSTEM_NAME,
    LONGEST_VERSION,
    DeviceState,
    ProblemType,
)
from crypto.statements import Kind, Slot, read_statement
from portal.api.request import AuthenticatedRequest, opened, signing_pin_key
from portal.api.responses import Decision
from portal.context import AppContext
from portal.domain.accounts import codes
from portal.domain.accounts.codes import CodeToCheck
from portal.domain.accounts.tables import ACCOUNTS
from portal.domain.accounts.user_names import is_acceptable, normalised
from portal.domain.audit.log import Event, record_event
from portal.domain.devices.devices import PROVISIONAL_SECONDS
from portal.domain.devices.idempotency import Problem, Refused, too_many
from portal.domain.devices.instances import add_instance
from portal.domain.devices.pin_tries import MOST as BUDGET
from portal.domain.devices.pin_tries import TRIES, pin_context
from portal.domain.devices.tables import DEVICES
from portal.domain.email.outbox import Notice, notify_suspicious
from portal.domain.topics import account_topic
from portal.platform.database.notifications import notify
from portal.platform.database.statement import Statement
from portal.platform.keys.key_ring import KeyRing
from portal.platform.limits import Limit

_ACCOUNT = Statement(select(ACCOUNTS.c.id).where(ACCOUNTS.c.login == bindparam("login_")))


class Reason(StrEnum):
    """The fact `reason` of an audit entry."""

    NO_CODE = "no-code"
    """Nobody has this name, or its account has no code that could be tried from there."""
    WRONG_CODE = "wrong-code"
    DEVICE = "device"
    """The code is right, but was used meanwhile, or the device is in use."""


@dataclass(frozen=True)
class RefusedActivation:
    """A code that a device was refused for."""

    login: str
    """Normalised; recorded nowhere, for people type passwords there."""
    ip: str
    dev: str
    code: CodeToCheck | None
    """What it was compared with."""
    is_right: bool


def record_refusal(
    connection: Connection, context: AppContext, refused: RefusedActivation, now: int
) -> None:
    """Record it, last in the transaction; the wrong code that was the last try is mailed, too."""
    code = refused.code
    if code is None:
        _record_nothing_to_try(connection, context, refused, now)
        return
    reason = Reason.DEVICE if refused.is_right else Reason.WRONG_CODE
    if reason is Reason.WRONG_CODE and code.left == 0:
        notify_suspicious(connection, code.account_id, "", _last_try(code), now)
        notify(connection, account_topic(code.account_id))
    record_event(
        connection,
        Event.CODE_REFUSED,
        now,
        account=code.account_id,
        device=refused.dev,
        reason=reason,
        left=code.left,
        elsewhere=not code.here,
        ip=refused.ip,
    )


def _record_nothing_to_try(
    connection: Connection, context: AppContext, refused: RefusedActivation, now: int
) -> None:
    found = _ACCOUNT.one(connection, login_=refused.login)
    context.strangers.record(
        connection,
        Event.CODE_REFUSED,
        now,
        ip=refused.ip,
        account=None if found is None else found[0],
        reason=Reason.NO_CODE,
    )


def _last_try(code: CodeToCheck) -> Notice:
    return Notice.CODE_USED_UP if code.here else Notice.CODE_GUESSED


_LOG: Final = logging.getLogger("portal.devices")
_CODE: Final = re.compile(rf"[0-9]{{{CODE_DIGITS}}}")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_ATTEMPT_BYTES: Final = 16
_LONGEST: Final = {
    "name": LONGEST_DEVICE_NAME,
    "os": LONGEST_SYSTEM_NAME,
    "app": LONGEST_VERSION,
    "terms": LONGEST_VERSION,
}
_FIRST_VERSION: Final = 1
_YES_OR_NO: Final = ("yes", "no")

_REPLACE = Statement(
    delete(DEVICES).where(
        DEVICES.c.id == bindparam("dev"), DEVICES.c.state == DeviceState.PROVISIONAL
    )
)
_LATER: Final = {"activated_at", "locked_at", "last_login_at"}
_INSERT = Statement(insert(DEVICES), columns=set(DEVICES.c.keys()) - _LATER)


@dataclass(frozen=True)
class Activation:
    """What the sealed body says."""

    login: str
    code: str
    aid: str
    pin: PublicKey
    name: str
    os: str
    app: str
    terms: str
    terms_sha256: str
    roaming: bool

    def __repr__(self) -> str:
        return "Activation(…)"


async def activate(context: AppContext, request: AuthenticatedRequest) -> Response:
    """Check the code and store the device for 600 seconds."""
    wanted = _opened(context.keys, request)
    await _limit(context, request, wanted)
    code = await context.database.write(_reserve(context, request, wanted))
    right = await context.codes.matches(None if code is None else code.hash, wanted.code)
    free = request.device is None or request.device.state == DeviceState.PROVISIONAL

    def decide(connection: Connection) -> Decision:
        now = context.clock.now()
        if code is None or not (right and free and codes.use_up(connection, code, now)):
            dev, ip = request.slot.dev, request.address
            refused = RefusedActivation(wanted.login, ip, dev, code, is_right=right)
            record_refusal(connection, context, refused, now)
            return Decision(
                Problem(ProblemType.ACTIVATION_REFUSED), known=request.device is not None
            )
        _store(connection, context.keys, request, wanted, code, now)
        add_instance(connection, request.slot.dev, request.envelope.inst, now)
        _LOG.info("device %s activated for account %d", request.slot.dev, code.account_id)
        record_event(
            connection,
            Event.DEVICE_ACTIVATED,
            now,
            account=code.account_id,
            device=request.slot.dev,
            invited_by=code.inviter,
        )
        return Decision({"expires_in": PROVISIONAL_SECONDS})

    return await request.commit(decide)


def _opened(keys: KeyRing, request: AuthenticatedRequest) -> Activation:
    request.body({"sealed": str})
    inner = opened(keys, request, ("st", "sig"))
    statement = unb64url(inner["st"])
    content = read_statement(statement, Kind.ACTIVATE, Slot.of(request.envelope))
    pin = signing_pin_key(statement, content.pop("pin"), inner["sig"])
    if content["roaming"] not in _YES_OR_NO:
        raise Malformed("roaming is yes or no")
    roaming = content.pop("roaming") == "yes"
    login = normalised(content.pop("login"))
    wanted = Activation(pin=pin, login=login, roaming=roaming, **content)
    _check(wanted)
    return wanted


def _check(wanted: Activation) -> None:
    unb64url(wanted.aid, size=_ATTEMPT_BYTES)
    if not is_acceptable(wanted.login) or not _CODE.fullmatch(wanted.code):
        raise Malformed("no user name or no code")
    if not _SHA256.fullmatch(wanted.terms_sha256):
        raise Malformed("not a hash of the terms")
    if any(len(getattr(wanted, name)) > most for name, most in _LONGEST.items()):
        raise Malformed("a text is too long")


async def _limit(context: AppContext, request: AuthenticatedRequest, wanted: Activation) -> None:
    if request.resumed:
        return
    limits = context.limits
    exceeded = await limits.take(Limit.ACTIVATIONS_BY_ADDRESS, request.address)
    # By address too: who is elsewhere cannot keep the user out.
    tried = f"{wanted.login} {limits.subscriber(request.address)}"
    exceeded = exceeded or await limits.take(Limit.ACTIVATIONS_BY_LOGIN, tried)
    if exceeded:
        raise Refused(too_many(exceeded))


def _reserve(
    context: AppContext, request: AuthenticatedRequest, wanted: Activation
) -> Callable[[Connection], codes.CodeToCheck | None]:
    now, address = context.clock.now(), context.limits.subscriber(request.address)

    def reserve(connection: Connection) -> codes.CodeToCheck | None:
        # After a crash it is paid for again: nobody knows whether a try was left then, or whether
        # another code has taken the place of that one.
        if not request.resumed:
            request.responses.store.reserve(connection, request.slot, now)
        return codes.reserve_try(connection, wanted.login, address, now)

    return reserve


def _store(
    connection: Connection,
    keys: KeyRing,
    request: AuthenticatedRequest,
    wanted: Activation,
    code: codes.CodeToCheck,
    now: int,
) -> None:
    dev = request.slot.dev
    _REPLACE.change(connection, dev=dev)
    row = {
        "id": dev,
        "account_id": code.account_id,
        "state": DeviceState.PROVISIONAL,
        "point": request.key.point,
        "pin_wrapped": keys.vault.wrap(wanted.pin.point, pin_context(dev, _FIRST_VERSION)),
        "pin_version": _FIRST_VERSION,
        "tries_left": TRIES,
        "budget_left": BUDGET,
        "attempt": wanted.aid,
        "provisional_until": now + PROVISIONAL_SECONDS,
        "roaming": wanted.roaming,
        "invited_by": code.inviter,
        "invite_mode": code.mode,
        "generation": request.slot.generation,
        "ratchet": "",
        "ratchet_before": "",
        "created_at": now,
    }
    texts = {name: getattr(wanted, name) for name in ("name", "os", "app", "terms", "terms_sha256")}
    _INSERT.change(connection, **row | texts)
    notify(connection, account_topic(code.account_id))
