"""How far a registration is: progress header, status, and the next e-mail (requirement P10)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeGuard

from sqlalchemy import Connection, bindparam, func, select

from crypto.protocol import DeviceState
from portal.domain.accounts.accounts import Account, find_account
from portal.domain.devices.lists import devices_of
from portal.domain.email.outbox import Email, EmailKind
from portal.domain.registration.registrations import (
    ATTACHMENTS,
    Kind,
    Registration,
    State,
    needs_certificate,
    registration_of_account,
)
from portal.platform.database.statement import Statement
from portal.platform.language import translated as _

DEVICE_SECONDS: Final = 30 * 86_400
"""How long after the clearance of a reset a device may be activated without another one."""


def is_in_progress(
    newest: Registration | None, account: Account, now: int
) -> TypeGuard[Registration]:
    """Whether the account's newest registration has a status page from where to go on."""
    if newest is None or newest.confirmed_at is None:
        return False
    if newest.kind is not Kind.RESET:
        return not account.cleared and newest.state is not State.CLEARED
    return newest.state in (State.OPEN, State.ORDERED) or awaits_device(newest, now)


def awaits_device(reset: Registration, now: int) -> bool:
    """Whether a reset was cleared and has not had its new device yet."""
    if reset.kind is not Kind.RESET or reset.state is not State.CLEARED:
        return False
    return reset.device_at is None and (reset.decided_at or 0) + DEVICE_SECONDS > now


KEPT_SECONDS: Final = 30 * 86_400
"""From the decision on. Then the address is free, unless its account was ever cleared."""


def deleted_at(registration: Registration) -> int:
    """When a refused registration is deleted, in seconds; other ones are not by this."""
    return (registration.decided_at or 0) + KEPT_SECONDS


class PendingStep(StrEnum):
    """The e-mail's fact `stand`."""

    BOTH = "both"
    """Certificate and device are missing."""
    CERTIFICATE = "certificate"
    DEVICE = "device"
    ORDERED = "ordered"
    """With the AOK."""
    REFUSED = "refused"
    """Fact `until`: when the data are deleted."""
    RESET_CERTIFICATE = "reset-certificate"
    RESET_ORDERED = "reset-ordered"
    RESET_DEVICE = "reset-device"


def continue_email(registration: Registration, *, has_device: bool, lost: bool = False) -> Email:
    """`lost`: its reader has asked for a reset, which before a clearance is none."""
    stand = pending_step(registration, has_device=has_device)
    can_replace = registration.kind is Kind.NEW and stand is not PendingStep.REFUSED and has_device
    facts = {
        "stand": stand.value,
        "lost": "yes" if lost and can_replace else "",
        "until": str(deleted_at(registration)) if stand is PendingStep.REFUSED else "",
    }
    login, language = registration.login, registration.language
    return Email(EmailKind.CONTINUE, login, language, registration.id, facts)


def pending_step(registration: Registration, *, has_device: bool) -> PendingStep:
    """Of a registration that is under way."""
    if registration.kind is Kind.RESET:
        return {
            State.OPEN: PendingStep.RESET_CERTIFICATE,
            State.ORDERED: PendingStep.RESET_ORDERED,
        }.get(registration.state, PendingStep.RESET_DEVICE)
    if registration.state is State.REFUSED:
        return PendingStep.REFUSED
    if registration.kind is Kind.INVITED:
        return PendingStep.DEVICE
    if registration.certificate_at is None:
        return PendingStep.CERTIFICATE if has_device else PendingStep.BOTH
    return PendingStep.ORDERED if has_device else PendingStep.DEVICE


class StepState(StrEnum):
    DONE = "done"
    OPEN = "open"
    """The user can do it now."""
    LATER = "later"
    WAITING = "waiting"
    """With the AOK."""
    FAILED = "failed"


_UPLOADED = Statement(
    select(func.count()).where(ATTACHMENTS.c.registration_id == bindparam("registration"))
)


@dataclass(frozen=True)
class Step:
    """One of the four."""

    name: str
    state: StepState
    path: str
    """Where it is done; "" where there is nothing to do."""


@dataclass(frozen=True)
class Progress:
    """A registration and its steps."""

    registration: Registration
    devices: tuple[str, ...]
    """Names of the account's active devices, the oldest first."""
    steps: tuple[Step, ...]
    account_cleared: bool
    """Whether the account may log in now, whatever was decided on this registration."""
    has_newer: bool
    """Whether a newer one of the same account is confirmed."""
    uploaded: int
    """How many files there are, handed in or not."""

    @property
    def has_device(self) -> bool:
        """Whether a device of the account is active."""
        return bool(self.devices)

    @property
    def is_replaced(self) -> bool:
        """Whether its clearance was taken back by a reset."""
        return self.registration.state is State.CLEARED and not self.account_cleared

    @property
    def names(self) -> list[str]:
        return [step.name for step in self.steps]

    @property
    def current(self) -> int:
        """Number of the first step that is not done; one more than there are when all are."""
        return min(self._open, default=len(self.steps) + 1)

    def skipped(self, here: int) -> list[int]:
        """Numbers of the steps before `here` that are not done."""
        return [number for number in self._open if number < here]

    @property
    def done(self) -> list[int]:
        """Numbers of the steps that are done."""
        return [n for n in range(1, len(self.steps) + 1) if n not in self._open]

    @property
    def next(self) -> Step | None:
        """What the user can do now."""
        if self.is_replaced:
            return None
        return next((step for step in self.steps if step.state is StepState.OPEN), None)

    @property
    def _open(self) -> list[int]:
        return [n for n, step in enumerate(self.steps, 1) if step.state is not StepState.DONE]


def find_progress(connection: Connection, registration: Registration) -> Progress:
    """How far the registration is now."""
    account = registration.account_id
    owned = [] if account is None else devices_of(connection, account)
    devices = tuple(one.name for one in owned if one.state == DeviceState.ACTIVE)
    make = {Kind.RESET: _reset_steps, Kind.INVITED: _invited_steps, Kind.IK: _ik_steps}
    steps = make.get(registration.kind, _new_steps)(registration, bool(devices))
    found = None if account is None else find_account(connection, registration.login)
    cleared = found is not None and found.cleared
    newest = None if account is None else registration_of_account(connection, account)
    newer = newest is not None and newest.id != registration.id
    row = _UPLOADED.one(connection, registration=registration.id)
    uploaded = 0 if row is None else int(row[0])
    return Progress(registration, devices, steps, cleared, newer, uploaded)


def new_names() -> list[str]:
    """The steps of somebody who begins."""
    return [
        _("Persönliche Daten"),
        _("Arbeitgeberbescheinigung"),
        _("Geräteregistrierung"),
        _("Abschluss"),
    ]


def invited_names() -> list[str]:
    return [_("Bestätigung"), _("Persönliche Daten"), _("Geräteregistrierung"), _("Abschluss")]


def reset_names() -> list[str]:
    return [
        _("Bestätigung"),
        _("Arbeitgeberbescheinigung"),
        _("Freischaltung"),
        _("Geräteregistrierung"),
    ]


def _new_steps(registration: Registration, has_device: bool) -> tuple[Step, ...]:
    first, second, third, fourth = new_names()
    states = (State.OPEN, State.ORDERED)
    return (
        _confirmation(registration, first, "/registration/sent"),
        _certificate(registration, second),
        Step(third, _todo(registration, states, done=has_device), "/registration/device"),
        Step(fourth, _decision(registration), "/registration/done"),
    )


def _invited_steps(registration: Registration, has_device: bool) -> tuple[Step, ...]:
    first, second, third, fourth = invited_names()
    confirmed = registration.confirmed_at is not None
    finished = registration.state is State.CLEARED
    return (
        _confirmation(registration, first, ""),
        # Asked for on the page of the link.
        Step(second, StepState.DONE if confirmed else StepState.LATER, ""),
        Step(third, _todo(registration, (State.OPEN,), done=has_device), "/registration/device"),
        Step(fourth, StepState.DONE if finished else StepState.LATER, "/registration/done"),
    )


def _reset_steps(registration: Registration, has_device: bool) -> tuple[Step, ...]:
    first, second, third, fourth = reset_names()
    device = StepState.LATER
    if registration.state is State.CLEARED:
        device = StepState.DONE if has_device else StepState.OPEN
    steps = (
        _confirmation(registration, first, ""),
        _certificate(registration, second),
        Step(third, _decision(registration), ""),
        Step(fourth, device, "/registration/device"),
    )
    return steps if needs_certificate(registration) else (steps[0], steps[3])


def _ik_steps(registration: Registration, _has_device: bool) -> tuple[Step, ...]:
    return (
        Step(_("IK‑Nummer"), StepState.DONE, ""),
        _certificate(registration, _("Arbeitgeberbescheinigung")),
        Step(_("Freischaltung"), _decision(registration), ""),
    )


def _confirmation(registration: Registration, name: str, path: str) -> Step:
    done = registration.confirmed_at is not None
    return Step(name, StepState.DONE if done else StepState.OPEN, path)


def _certificate(registration: Registration, name: str) -> Step:
    # An operator may have cleared without one.
    done = registration.certificate_at is not None or registration.state is State.CLEARED
    state = _todo(registration, (State.OPEN,), done=done)
    return Step(name, state, "/registration/certificate")


def _todo(registration: Registration, states: tuple[State, ...], *, done: bool) -> StepState:
    """Of a step that the user can do in the states `states`, once the address is confirmed."""
    if done:
        return StepState.DONE
    possible = registration.confirmed_at is not None and registration.state in states
    return StepState.OPEN if possible else StepState.LATER


def _decision(registration: Registration) -> StepState:
    return {
        State.OPEN: StepState.LATER,
        State.ORDERED: StepState.WAITING,
        State.CLEARED: StepState.DONE,
        State.REFUSED: StepState.FAILED,
    }[registration.state]
