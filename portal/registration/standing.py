"""The letter `continue`: what an account on its way still needs (requirement P10)."""

from enum import StrEnum

from portal.mail.letters import Letter, LetterKind
from portal.registration.refusal import deleted_at
from portal.registration.states import Kind, State
from portal.registration.store import Registration


class Stand(StrEnum):
    """The letter's fact `stand`."""

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


def continue_letter(registration: Registration, *, has_device: bool, lost: bool = False) -> Letter:
    """`lost`: its reader has asked for a reset, which before a clearance is none."""
    stand = standing(registration, has_device=has_device)
    can_replace = registration.kind is Kind.NEW and stand is not Stand.REFUSED and has_device
    facts = {
        "stand": stand.value,
        "lost": "yes" if lost and can_replace else "",
        "until": str(deleted_at(registration)) if stand is Stand.REFUSED else "",
    }
    login, language = registration.login, registration.language
    return Letter(LetterKind.CONTINUE, login, language, registration.id, facts)


def standing(registration: Registration, *, has_device: bool) -> Stand:
    """Of a registration that is under way."""
    if registration.kind is Kind.RESET:
        return {
            State.OPEN: Stand.RESET_CERTIFICATE,
            State.ORDERED: Stand.RESET_ORDERED,
        }.get(registration.state, Stand.RESET_DEVICE)
    if registration.state is State.REFUSED:
        return Stand.REFUSED
    if registration.certificate_at is None:
        return Stand.CERTIFICATE if has_device else Stand.BOTH
    return Stand.ORDERED if has_device else Stand.DEVICE
