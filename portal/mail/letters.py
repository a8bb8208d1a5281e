"""What the portal writes to people."""

from dataclasses import dataclass, field
from enum import StrEnum


class LetterKind(StrEnum):
    """Each has its template in German and English."""

    REGISTRATION = "registration"
    """"Ihre Registrierung": confirm the address, status (requirement P5)."""
    TAKEN = "taken"
    """Somebody registered with an address that has an account already."""
    CONTINUE = "continue"
    """"Status Ihrer Registrierung: Aktivierung Ihres Zugangs" (requirement P10).

    Facts `stand`, `lost`, `until`: see registration.standing.
    """
    ORDERED = "ordered"
    """Everything is there; the AOK looks at it."""
    ORDER = "order"
    """To a regional AOK: something is waiting at the desk. No personal data."""
    CLEARED = "cleared"
    ASKED = "asked"
    """A clerk needs something; fact `reason`."""
    REFUSED = "refused"
    """Facts `reason`, `kind`, and `until`: when the data are deleted."""
    REMINDER = "reminder"
    """Facts `days` until the registration is deleted, 7 or 1, and `until`, when that is."""
    EXPIRED = "expired"
    """The registration was deleted. Fact `kind`: registration.states.Kind."""
    RESET = "reset"
    """Asks whether all devices are to be revoked (requirement P12)."""
    RESET_BEGUN = "reset-begun"
    """The devices are revoked; how it goes on."""
    RESET_CLEARED = "reset-cleared"
    """A new device can be activated."""
    NEW_DEVICE = "new-device"
    """Facts `device`, `at`, and `cleared`: "yes", or "" before the clearance."""
    SUSPICIOUS = "suspicious"
    """A login was reported, a device locked or suspect; facts `what`, `device`, `at`."""
    BARRIER = "barrier"
    """To the support: a barrier that somebody reported; facts `page`, `text`, `reply_to`."""


@dataclass(frozen=True)
class Letter:
    """A mail to be written. Links are made from `registration_id` when it is sent."""

    kind: LetterKind
    to: str
    language: str = "de"
    registration_id: str | None = None
    facts: dict[str, str] = field(default_factory=dict)
    """Never secrets; moments in seconds since 1970."""
    once: str | None = None
    """Where the same letter may not be written twice, what makes it the same."""

    def __repr__(self) -> str:
        return f"Letter({self.kind})"
